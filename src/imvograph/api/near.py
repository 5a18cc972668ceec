"""The things that have a name, and those that look like one that does not, for the 404 that helps."""

from collections.abc import Sequence

from imvograph.answers.hints import alike
from imvograph.answers.rows import retired
from imvograph.api.description import PREF_LABEL
from imvograph.model.iris import ID
from imvograph.store.base import Snapshot

_MOST_NEAR = 5


class Near:
    """The names of all things, sorted, kept per snapshot."""

    def __init__(self) -> None:
        self._known: tuple[str, Sequence[str]] = ("", ())

    def __call__(self, snapshot: Snapshot, kind: str, key: str) -> list[str]:
        """The IRIs of at most five things, best first: this key under another kind, then keys like it."""
        names = self.names(snapshot)
        same = [name for name in names if name.endswith(f"/{key}")][:_MOST_NEAR]
        return [ID + name for name in dict.fromkeys([*same, *alike(f"{kind}/{key}", names)])][:_MOST_NEAR]

    def names(self, snapshot: Snapshot) -> Sequence[str]:
        """``{kind}/{key}`` of everything that has a label and is not retired, sorted."""
        known = self._known
        if known[0] != snapshot.version:
            iris = {str(getattr(t.subject, "value", "")) for t in snapshot.triples(predicate=PREF_LABEL)}
            names = sorted(iri.removeprefix(ID) for iri in iris.difference(retired(snapshot)) if iri.startswith(ID))
            known = self._known = snapshot.version, names
        return known[1]
