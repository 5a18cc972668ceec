"""A client for notebooks and scripts, of any running instance.

    from imvograph.client import Imvograph

    service = Imvograph("http://127.0.0.1:8000")
    service.query("motions-by-topic", topic="verzekering", scope="linked").to_polars()

What the service refuses is an error of ``imvograph.errors``, with what it says: what came, what would be right, what is near.
"""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx2

from imvograph import __version__
from imvograph.client.asking import Value, address, no_address, read, send
from imvograph.client.tables import Answer, Found, Resolved, Row, Rows, answer_of, plain, shortly

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["Answer", "Found", "Imvograph", "Resolved", "Rows", "Things"]

_API = "/api/v1"
_ANSWER = ("columns", "rows", "title", "parameters", "snapshot")
_PAGE = (*_ANSWER, "total", "links")


@dataclass(frozen=True)
class Things:
    """A list of things, read page by page while you iterate; all of it in one version of the graph.

    `GoneError` while iterating: that version is no longer there; begin again.
    """

    _service: "Imvograph"
    _page: Mapping[str, Any]

    @property
    def total(self) -> int:
        """The number of things on all pages."""
        return int(self._page["total"])

    def pages(self) -> Iterator[Answer]:
        """The pages, each with its rows."""
        page: Mapping[str, Any] | None = self._page
        while page is not None:
            yield answer_of(page)
            following = page["links"].get("next")
            page = self._service._json(following, *_PAGE) if following else None

    def __repr__(self) -> str:
        return f"<Things of {self.total} rows: {shortly([column['name'] for column in self._page['columns']])}>"

    def __iter__(self) -> Iterator[Row]:
        for page in self.pages():
            yield from page

    def __len__(self) -> int:
        return self.total

    def read(self) -> Answer:
        """All pages as one table."""
        pages = [*self.pages()]
        return replace(pages[0], rows=[row for page in pages for row in page])

    def to_polars(self) -> "polars.DataFrame":
        """The whole list as a polars data frame."""
        return self.read().to_polars()

    def to_pandas(self) -> "pandas.DataFrame":
        """The whole list as a pandas data frame."""
        return self.read().to_pandas()


class Imvograph:
    """A running instance of imvograph ``at`` an address: the one given, else ``IMVOGRAPH_ADDRESS``, else this machine's."""

    def __init__(self, at: str | None = None, *, language: str = "nl", seconds: float = 60.0) -> None:
        self.address = (at or os.environ.get("IMVOGRAPH_ADDRESS") or "http://127.0.0.1:8000").rstrip("/")
        headers = {"User-Agent": f"imvograph-client/{__version__}", "Accept-Language": language}
        try:
            self._http = httpx2.Client(base_url=self.address, headers=headers, timeout=seconds, follow_redirects=True)
        except httpx2.InvalidURL as exc:
            raise no_address(self.address) from exc

    def queries(self) -> Rows:
        """The curated queries: name, title, description, parameters, example."""
        found = self._json(f"{_API}/queries", "queries")["queries"]
        return Rows(["name", "title", "description", "parameters", "example"], found)

    def query(self, name: str, **parameters: Value) -> Answer:
        """The answer to a curated query, as in ``query("motions-by-topic", topic="verzekering", evidence="full")``.

        A parameter whose name is a word of Python gets a low line behind it: ``from_="2020-01-01"``.
        """
        return answer_of(self._json(address(f"{_API}/queries/{name}", parameters), *_ANSWER))

    def things(self, name: str, *, limit: int = 100, **filters: Value) -> Things:
        """A list, as in ``things("motions", topic="imvo-convenant")``; ``limit`` is the number of rows on a page."""
        return Things(self, self._json(address(f"{_API}/{name}", {**filters, "limit": limit}), *_PAGE))

    def sparql(self, text: str) -> Rows | bool | str:
        """SPARQL: a SELECT gives rows with plain values, an ASK true or false, a CONSTRUCT or DESCRIBE Turtle.

        A term or a graph that is not there finds nothing; a `UserWarning` says so, with the nearest that is.
        """
        accept = "application/sparql-results+json, text/turtle;q=0.9"
        sent = {"Content-Type": "application/sparql-query", "Accept": accept}
        answer = send(self._http, self._http.build_request("POST", "/sparql", content=text.encode(), headers=sent))
        if hint := answer.headers.get("imvograph-hint"):
            warnings.warn(hint, stacklevel=2)
        if answer.headers.get("content-type", "").startswith("text/turtle"):
            return answer.text
        results = read(answer, "head")
        if "boolean" in results:
            return bool(results["boolean"])
        columns = results["head"]["vars"]
        bindings = results["results"]["bindings"]
        return Rows(columns, [{name: plain(row.get(name)) for name in columns} for row in bindings])

    def search(self, text: str, **filters: Value | Sequence[str]) -> Found:
        """Full text, as in ``search("tomatenketen", kind=["motion", "commitment"], limit=50)``."""
        found = self._json(address(f"{_API}/search", {"q": text, **filters}), "hits", "total", "facets", "near")
        columns = ["iri", "label", "kind", "kindLabel", "snippet", "years", "sectors", "start", "end", "things"]
        return Found(columns, found["hits"], found["total"], found["facets"], found["near"])

    def resolve(self, text: str) -> Resolved:
        """What a text means: «26 485, nr. 277», «motie-Voordewind», a name, a key, an IRI."""
        found = self._json(
            address(f"{_API}/resolve", {"text": text}), "text", "outcome", "candidates", "numbers", "near"
        )
        return Resolved(
            found["text"],
            found["outcome"],
            found["candidates"],
            found["numbers"],
            found["near"],
            found.get("retired", ()),
        )

    def close(self) -> None:
        """Give back the connection."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _json(self, address: str, *members: str) -> dict[str, Any]:
        request = self._http.build_request("GET", address, headers={"Accept": "application/json"})
        return read(send(self._http, request), *members)
