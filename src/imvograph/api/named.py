"""The thing that an address names, and how it stands: here, retired or gone (410), or never there (404 with what is near)."""

import re

from fastapi.concurrency import run_in_threadpool

from imvograph.api.description import Description, describe
from imvograph.api.near import Near
from imvograph.dumps import Releases
from imvograph.errors import GoneError, NotFoundError
from imvograph.model.iris import thing
from imvograph.store.base import Snapshot

_KIND = re.compile(r"[a-z][a-z-]{0,60}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,200}")


class Named:
    """Things by the kind and key of their address; ``releases`` know what there was before."""

    def __init__(self, releases: Releases) -> None:
        self._releases, self._near = releases, Near()

    async def __call__(self, snapshot: Snapshot, kind: str, key: str) -> Description:
        """The thing, retired or not; raises `GoneError` if a release held it, `NotFoundError` for any other."""
        if not (_KIND.fullmatch(kind) and _KEY.fullmatch(key)):
            raise _never(kind, key)
        found = describe(snapshot, thing(kind, key))
        if found is None:
            raise await run_in_threadpool(self._missing, snapshot, kind, key)
        return found

    def _missing(self, snapshot: Snapshot, kind: str, key: str) -> GoneError | NotFoundError:
        gone, asked = self._releases.last(thing(kind, key)), f"/id/{kind}/{key}"
        if gone is None:
            return _never(kind, key, *self._near(snapshot, kind, key))
        en = f"{asked} was last in release {gone.version}, and is no longer in the graph"
        nl = f"{asked} stond het laatst in uitgave {gone.version}, en is niet meer in de graaf"
        return GoneError(en, gone.replaced_by, f"/dump/{gone.version}/", nl=nl)


def standing(thing: Description) -> tuple[int, list[str]]:
    """The status of every view of a thing, and the parts of its Link header that lead to what replaced it."""
    successors = [f'<{iri}>; rel="successor-version"' for iri in thing.replaced_by]
    return (410 if thing.retired else 200), successors


def _never(kind: str, key: str, *near: str) -> NotFoundError:
    asked = f"/id/{kind[:80]}/{key[:200]}"
    return NotFoundError(f"There is no {asked} in this graph", near, nl=f"{asked} is er niet in deze graaf")
