"""The things that have a name, and those that look like one that does not, for the 404 that helps."""

from collections.abc import Sequence

from imvograph.answers.hints import alike
from imvograph.answers.keeping import kept
from imvograph.answers.rows import retired
from imvograph.api.description import PREF_LABEL
from imvograph.model.iris import ID
from imvograph.store.base import Snapshot

_MOST_NEAR = 5


def near(snapshot: Snapshot, kind: str, key: str) -> list[str]:
    """The IRIs of at most five things, best first: this key under another kind, then keys like it."""
    known = names(snapshot)
    same = [name for name in known if name.endswith(f"/{key}")][:_MOST_NEAR]
    return [ID + name for name in dict.fromkeys([*same, *alike(f"{kind}/{key}", known)])][:_MOST_NEAR]


def names(snapshot: Snapshot) -> Sequence[str]:
    """``{kind}/{key}`` of everything that has a label and is not retired, sorted; looked up once per version."""

    def found() -> tuple[Sequence[str]]:
        iris = {str(getattr(t.subject, "value", "")) for t in snapshot.triples(predicate=PREF_LABEL)}
        return (sorted(iri.removeprefix(ID) for iri in iris.difference(retired(snapshot)) if iri.startswith(ID)),)

    return kept(snapshot, "names", found)[0]
