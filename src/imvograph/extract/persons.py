"""Persons by the grammar of Dutch parliamentary names: members, ministers, signatories, and «mijn voorganger».

    name = first name? prefix* surname(-surname)*      "Becker", "Jasper van Dijk", "Van den Hul", "Pouw-Verweij"

In a head («MOTIE VAN HET LID VAN DER LEE C.S.») names stand in capitals; they are given back as written elsewhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from imvograph.extract.institutions import BODY_WORDS
from imvograph.extract.layout import Found, View, around, one_of, words
from imvograph.extract.phrases import CAP, NO_ACTORS
from imvograph.model.entities import Entry, Gazetteer
from imvograph.model.iris import slug

_PREFIXES = one_of("van der den de het 't ’t ten ter te von zu di da dos la le du el al bin ben in op aan")
# Capitalised words that begin no name; they follow one where a full stop was lost, or name a party or an institution.
_NOT_NAMES = one_of(
    "Kamer Kamerstuk Kamerstukken Kamerleden Kamerlid Handelingen Aanhangsel Tweede Eerste Minister "
    "Staatssecretaris Lid Vraag Antwoord Besluit Zaak Noot Bank Raad Commissie Europese Nederlandse "
    "Partij PvdA PvdD Groen GroenLinks ChristenUnie Volt Forum Groep Fractie De Van Den Der Ten Ter Het "
    "Dit Deze Een Ik Wij Dat Die Als Er In Op En Voor Met Om Naar Uw Bent Kunt Deelt Hoe Wat Welke Ook "
    "Daar Dan Zij Hij Prof Mr Drs Dr Ir Ing Mevr Dhr Vindplaats Omschrijving Begroting Stemming "
    "Debat Motie Amendement Datum Nummer Status Onderwerp Indiener Indieners"
)
_NO_NAME = rf"(?!{_NOT_NAMES}\b|[{CAP}]{{2,}}(?![a-zà-ÿ])|[{CAP}]\d)"  # nor VVD, D66
_WORD = rf"(?:[ODd]['’])?[{CAP}][^\W\d_]*(?:['’][{CAP}][^\W\d_]+)?(?!\.[{CAP}]\.)"
_SMALL = one_of("van der den de het 't ’t ten ter te von di da dos la le du el al bin ben")
_SMALL_PREFIXES = rf"(?:{_SMALL}[ \n]|(?:in|op|aan)[ ](?='t|’t|de[nr]?\b)){{1,3}}"
_LARGE = one_of("Van De Den Der Ten Ter Te Von Di Da Dos La Le El Al Ben ’t 't")
_PREFIXED = (
    rf"(?:{_LARGE}[ \n](?:{_SMALL_PREFIXES})?|{_SMALL_PREFIXES}|(?:In|Op|Aan)[ ](?:['’]t|de[nr]?)[ ]"
    rf"|(?:Van|Den|De|El)(?=[{CAP}][a-z]))"  # a lost space: «VanNispen»
)
_SURNAME = rf"{_NO_NAME}{_WORD}(?:(?:[ ]?-[ ]?|[ ]–[ ](?=van\b|de\b))(?:{_PREFIXED})?{_WORD})*"
# «Zeulevoet van de Huurcommissie», «minister Verburg van Landbouw»: no second surname.
_FIELDS = one_of(
    "Landbouw Financiën Economische Sociale Buitenlandse Binnenlandse Justitie Onderwijs Volksgezondheid Infrastructuur "
    "Verkeer Defensie Algemene Veiligheid Klimaat Asiel Volkshuisvesting Wonen Ontwikkelingssamenwerking Toeslagen "
    "Rechtsbescherming Fiscaliteit Digitalisering Koninkrijksrelaties Langdurige Medische Participatie Herstel Jeugd"
)
_NOT_A_BODY = rf"(?![{CAP}]\w*(?:commissie|autoriteit|bond|raad|inspectie|federatie|vereniging|instituut|bank|dienst)\b|{_FIELDS}\b)"
# Nor «Rutte in de Financial Times», for all that «Jan in ’t Veld» is one.
_SECOND = rf"(?:[ ](?!(?:in|op|aan)[ ]de[nr]?[ ])(?:{_PREFIXED})?{_NO_NAME}{_NOT_A_BODY}{_WORD}(?:-{_WORD})*)?(?:[ ]{_NO_NAME}{_WORD})?"
# «Van Haersma Buma»: a second word after a prefix only where the name ends there, for a full stop may be lost.
_THIRD = rf"(?:[ ]{_NO_NAME}{_WORD}(?=\s?[(/.,]|\s(?:c\.\s?s|en\s|over\s|op\s)))?"
NAME = rf"(?:{_PREFIXED}{_SURNAME}{_THIRD}|{_SURNAME}{_SECOND})"
PARTY = r"(?:\s?\((?:[A-Z][\w-]{1,20}|50PLUS|[Ll]id[ ][\w -]{2,30})(?:[ ][A-Z]\w+)?\))"
# The same in capitals, as heads have it.
_UPPER = rf"[{CAP}'’]+(?:-[{CAP}'’]+)*"
_AFTER_PREFIX = r"(?:(?<=[ ]VAN|[ ]DER|[ ]DEN|[ ]TER|[ ]TEN)|(?<=[ ]DE|[ ]TE))"
_NO_UPPER = r"(?!(?:EN|OVER|NAAR|GEDRUKT|VOORGESTELD|TER[ ]VERVANGING|T\.V\.V)\b|C\.\s?S\b)"
UPPER_NAME = rf"{_NO_UPPER}(?:(?:[{CAP}]\.){{1,4}}[ ]?)?{_UPPER}(?:(?:[ ]|{_AFTER_PREFIX}\n){_NO_UPPER}{_UPPER}){{0,4}}"

INITIALS = rf"(?:(?:[{CAP}]|Th|Ph|Chr?|Fr|St|IJ|Tj|Sj)\.[ ]?){{1,6}}"
_SIGNED = re.compile(
    rf"(?:^|\n)\s?(?:[Dd]e\s)?(?:[Mm]inister|[Ss]taatssecretaris)(?:-president)?\b[^\n.]{{0,120}}?(?:,|\n)\s{{0,2}}"
    rf"(?:{one_of('[Dd]rs [Mm]r [Dd]r [Ii]r [Pp]rof')}\.)?\s?"
    rf"(?P<name>(?:{_WORD}[ ])?{INITIALS}(?:{_PREFIXED})?{_SURNAME}(?:[ ](?:{_PREFIXED})?{_SURNAME}){{0,3}})(?=\s|$)"
)
# «E.D. Wiebes», «G. van Leeuwen», «mr. G. Holdijk», «P. Schalk (SGP)»: several initials, or one that something else bears out.
_INITIALLED = re.compile(
    rf"[{CAP}](?:\.(?<![\w.]..)|[hrj]\.(?<![\w.]...))"
    rf"(?:(?:(?:[{CAP}]|Th|Ph|Chr?|Fr|IJ|Tj|Sj)\.){{1,5}}[ ]?(?:{_PREFIXED})?{_SURNAME}"
    rf"|[ ]{_SMALL_PREFIXES}{_SURNAME}|[ ]{_SURNAME}(?=\s\([A-Z][\w-]{{1,20}}\))"
    rf"|(?:(?<=[MmDdIi]r\.\s..)|(?<=[Dd]rs\.\s..)|(?<=[Pp]rof\.\s..))[ ]{_SURNAME})(?<=[^\W\d_]{{2}})"
)
_MEMBER = re.compile(
    rf"(?=[cdhklKTmMDvsS])(?<![^\W\d_])(?:(?P<many>(?:de\s)?leden|[Kk]amerleden|collega[’']s|[Mm]inisters(?!\s[a-z])|(?:de\s)?heren)|(?P<one>(?:het\s)?(?:Kamer|Tweede\sKamer|Eerste\sKamer)?lid)"
    rf"|(?:[Mm]evrouw|[Dd]e\sheer|[Mm]eneer)(?!\s[a-z])|(?P<role>(?:vice)?[Mm]inister|[Ss]taatssecretaris)(?!\s[a-z]|\s{{1,2}}{_FIELDS}(?!\w)))"
    rf"\s{{0,2}}(?!Den\sHaag\b)(?P<name>{NAME})"
)
_MEMBER_WORDS = "leden lid ollega inister heren heer evrouw eneer taatssecretaris"
_OF_A_LAW = re.compile(
    r"(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|enig)\s$"
)  # «derde lid van het Reglement»
NEXT_MEMBER = re.compile(rf"(?P<party>\s?\([^()\n]{{1,40}}\))?(?:,\s?|\s?en\s)(?:het\slid\s)?(?P<name>{NAME})")
_PARTY = re.compile(
    r"\s?\((?:(?:beiden|allen)\s)?(?P<party>(?:[A-Z]|50PLUS)[\w-]{0,30}(?:\s[A-Z][\w-]+)?|Lid\s[\w -]{2,30})\)"
)
_PREDECESSOR = re.compile(r"[MmOo](?<!\w.)(?:ijn|nze)\s{1,2}(?:ambts)?voorgang(?:st)?er(?:s)?\b")


@dataclass(frozen=True)
class Name:
    """A person's name at its place in the view, and as names are shown: «Van der Lee», «Jasper van Dijk»."""

    start: int
    end: int
    shown: str


