"""The page of a thing: a text is read in the reading room, anything else is described."""

from imvograph.answers import At
from imvograph.api import rdf
from imvograph.api.asking import Asked
from imvograph.api.description import Description
from imvograph.api.negotiate import JSON_LD
from imvograph.api.pages import Pages
from imvograph.api.portal.reading import ReadingRoom, anchor
from imvograph.api.portal.stories import stories
from imvograph.api.portal.timeline import timeline
from imvograph.api.views import Words, view
from imvograph.catalog import Catalog
from imvograph.model.iris import kind_and_key
from imvograph.store.base import Snapshot


class ThingPages:
    """Draws the page of any thing."""

    def __init__(self, catalog: Catalog, pages: Pages) -> None:
        self._catalog, self._pages = catalog, pages
        self._reading = ReadingRoom(catalog, pages)

    def __call__(self, snapshot: Snapshot, description: Description, asked: Asked, address: str) -> str:
        """The page, as HTML; ``address`` is its path, without a suffix."""
        kind = (kind_and_key(description.iri) or ("", ""))[0]
        if kind == "source-text":
            read = self._reading.page(snapshot, description, asked)
            if read is not None:
                return read
        words = Words(snapshot, asked.language)
        return self._pages.draw(
            "thing.html",
            asked,
            view=view(snapshot, description, asked.language),
            address=address,
            anchor=anchor,
            stories=stories(self._catalog, At(snapshot), description.iri, words, asked.language),
            timeline=timeline(snapshot, description.iri, words),
            json_ld=_script(rdf.serialised(description.triples, JSON_LD)),
            around=address.replace("/doc/", "/around/", 1),
        )


def _script(json: bytes) -> str:
    """JSON that may stand in a <script> element: no end tag, no comment can begin in it."""
    return json.decode().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
