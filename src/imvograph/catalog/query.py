"""A curated query as a value: what it asks, with which parameters, what its columns are, and its binding."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from imvograph.catalog.parameters import Parameter, Words
from imvograph.errors import CatalogError, ParameterError
from imvograph.sparql import tokens

COLUMN_KINDS = ("thing", "label", "text", "date", "integer", "boolean", "list", "texts")
LIST_SEPARATORS = {
    "list": " ",
    "texts": "\n",
}  # what GROUP_CONCAT puts between: no IRI holds a space, no quote a newline


@dataclass(frozen=True)
class Column:
    """A column of the answer; the columns that have ``sort`` sort the rows, in its order, after the query's own."""

    name: str
    kind: str
    label: Words
    sort: int | None = None


@dataclass(frozen=True)
class Query:
    """One curated query. ``questions`` are the ids of the competency questions that it answers.

    ``listed``: it lists the things of a kind, one row each, and is served in pages too (``/api/v1/motions``).
    """

    name: str
    title: Words
    description: Words
    form: str
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, Column]
    text: str
    questions: tuple[str, ...]
    when_empty: tuple[str, ...]
    example: Mapping[str, str]
    listed: bool = False

    def bind(self, values: Mapping[str, str]) -> str:
        """The text with every ``$name`` replaced by its value as one term, in one pass over the tokens.

        Things are given by IRI. Raises `ParameterError` for a parameter that is unknown, missing or of the wrong type.
        """
        terms = self.terms(values)
        slots, rest = _slots(self.text)
        pieces: list[str] = []
        for slot in slots:
            term = terms[slot.name]
            seam = [token.text for token in tokens(slot.touching[0] + term + slot.touching[1])]
            if seam != [*filter(None, slot.touching[:1]), *_words(term), *filter(None, slot.touching[1:])]:
                raise CatalogError(
                    f"{self.name}.rq: a value changed the shape of the query; put blanks around each $name"
                )
            pieces += (slot.before, term)
        return "".join(pieces) + rest

    def terms(self, values: Mapping[str, str]) -> dict[str, str]:
        """Each parameter as the SPARQL term that stands for it; raises as `bind`."""
        for name, value in values.items():
            if name not in self.parameters:
                known = ", ".join(self.parameters) or "none"
                raise ParameterError(
                    f"query {self.name!r} has no parameter {name!r}; it has: {known}",
                    name,
                    value,
                    nl=f"vraag {self.name!r} heeft geen parameter {name!r}; wel: {', '.join(self.parameters) or 'geen'}",
                )
        return {name: parameter.term(values.get(name)) for name, parameter in self.parameters.items()}


@dataclass(frozen=True)
class _Slot:
    """Where a value goes: the text before it, and the tokens that touch it on both sides ("" where a blank does)."""

    name: str
    before: str
    touching: tuple[str, str]


@lru_cache(maxsize=5_000)
def _slots(text: str) -> tuple[tuple[_Slot, ...], str]:
    """The places of the parameters of a text, thought out once, and what follows the last."""
    stream = list(tokens(text))
    slots: list[_Slot] = []
    end = 0
    for before, token, after in zip([None, *stream], stream, [*stream[1:], None], strict=False):
        if token.kind == "parameter":
            touching = (
                before.text if before and before.end == token.start else "",
                after.text if after and after.start == token.end else "",
            )
            slots.append(_Slot(token.text[1:], text[end : token.start], touching))
            end = token.end
    return tuple(slots), text[end:]


@lru_cache(maxsize=5_000)
def _words(term: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(term))