@lru_cache(maxsize=50_000)
def shown(name: str) -> str:
    """A name as it stands alone: first letter a capital, prefixes after a first name small, spaces as they should be.

    >>> shown("van der Lee"), shown("JASPER VAN DIJK"), shown("VanNispen"), shown("DEKKER-ABDULAZIZ")
    ('Van der Lee', 'Jasper van Dijk', 'Van Nispen', 'Dekker-Abdulaziz')
    """
    name = words(re.sub(r"\s?-\s?", "-", name))
    if name.isupper():
        name = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)
        name = re.sub(r"\bIj(?=[a-z])", "IJ", name)
    name = re.sub(rf"\b(Van|Den|De|El)(?=[{CAP}][a-z])", r"\1 ", name)
    parts = name.split(" ")
    if parts[0] in ("'T", "’T"):
        parts[0] = parts[0].lower()
    parts[1:] = [part.lower() if _is_prefix(part) and part not in ("El", "Al") else part for part in parts[1:]]
    name = " ".join(parts)
    return name[:1].upper() + name[1:]


def _is_prefix(word: str) -> bool:
    return re.fullmatch(_PREFIXES, word, re.IGNORECASE) is not None


def persons(
    view: View,
    named: Iterable[Name],
    members: Iterable[tuple[re.Match[str], str]],
    titled: Iterable[tuple[Name, str]],
    gazetteer: Gazetteer,
) -> Iterator[Found]:
    """Every person: whom motions name, members with their title, ministers with role, who signed, the predecessor.

    ``titled`` are the persons that `titles` finds, with their rule.
    """
    known = _by_family_name(gazetteer)
    text = view.plain
    for name in named:
        yield _found(name, "person-motion", known)
    for match in around(text, _PREDECESSOR, "voorgang", 11):
        yield Found("person", *match.span(), "predecessor", fields={"name": None})
    for match in around(text, _SIGNED, "inister taatssecretaris", 6):
        yield _found(Name(*match.span("name"), words(match["name"])), "person-signature", known)
    for match in _INITIALLED.finditer(text):
        yield _found(Name(*match.span(), words(match[0])), "person-initials", known)
    for match, rule in members:
        yield _found(Name(*match.span("name"), shown(match["name"])), rule, known)
    for name, rule in titled:
        yield _found(name, rule, known)


