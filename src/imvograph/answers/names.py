"""What people call a thing → its IRI: key, printed number, label, synonym.

``tomaat-italie``, ``https://w3id.org/imvograph/id/supply-chain/tomaat-italie``, «Italiaanse tomatenketen» and
«tomatensector» are one thing; so are ``kst-26485-277``, «26 485, nr. 277» and «Kamerstuk 26485-277».
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

from imvograph.catalog import Parameter
from imvograph.errors import NotFoundError, ParameterError
from imvograph.model.iris import ID, kind_and_key
from imvograph.model.names import fold, printed

_ADDRESS = re.compile(r"\A.*/(?:id|doc)/")  # of a thing, on any server


@dataclass(frozen=True)
class Choices:
    """The things of one kind, by every name they go by."""

    _iris: frozenset[str]
    _names: dict[str, set[str]] = field(repr=False)

    @classmethod
    def of(cls, named: Iterable[tuple[str, Iterable[str]]]) -> Self:
        """From pairs of an IRI and its names (labels, synonyms, official id); its key is added here."""
        names: dict[str, set[str]] = {}
        iris = set()
        for iri, labels in named:
            iris.add(iri)
            path = iri.removeprefix(ID)
            for name in (path, key_of(iri), *labels):
                names.setdefault(fold(name), set()).add(iri)
        return cls(frozenset(iris), names)

    def find(self, parameter: Parameter, value: str) -> str:
        """The IRI that the value of a parameter means.

        Raises `NotFoundError` with near keys if there is none, `ParameterError` if it is the name of several things.
        """
        if value in self._iris:
            return value
        number = printed(value)
        found = self._names.get(fold(value), set()) or self._names.get(fold(number or ""), set())
        if len(found) == 1:
            return next(iter(found))
        nl, en = parameter.label["nl"], parameter.label["en"]
        if found:
            keys = sorted(iri.removeprefix(ID) for iri in found)
            several = ", ".join(keys)
            raise ParameterError(
                f"{value!r} is the name of more than one {en}; give one of: {several}",
                parameter.name,
                value,
                keys[0],
                nl=f"{value!r} is de naam van meer dan één {nl}; geef een van: {several}",
            )
        near = self.near(value)
        hint, wenk = ("near it: ", "erop lijkt: ") if near else ("they are listed by ", "een lijst geeft ")
        listed = ", ".join(near) or f"`imvograph query {parameter.choices}`, /api/v1/queries/{parameter.choices}"
        raise NotFoundError(
            f"there is no {en} {value!r} in the graph; {hint}{listed}",
            near,
            nl=f"er is geen {nl} {value!r} in de graaf; {wenk}{listed}",
        )

    def near(self, value: str) -> list[str]:
        """At most five keys of things whose names look like a value, best first."""
        wanted = fold(_ADDRESS.sub("", value))[:80]
        holding = [name for name in sorted(self._names) if len(wanted) > 2 and wanted in name]
        close = get_close_matches(wanted, sorted(self._names), n=10, cutoff=0.6)
        keys = (key_of(iri) for name in (*close, *holding) for iri in sorted(self._names[name]))
        return list(dict.fromkeys(keys))[:5]


def key_of(iri: str) -> str:
    """The key of a thing of ours, and the IRI itself of anything else."""
    parts = kind_and_key(iri)
    return parts[1] if parts else iri
