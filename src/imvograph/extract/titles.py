"""Persons by what they are called and by where their name stands, beside the members and ministers of `persons`.

«eurocommissaris Roswall», «prof. dr. Jan Jonker»        a title before the name
«Alexandra van Huffelen»                                 a given name that is known
«De griffier van de commissie, Van Toor»                 the head of a report
«Aanwezig zijn zes leden der Kamer, te weten: Alkaya …»  the list of who was there
«Bijleveld-Schouten A.Th.B. - 24 maart 2009»             a decision list, surname first
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from imvograph.extract.given_names import GIVEN_NAMES
from imvograph.extract.institutions import BODY_WORDS
from imvograph.extract.layout import around, one_of, words
from imvograph.extract.persons import INITIALS, NAME, NEXT_MEMBER, Name, shown
from imvograph.extract.phrases import FOREIGN_PAPERS, NO_ACTORS, SP, STOPS, Capital, is_name
from imvograph.extract.places import PLACES

# After these a surname may stand alone: «premier Rutte».
WITH_SURNAME = frozenset(
    "collega premier vicepremier vice-premier president vicepresident minister-president commissaris eurocommissaris "
    "kanselier bondskanselier paus koning koningin prins prinses senator ambassadeur ambassadrice generaal kolonel "
    "admiraal burgemeester wethouder gedeputeerde oud-minister oud-premier oud-president oud-staatssecretaris "
    "oud-Kamerlid oud-commissaris Kamerlid kamerlid fractievoorzitter informateur formateur dr. drs. mr. ir. ing. "
    "prof. mw. mw dhr. dhr mevr. mevr jhr. collega-minister Europarlementariër europarlementariër "
    "secretaris-generaal directeur-generaal inspecteur-generaal professor Vertegenwoordiger ambtgenoot ambtsgenoot "
    "collega-Kamerlid voorganger opvolger Kamervoorzitter oud-Kamervoorzitter partijleider fractieleider lijsttrekker".split()
)
# After these it needs its given name: «directeur Hans van den Berg», for «directeur Mensenrechten» is no person.
WITH_BOTH = (
    "voorzitter", "directeur", "hoogleraar", "advocaat", "rapporteur", "woordvoerder", "journalist", "activist",
    "activiste",
    "onderzoeker", "bestuurder", "topman", "topvrouw", "ceo", "CEO", "oprichter", "auteur", "econoom", "schrijver",
    "rechter",
    "secretaris", "gezant", "adviseur", "leider", "voorman", "baas", "coördinator", "commissaris", "ambassadeur",
    "ondernemer", "inspecteur",
    "rector", "decaan", "heer", "mevrouw", "genaamd", "ene", "minister", "president", "officier", "griffier",
    "vertegenwoordiger",
    "columnist", "jurist", "wetenschapper", "filosoof", "socioloog", "historicus", "deskundige", "expert",
    "slachtoffer",
)  # fmt: skip
_NAME = re.compile(NAME)
_STREET = re.compile(rf"[^\n\d]{{0,30}}?[a-z](?:straat|laan|plein|kade|gracht|singel|weg){SP}\d")  # «Prins Clauslaan 8»
_GIVEN_BY_END = re.compile(
    r"[A-Z][a-zà-ÿ]*(?:[a-zà-ÿ](?:ske|(?<!i)eke|nke|mke|tje|elien|lotte)|[ao]ukje)"
)  # «Sietske», «Fenneke», «Baukje»
_AND_PARTNER = re.compile(rf"{SP}&{SP}[A-Z]")  # «Michel Oprey & Beisterveld»
_TWO = re.compile(r"[A-Z][a-zà-ÿ]{1,13}(?:[a-df-z]|ie) [A-Z][a-zà-ÿ]{2,14}(?![\w-])")
# «Kalpona Akter van het Bangladesh Center», «Varun Sharma van de organisatie Aravali»
_VAN_BODY = re.compile(
    rf"{SP}van{SP}(?:(?:de|het){SP})?(?:(?:organisatie|stichting|vakbond|ngo|universiteit){SP})?(?=(?P<place>[A-Z][\w-]*)(?!{SP}[A-Z])|[A-Z])"
)
_ROLES = one_of(" ".join(re.sub("er$", "(?:er|ster)", role) for role in WITH_BOTH))
# «Boukje Theeuwes, onderzoekster bij», «Didier Reynders, die namens»
_AS_ROLE = re.compile(rf",{SP}(?:die{SP}namens|(?:(?:de|nu|toen){SP})?[a-z-]{{0,20}}?{_ROLES}(?:e|s)?)(?![\w-])")
_PREFIXED = re.compile(r"[A-Z][a-zà-ÿ]+ (?:van|de|ter|ten)(?: de[nr]?)? [A-Z][a-zà-ÿ]+(?![\w-])")
_SAID = frozenset("aldus volgens zei zegt stelt stelde meldt schreef".split())
_ARTICLES = frozenset(("de", "het", "een", "dit", "deze", "dat", "die", "ons", "onze"))
_LED = frozenset(("opgevolgd", "voorgezeten"))
_BOTH = re.compile(rf"{NAME}(?<=[^\W\d_]{{2}})")
_TRADE = re.compile(
    r"(?:.*(?:sche|se|ale|ele|ieve|aire|ieke|ige|lijke|bare|zame|ene|nde|rde|ste|eve|ore)|Raad|Team|Afdeling|Beleid|Zaken)\Z"
)
# «De voorzitter van de commissie,\nWuite», «Griffier: Meijers», «De adjunct-griffier van de commissie, Prenger».
_WHO = r"(?:(?:fungerend[ ]|waarnemend[ ])?(?:[Oo]nder)?[Vv]oorzitter|(?:[Aa]djunct-|waarnemend[ ])?[Gg]riffier)"
_NAMED = rf"(?:,\s{{1,2}}|:[ ])(?:(?:de[ ]heer|mevrouw)[ ])?(?P<name>(?:{INITIALS})?{NAME})"
_COLOPHON = re.compile(rf"(?m)^\s?(?:De[ ])?{_WHO}(?:[ ]van[ ]de[ ][^\n:]{{4,130}})?{_NAMED}(?=\s?(?:\n|\Z))")
# The same where a page has lost its lines: «De voorzitter van de commissie, De Roon De griffier van de commissie, Van Toor».
_COLOPHON_IN_LINE = re.compile(
    rf"De[ ](?:(?<=[a-z.][ ]De[ ])|(?<![^\n]De[ ])){_WHO}[ ]van[ ]de[ ][^\n:]{{4,130}}?{_NAMED}(?=\s?(?:\n|\Z)|[ ](?:De[ ])?{_WHO}\b)"
)
_IN_OFFICE = re.compile(
    rf"(?:inister|taatssecretaris){SP}(?:van|voor){SP}[^().;:\n]{{3,80}}{SP}\((?P<name>{NAME})\)"
)  # «(Vijlbrief)»
_PRESENT = re.compile(rf"(?:te{SP}weten:?|volgende{SP}leden:)\s{{1,2}}(?P<name>{NAME})")
_MEMBERS = re.compile(rf"(?:leden(?:{SP}der{SP}Kamer)?,?|de){SP}\Z")
# «Vendrik van GroenLinks», «Voordewind (CU)»
_PARTIES = one_of(
    "VVD PVV CDA D66 SP PvdA PvdD SGP DENK 50PLUS FvD FVD JA21 Volt BBB BIJ1 NSC CU GL LPF PPR PSP CPN KVP ARP CHU "
    "GroenLinks ChristenUnie RPF GPV "
    "Partij_v\\w+ Nieuw_Sociaal Forum_voor"
)
_OF_PARTY = re.compile(rf"{SP}van{SP}(?:de{SP}|het{SP})?{_PARTIES}(?!\w)|{SP}\({_PARTIES}(?:-PvdA)?\)")
_PREFIX = re.compile(
    rf"(?<![^\W\d_])(?:{one_of('Van De Den Der Ten Ter El van de den der el al')}{SP}(?:(?:den|der|de|het|'t){SP})?)\Z"
)
_GIVEN_BEFORE = re.compile(r"(?<![^\W\d_.-])(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?) \Z")
_SIGNERS = re.compile(
    rf"orde{SP}van{SP}de{SP}dag\.\s{{1,2}}(?P<name>{NAME})(?=\n|\Z)"
)  # under a motion, each on a line
_NO_SIGNER = one_of(
    "Ondertekenaars Ondertekenaar Motie Moties Stemming Stemmingen Bijlagen Archief Meer Terug Deel Bron"
)
_NEXT_SIGNER = re.compile(rf"\n{{1,2}}(?!{_NO_SIGNER}(?!\w))(?P<name>{NAME})(?=\n|\Z)")
_INVERTED = re.compile(
    rf"(?<![^\W\d_.-])(?P<surname>[A-ZÀ-Þ][a-zà-ÿ]+(?:[- ][A-ZÀ-Þ][a-zà-ÿ]+)?)"
    rf"(?:,?{SP}(?P<prefix>{one_of('van_der van_den van_de van ter ten de den')}))?,?{SP}"
    rf"(?P<initials>(?![BNC]\.[VS]\.)(?:(?:[A-Z]|Th|Ph|Ch|IJ)\.){{1,6}})"
    rf"(?={SP}(?:-|–|\()|\s?,?$)",
    re.MULTILINE,
)
_INITIAL_HINT = re.compile(r"\.(?<=[A-Z].)(?=[ \n](?:-|–|\()|\n|,)")


def titled(text: str, capitals: Sequence[Capital]) -> Iterator[tuple[Name, str]]:
    """Every person that a title, a given name or the place of the name shows, with the rule that says which."""
    for match in (*around(text, _COLOPHON, "oorzitter riffier", 21), *_COLOPHON_IN_LINE.finditer(text)):
        yield Name(*match.span("name"), shown(match["name"])), "person-colophon"
    for match in around(text, _IN_OFFICE, "inister taatssecretaris", 0):
        if _may_be_person(match["name"]):
            yield Name(*match.span("name"), shown(match["name"])), "person-office"
    for match in around(text, _PRESENT, "weten leden:", 9):
        present: re.Match[str] | None = match
        while present and (present is not match or _MEMBERS.search(text, max(0, match.start() - 24), match.start())):
            yield Name(*present.span("name"), shown(present["name"])), "person-present"
            present = NEXT_MEMBER.match(text, present.end("name"))
    for match in _SIGNERS.finditer(text):
        signer: re.Match[str] | None = match
        while signer:
            yield Name(*signer.span("name"), shown(signer["name"])), "person-signer"
            signer = _NEXT_SIGNER.match(text, signer.end())
    for hint in _INITIAL_HINT.finditer(text):
        for match in _INVERTED.finditer(text, max(0, hint.end() - 62), hint.end() + 2):
            name = " ".join(filter(None, (match["initials"], words(match["prefix"] or ""), match["surname"])))
            yield Name(*match.span(), name), "person-inverted"
    for capital in capitals:
        if person := _by_title(text, capital):
            yield person, "person-title"
        elif person := _of_party(text, capital):
            yield person, "person-party"
        elif is_given(capital.word) and (person := _with_given(text, capital)):
            yield person, "person-given"
        elif person := _of_body(text, capital):
            yield person, "person-of"


def _by_title(text: str, capital: Capital) -> Name | None:
    title = capital.before[0]
    title = title if title in WITH_SURNAME else title[:1].lower() + title[1:]
    if not _is_title(title) or text[capital.at - 1] == "(":  # «Huis van de Koning (AZ)»
        return None
    match = _NAME.match(text, capital.at)
    if not match or not _may_be_person(match[0]) or _STREET.match(text, match.start()):
        return None
    if " " not in match[0].strip() and not (
        title in WITH_SURNAME
        or title.endswith(("-minister", "commissaris", "-Kamerlid"))
        or capital.before[1] in _SAID  # «aldus directeur Wild»
    ):
        return None
    first = match[0].split(" ")[0]
    if title not in WITH_SURNAME and first not in GIVEN_NAMES and _TRADE.match(first):
        return None
    return Name(*match.span(), shown(match[0]))


def _of_party(text: str, capital: Capital) -> Name | None:
    end = capital.at + len(capital.word)
    if text[end + 1 : end + 2] not in ("v", "(") or not _OF_PARTY.match(text, end):
        return None
    prefix = _PREFIX.search(text, max(0, capital.at - 10), capital.at)
    start = prefix.start() if prefix else capital.at
    given = _GIVEN_BEFORE.search(text, max(0, start - 20), start)
    if given and not (_is_title(given["name"].lower()) or STOPS.match(given["name"]) or given["name"] in NO_ACTORS):
        start = given.start("name")
    if (
        not (capital.within or prefix or start < capital.at)
        or capital.word.isupper()
        or not _may_be_person(text[start:end])
    ):
        return None
    return Name(start, end, shown(text[start:end]))


def _with_given(text: str, capital: Capital) -> Name | None:
    match = _BOTH.match(text, capital.at)
    if not match or " " not in match[0] or not _may_be_person(match[0]) or _AND_PARTNER.match(text, match.end()):
        return None
    return Name(*match.span(), shown(match[0]))


@lru_cache(maxsize=50_000)
def _is_title(word: str) -> bool:
    return word in WITH_SURNAME or word.endswith(WITH_BOTH)


@lru_cache(maxsize=50_000)
def is_given(word: str) -> bool:
    """Whether a word is a given name that is known, or ends as only such do: «Sietske»."""
    return word in GIVEN_NAMES or _GIVEN_BY_END.fullmatch(word) is not None


def _of_body(text: str, capital: Capital) -> Name | None:
    """Two words that are no institution's and no adjective's, before «van» and a name or a role; or who succeeded, or presided."""
    end = capital.at + len(capital.word)
    led = capital.before[0] == "door" and capital.before[1] in _LED
    if text[end : end + 1] != " " or not (led or text[end + 1 : end + 2].isupper()):
        return None
    match = _TWO.match(text, capital.at) or (_PREFIXED.match(text, capital.at) if led else None)
    if not match or capital.before[0][:1].isupper() or capital.before[0] in _ARTICLES:
        return None
    body = _VAN_BODY.match(text, match.end())
    of_body = body and body["place"] not in PLACES and body["place"] not in NO_ACTORS
    if not (led or of_body or _AS_ROLE.match(text, match.end())):
        return None
    if not _may_be_person(match[0]) or not is_name(match[0]):
        return None
    if any(part in BODY_WORDS or _TRADE.match(part) or _is_title(part.lower()) for part in match[0].split(" ")):
        return None
    return Name(*match.span(), shown(match[0]))


def _may_be_person(name: str) -> bool:
    parts = [part for part in name.split(" ") if part not in ("Van", "Den", "Der")]
    nobody = STOPS.match(name) or any(part in PLACES or part in NO_ACTORS or part in FOREIGN_PAPERS for part in parts)
    return not nobody and not name.isupper()
