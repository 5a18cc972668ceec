"""The parameters of a curated query as the fields of a form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from imvograph.answers import At, columns_of
from imvograph.answers.keeping import kept
from imvograph.answers.names import key_of
from imvograph.api.views import Words
from imvograph.catalog import Catalog, Parameter
from imvograph.model.iris import ID, IMVO

_REACH = {
    "direct": ("direct: wat het onderwerp zelf noemt", "direct: what names the topic itself"),
    "linked": ("linked: ook via één stap", "linked: also by one step"),
}
LONGEST_MENU, LONGEST_LIST = 80, 400
"""Choices of a menu, and of what is suggested while one types. Of more none is shown: any name that is typed is found."""


@dataclass(frozen=True)
class Field:
    """A field: its type (``select date number text``) and what one can choose from, as (value, words)."""

    name: str
    type: str
    label: str
    description: str
    value: str
    required: bool
    options: tuple[tuple[str, str], ...] = ()


class Forms:
    """Makes the fields; the things that a parameter can mean are asked once per version."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def fields(
        self, at: At, parameters: Iterable[Parameter], given: Mapping[str, str], language: str, *, required: bool = True
    ) -> tuple[Field, ...]:
        """A field for each parameter, filled with what was given; without ``required`` each may stay empty."""
        return tuple(self._field(at, parameter, given, language, required) for parameter in parameters)

    def _field(self, at: At, parameter: Parameter, given: Mapping[str, str], language: str, required: bool) -> Field:
        options = tuple((value, _choice(at, value, language)) for value in parameter.values)
        if parameter.kind == "boolean":
            options = (("true", {"nl": "ja", "en": "yes"}[language]), ("false", {"nl": "nee", "en": "no"}[language]))
        if parameter.choices:
            options = self._options(at, parameter.choices, language)
        if len(options) > LONGEST_LIST:
            options = ()
        type = {"date": "date", "integer": "number"}.get(parameter.kind, "text")
        if options and len(options) <= LONGEST_MENU:
            type = "select"
        value = given.get(parameter.name, parameter.default or "")
        return Field(
            parameter.name,
            type,
            parameter.label[language],
            parameter.description[language],
            self._as_option(value, options) if type == "select" else value,
            required and parameter.required and parameter.default is None,
            options,
        )

    def in_words(self, at: At, parameter: Parameter, value: str, language: str) -> str:
        """What a value of a parameter is called; the value itself if it is no thing, or none that is known."""
        options = self._options(at, parameter.choices, language) if parameter.choices else ()
        return dict(options).get(self._as_option(value, options), value)

    def _options(self, at: At, query: str, language: str) -> tuple[tuple[str, str], ...]:
        """The things of a list of choices: key (or IRI) and name, in the order of their names."""

        def named() -> tuple[tuple[str, str], ...]:
            columns = list(self._catalog[query].columns)
            rows = columns_of(self._catalog, at, query, (columns[0], "label", "labelEn"))
            own = "labelEn" if language == "en" and "labelEn" in columns else "label"
            pairs = ((row[columns[0]], row.get(own) or row.get("label") or key_of(row[columns[0]])) for row in rows)
            found = {iri.removeprefix(ID): name for iri, name in pairs}
            return tuple(sorted(found.items(), key=lambda item: item[1].casefold()))

        return kept(at.held, ("choices", self._catalog[query].text, language), named)

    @staticmethod
    def _as_option(value: str, options: tuple[tuple[str, str], ...]) -> str:
        """The option that a value means: a thing may be given by key, kind/key or IRI."""
        wanted = value.removeprefix(ID)
        return next((option for option, _ in options if wanted in (option, option.rpartition("/")[2])), value)


def _choice(at: At, value: str, language: str) -> str:
    """A word of a fixed choice for people: a class by its label."""
    if value[:1].isupper():
        return Words(at.held, language)(IMVO + value)
    return _REACH[value][language == "en"] if value in _REACH else value
