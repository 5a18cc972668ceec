"""What is given to a curated query, as it is asked: things by IRI, whatever name they were given by."""

import re
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from imvograph.answers.names import Choices
from imvograph.answers.rows import Row, asked, plain
from imvograph.catalog import Catalog, Parameter, Query
from imvograph.errors import NotFoundError, ParameterError
from imvograph.model.iris import ID, PREFIXES
from imvograph.model.names import printed
from imvograph.store import Snapshot

EVIDENCE = ("iri", "full")  # values of the parameter `evidence`, which every query takes

_NAME = re.compile(r"[a-z0-9-]+/[A-Za-z0-9._~-]+")  # kind/key
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
_PREFIXES = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("imvo", "skos"))
_choices: WeakKeyDictionary[Snapshot, dict[str, Choices]] = WeakKeyDictionary()  # gone when the version is
_CALLED = ("label", "labelEn", "identifier", "other", "names")  # columns that hold names


def values_of(
    catalog: Catalog, snapshot: Snapshot, query: Query, parameters: Mapping[str, str]
) -> tuple[dict[str, str], bool]:
    """The values with things as IRIs, and whether passages are wanted in full."""
    given = dict(parameters)
    evidence = given.pop("evidence", EVIDENCE[0])
    if evidence not in EVIDENCE:
        raise ParameterError(
            f"parameter 'evidence' cannot be {evidence!r}; give {' or '.join(EVIDENCE)}",
            "evidence",
            evidence,
            "full",
            nl=f"parameter 'evidence' kan niet {evidence!r} zijn; geef {' of '.join(EVIDENCE)}",
        )
    values = {
        key: _resolved(catalog, snapshot, query.parameters[key], value) if key in query.parameters else value
        for key, value in given.items()
    }
    return values, evidence == "full"


def _resolved(catalog: Catalog, snapshot: Snapshot, parameter: Parameter, value: str) -> str:
    """A thing's IRI; any other value as it came."""
    if not parameter.is_thing or value == "":
        return value
    found = _by_key(snapshot, parameter, value)
    if len(found) == 1:
        return found[0]
    if parameter.choices:
        return _listed(catalog, snapshot, parameter).find(parameter, value)
    raise NotFoundError(
        f"there is no thing {value!r} in the graph; give an IRI or kind/key, for example {parameter.example!r}",
        nl=f"er is geen ding {value!r} in de graaf; geef een IRI of soort/sleutel, bijvoorbeeld {parameter.example!r}",
    )


def fits(snapshot: Snapshot, parameter: Parameter, iri: str) -> bool:
    """Whether a parameter can mean a thing of ours; cheaper than to be refused, which looks for what is near."""
    return bool(_by_key(snapshot, parameter, iri))


def _by_key(snapshot: Snapshot, parameter: Parameter, value: str) -> list[str]:
    """The things of the kind that a value names by IRI, kind/key, key or printed number; without listing them all."""
    paths = parameter.things.paths
    keys = [key for key in (value, printed(value)) if key]
    named = {value.removeprefix(ID), *(f"{path}/{key}" for path in paths for key in keys)}
    iris = {ID + name for name in named if _NAME.fullmatch(name) and (not paths or name.split("/")[0] in paths)}
    if not paths and _IRI.fullmatch(value):
        iris.add(value)
    if not iris:
        return []
    terms = " ".join(parameter.term(iri) for iri in sorted(iris))
    text = f"{_PREFIXES}SELECT DISTINCT ?thing WHERE {{ VALUES ?thing {{ {terms} }} ?thing {parameter.things.has} }}"
    return sorted(str(plain(row[0])) for row in snapshot.select(text).rows)


def _listed(catalog: Catalog, snapshot: Snapshot, parameter: Parameter) -> Choices:
    """The things that a parameter can mean, asked once per version."""
    query = catalog[parameter.choices or ""]
    known = _choices.setdefault(snapshot, {})
    if query.text not in known:
        first = next(iter(query.columns))
        named = ((row[first], _names(row)) for row in asked(snapshot, query, {}, {first, *_CALLED}))
        known[query.text] = Choices.of(named)
    return known[query.text]


def _names(row: Row) -> list[str]:
    """What a row of a list of choices calls its thing."""
    cells = (row.get(column) for column in _CALLED)
    return [name for cell in cells for name in (cell if isinstance(cell, list) else [cell]) if name]
