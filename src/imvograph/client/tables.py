"""What a service answers, as tables: rows to iterate over, or data frames (polars and pandas are imported when asked for)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imvograph.errors import NotFoundError, SettingError

if TYPE_CHECKING:
    import pandas
    import polars

Row = dict[str, Any]

_NUMBERS = {
    "integer": int,
    "int": int,
    "long": int,
    "nonNegativeInteger": int,
    "decimal": float,
    "double": float,
    "float": float,
}

_MANY = ("years", "sectors", "things")
"""Columns of a search that hold several."""


@dataclass(frozen=True)
class Rows:
    """A table: iterate over its rows (dictionaries), or make it a data frame."""

    columns: Sequence[str]
    rows: Sequence[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} rows: {shortly(self.columns)}>"

    def to_polars(self) -> "polars.DataFrame":
        """The rows as a polars data frame; lists stay lists. An answer and what a search found have their types, whatever
        is missing: an answer those of its Parquet."""
        import polars

        shown = [{name: row.get(name) for name in self.columns} for row in self.rows]
        types = _types(self._kinds())
        columns = types or (None if shown else list(self.columns))
        return polars.DataFrame(shown, schema=columns, infer_schema_length=None)

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a pandas data frame; raises `SettingError` without pandas, which comes with ``imvograph[notebook]``.

        As above: numbers stay whole and truths true where one is missing (``pandas.NA``).
        """
        try:
            import pandas
        except ModuleNotFoundError as exc:
            raise SettingError(
                f"{exc.name} is not installed; install it with: pip install 'imvograph[notebook]'"
            ) from exc

        types = {"integer": "Int64", "boolean": "boolean"}
        typed = {name: types[kind] for name, kind in self._kinds().items() if kind in types}
        return pandas.DataFrame([*self.rows], columns=[*self.columns]).astype(typed)

    def _kinds(self) -> Mapping[str, str]:
        """The kinds of the columns, where they are known."""
        return {}


def _types(kinds: Mapping[str, str]) -> dict[str, Any]:
    """The types that columns of these kinds have in polars; a date is text, as a source may state but a month."""
    import polars

    text, number, texts = polars.String(), polars.Int64(), polars.List(polars.String())
    place = dict.fromkeys(("iri", "quote", "source", "document"), text)
    known = {
        "integer": number,
        "boolean": polars.Boolean(),
        "list": texts,
        "texts": texts,
        "passages": polars.List(polars.Struct({**place, "start": number, "end": number})),
        "snippet": polars.Struct({"text": text, "marks": polars.List(polars.List(number))}),
    }
    return {name: known.get(kind, text) for name, kind in kinds.items()}


@dataclass(frozen=True, repr=False)
class Answer(Rows):
    """The answer to a curated query.

    ``parameters`` as they were understood, ``snapshot`` the version of the graph; ``explanation`` says why it is empty.
    ``kinds`` are those of the columns.
    """

    title: str
    parameters: Mapping[str, str]
    snapshot: str
    explanation: Mapping[str, Any] | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)

    def _kinds(self) -> Mapping[str, str]:
        return self.kinds


@dataclass(frozen=True, repr=False)
class Found(Rows):
    """What a search found: one page of hits as rows, ``total`` matches, their ``facets``; what is ``near`` if there are none."""

    total: int
    facets: Mapping[str, Sequence[Mapping[str, Any]]]
    near: Sequence[Row] = ()

    def _kinds(self) -> Mapping[str, str]:
        typed = {"snippet": "snippet", "start": "integer", "end": "integer"} | dict.fromkeys(_MANY, "texts")
        return {name: typed.get(name, "text") for name in self.columns}


@dataclass(frozen=True)
class Resolved:
    """What a text means: ``outcome`` is one, several or none; ``near`` is what looks like it.

    ``retired`` is what it meant and is no more; each names what took its place (``replaced_by``).
    """

    text: str
    outcome: str
    candidates: Sequence[Row]
    numbers: Sequence[str]
    near: Sequence[Row]
    retired: Sequence[Row] = ()

    def __repr__(self) -> str:
        return f"<Resolved {self.text[:80]!r}: {self.outcome}; {shortly([c['iri'] for c in self.candidates or self.near])}>"

    @property
    def iri(self) -> str:
        """The IRI, if just one thing is meant; raises `NotFoundError` with the candidates, or with what is near."""
        if self.outcome == "one":
            return str(self.candidates[0]["iri"])
        near = [str(thing["iri"]) for thing in (*self.candidates, *self.near)]
        if self.retired:
            instead = [str(iri) for thing in self.retired for iri in thing["replaced_by"]]
            came = f"; in its place came {', '.join(instead)}" if instead else ""
            raise NotFoundError(f"what is meant by {self.text!r} is retired{came}", instead or near)
        what = "several things are" if self.candidates else "nothing is"
        raise NotFoundError(f"{what} meant by {self.text!r}; near it: {', '.join(near) or 'nothing'}", near)


def shortly(names: Sequence[str]) -> str:
    """The first names of a row of them, for a person."""
    return ", ".join(names[:6]) + (", …" if len(names) > 6 else "")


def answer_of(found: Mapping[str, Any]) -> Answer:
    """An answer from its JSON."""
    kinds = {column["name"]: column["kind"] for column in found["columns"]}
    return Answer(
        [*kinds], found["rows"], found["title"], found["parameters"], found["snapshot"], found.get("explanation"), kinds
    )


def plain(term: Mapping[str, str] | None) -> Any:
    """A term of SPARQL results as a plain value; a date stays text, as the source may state but a month."""
    if term is None:
        return None
    kind = term.get("datatype", "").rpartition("#")[2]
    if kind == "boolean":
        return term["value"] in ("true", "1")
    return _NUMBERS.get(kind, str)(term["value"])
