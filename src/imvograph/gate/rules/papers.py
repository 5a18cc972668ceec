"""Rules about official numbers: what a node says of itself is what its number says."""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from imvograph.errors import SourceError
from imvograph.gate.change import Term, objects
from imvograph.gate.names import prefixed
from imvograph.gate.report import Result
from imvograph.gate.rules.rule import Rule
from imvograph.gate.view import View
from imvograph.model.iris import IMVO, PREFIXES, kind_and_key, thing
from imvograph.model.kamerstuk import OFFICIAL_PAGE, Dossier, Handelingen, Kamerstuk
from imvograph.model.official import Aanhangsel, WrittenQuestions

KAMERSTUK_PARTS = Rule(
    "kamerstuk-parts",
    "Dit is {key}, dus bij {name} hoort {expected}, niet {came}. Verbeter het een of het ander",
    "This is {key}, so its {name} is {expected}, not {came}. Mend one or the other",
)
HANDELINGEN_PARTS = Rule(
    "handelingen-parts",
    "Dit is {key}, dus bij {name} hoort {expected}, niet {came}. Verbeter het een of het ander",
    "This is {key}, so its {name} is {expected}, not {came}. Mend one or the other",
)
DOSSIER_PARTS = Rule(
    "dossier-parts",
    "Dit is dossier {key}, dus bij {name} hoort {expected}, niet {came}. Verbeter het een of het ander",
    "This is dossier {key}, so its {name} is {expected}, not {came}. Mend one or the other",
)
AANHANGSEL_PARTS = Rule(
    "aanhangsel-parts",
    "Dit is {key}, dus bij {name} hoort {expected}, niet {came}. Verbeter het een of het ander",
    "This is {key}, so its {name} is {expected}, not {came}. Mend one or the other",
)
WRITTEN_QUESTIONS_PARTS = Rule(
    "written-questions-parts",
    "Dit is {key}, dus bij {name} hoort {expected}, niet {came}. Verbeter het een of het ander",
    "This is {key}, so its {name} is {expected}, not {came}. Mend one or the other",
)
RULES = (KAMERSTUK_PARTS, HANDELINGEN_PARTS, DOSSIER_PARTS, AANHANGSEL_PARTS, WRITTEN_QUESTIONS_PARTS)

IDENTIFIER, PAGE = PREFIXES["dcterms"] + "identifier", PREFIXES["foaf"] + "page"
_ELI, _INTEGER = PREFIXES["eli"], NamedNode(PREFIXES["xsd"] + "integer")
_PARTS = {
    "kamerstuk": KAMERSTUK_PARTS,
    "handelingen": HANDELINGEN_PARTS,
    "dossier": DOSSIER_PARTS,
    "aanhangsel": AANHANGSEL_PARTS,
    "written-questions": WRITTEN_QUESTIONS_PARTS,
}


def check(view: View) -> Iterator[Result]:
    for iri in view.changed:
        kind, key = kind_and_key(iri) or ("", "")
        if kind not in _PARTS:
            continue
        for path, expected in _expected(kind, key).items():
            for value in objects(view.here(iri), path):
                if value not in expected and _comparable(value, expected[0]):
                    words = {"key": key, "name": prefixed(path), "expected": prefixed(str(expected[0]))}
                    yield _PARTS[kind].broken(iri, path, value, came=prefixed(str(value)), **words)


def _comparable(came: Term, expected: NamedNode | Literal) -> bool:
    """Whether a value is of the kind that is expected; if not, the shape of the property says so already."""
    if isinstance(came, Literal) and isinstance(expected, Literal):
        return came.datatype == expected.datatype and (came.datatype != _INTEGER or came.value.isdecimal())
    if isinstance(came, NamedNode) and isinstance(expected, NamedNode):
        kind, _ = kind_and_key(expected.value) or ("", "")
        return came.value.startswith(thing(kind, "")) if kind else True
    return False


def _expected(kind: str, key: str) -> dict[str, tuple[NamedNode | Literal, ...]]:
    """What each property must say, first the form to write; nothing for a key that is none (its shape says so)."""
    try:
        if kind == "dossier":
            return {IDENTIFIER: (Literal(Dossier.parse(key).id),)}
        if kind == "handelingen":
            return _of_record(Handelingen.parse(key))
        if kind == "aanhangsel":
            aanhangsel = Aanhangsel.parse(key)
            session = {IMVO + "sessionYear": (Literal(aanhangsel.session),)}
            return session | _of_publication(aanhangsel)
        if kind == "written-questions":
            return _of_publication(WrittenQuestions.parse(key))
        return _of_paper(Kamerstuk.parse(key), key)
    except SourceError:
        return {}


def _of_publication(number: Aanhangsel | WrittenQuestions) -> dict[str, tuple[NamedNode | Literal, ...]]:
    return {IDENTIFIER: (Literal(number.id),), PAGE: (NamedNode(number.page),)}


def _of_paper(paper: Kamerstuk, key: str) -> dict[str, tuple[NamedNode | Literal, ...]]:
    page = OFFICIAL_PAGE.format(key)
    # As printed: the number of a Kingdom act stands in brackets, kst-34417-(R2068)-7.
    printed = re.sub(r"-(R[0-9]{4})-", r"-(\1)-", paper.id)
    return {
        IDENTIFIER: (Literal(paper.id), Literal(printed)),
        IMVO + "paperNumber": (Literal(paper.number),),
        _ELI + "is_member_of": (NamedNode(thing("dossier", paper.dossier.id)),),
        PAGE: (NamedNode(page), NamedNode(page.removesuffix(".html") + ".pdf")),
    }


def _of_record(record: Handelingen) -> dict[str, tuple[NamedNode | Literal, ...]]:
    parts: dict[str, tuple[NamedNode | Literal, ...]] = {
        IDENTIFIER: (Literal(record.id),),
        IMVO + "sessionYear": (Literal(record.session),),
        IMVO + "sittingNumber": (Literal(record.sitting),),
        PAGE: (NamedNode(record.page),),
    }
    if record.item is not None:
        parts[IMVO + "itemNumber"] = (Literal(record.item),)
        parts[_ELI + "is_part_of"] = (NamedNode(thing("handelingen", record.whole.id)),)
    return parts
