"""What was asked, as a person reads it: a parameter by its label, a thing by its name, a day in prose."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from imvograph.answers.names import key_of
from imvograph.catalog import Parameter, Query
from imvograph.errors import SourceError
from imvograph.model.dates import StatedDate
from imvograph.model.iris import IMVO, PREFIXES
from imvograph.store import Snapshot

_NAMES = (NamedNode(PREFIXES["skos"] + "prefLabel"), NamedNode(PREFIXES["rdfs"] + "label"))
_TRUTH = {"true": {"nl": "ja", "en": "yes"}, "false": {"nl": "nee", "en": "no"}}


def asked_in_words(snapshot: Snapshot, query: Query, values: Mapping[str, str], language: str) -> str:
    """``onderwerp: Italiaanse tomatenketen; vanaf: 1 januari 2020``; what is empty was not asked."""
    given = ((query.parameters[name], value) for name, value in values.items() if value)
    return "; ".join(f"{p.label[language]}: {_value(snapshot, p, value, language)}" for p, value in given)


def best(terms: Iterable[object], language: str) -> str | None:
    """The literal in the asked language, else in the other, else any; None without literals."""
    literals = [term for term in terms if isinstance(term, Literal)]
    order = (language, "nl", "en")
    ranked = sorted(literals, key=lambda x: (order.index(x.language) if x.language in order else 3, x.value))
    return ranked[0].value if ranked else None


def _value(snapshot: Snapshot, parameter: Parameter, value: str, language: str) -> str:
    if parameter.kind == "boolean":
        return _TRUTH[value][language]
    if parameter.kind == "date":
        try:
            return StatedDate(value).in_words(language)
        except SourceError:
            return value
    if parameter.is_thing:
        return _called(snapshot, value, language) or key_of(value)
    if parameter.kind == "property" or (parameter.values and value[:1].isupper()):  # imvo:Meeting, its IRI, or Meeting
        prefix, _, name = value.rpartition(":")
        iri = value if "//" in value else PREFIXES.get(prefix, IMVO) + name
        return _called(snapshot, iri, language) or value
    return value


def _called(snapshot: Snapshot, iri: str, language: str) -> str | None:
    said = (best((t.object for t in snapshot.triples(NamedNode(iri), name)), language) for name in _NAMES)
    return next(filter(None, said), None)