def members(view: View) -> list[tuple[re.Match[str], str]]:
    """Every name that follows «het lid», «de leden», «mevrouw», «minister» …, with the rule that says which."""
    found = []
    for match in around(view.plain, _MEMBER, _MEMBER_WORDS, 16):
        if match["one"] and (
            _OF_A_LAW.search(view.plain, max(0, match.start() - 10), match.start())
            or (match["name"].startswith("van ") and any(word in BODY_WORDS for word in match["name"].split(" ")))
        ):
            continue
        rule = "person-minister" if match["role"] else "person-member"
        further: re.Match[str] | None = match
        while further:
            found.append((further, rule))
            further = NEXT_MEMBER.match(view.plain, further.end()) if match["many"] else None
    return found


def parties(view: View, members: Iterable[tuple[re.Match[str], str]]) -> Iterator[Found]:
    """Parties in brackets after a member: «het lid Bamenga (D66)», «(beiden GroenLinks-PvdA)»."""
    for name, rule in members:
        party = _PARTY.match(view.plain, name.end()) if rule == "person-member" else None
        if party and party["party"] not in NO_ACTORS:  # nor the field of a minister: «(Financiën)»
            fields = {"name": words(party["party"])}
            yield Found("organisation", *party.span("party"), "organisation-party", fields=fields)


_BELONGS = re.compile(rf"\s?\((?P<body>[{CAP}][\w&’'-]{{1,20}}(?:[ ][{CAP}][\w&-]+){{0,3}})\)")


def affiliations(view: View, people: Iterable[Found]) -> Iterator[Found]:
    """Where somebody belongs, in brackets behind a name that is no minister's: «Jacob de Boer (VU)»."""
    for person in people:
        body = (
            _BELONGS.match(view.plain, person.end)
            if person.rule in ("person-title", "person-given", "person-party")
            else None
        )
        if body and body["body"] not in NO_ACTORS:  # «de ministers Jan Kees de Jager (Financiën) en»
            yield Found(
                "organisation", *body.span("body"), "organisation-affiliation", fields={"name": words(body["body"])}
            )


def _found(name: Name, rule: str, known: dict[str, list[Entry]]) -> Found:
    return Found("person", name.start, name.end, rule, iri=_iri(name.shown, known), fields={"name": name.shown})


@lru_cache(maxsize=4)
def _by_family_name(gazetteer: Gazetteer) -> dict[str, list[Entry]]:
    known: dict[str, list[Entry]] = {}
    for entry in gazetteer.of_class("Person"):
        family = entry.family_name or entry.label
        for form in {family, entry.label, *entry.forms}:
            known.setdefault(slug(form), []).append(entry)
    return known


def _iri(name: str, known: dict[str, list[Entry]]) -> str | None:
    """The person that a name means, if just one is known by it; «Der Lee» may be short for «Van der Lee»."""
    bare = re.sub(INITIALS, "", name)
    for form in (slug(name), slug(bare), f"van-{slug(bare)}"):
        if len(entries := {entry.iri for entry in known.get(form, ())}) == 1:
            return entries.pop()
    first, _, family = name.partition(" ")  # «Tom van der Lee» is «T.M.T. van der Lee», if just one has that initial
    same = {e.iri for e in known.get(slug(family), ()) if e.label.startswith(f"{first[:1]}.")} if family else set()
    return same.pop() if len(same) == 1 else None
