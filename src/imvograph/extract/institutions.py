"""Organisations that no gazetteer knows, by their own words.

«Autoriteit Consument en Markt»       begins with what the institution is
«De Nederlandsche Bank»               ends with it
«Conference on the Great Lakes»       has it, in English, French or Spanish
«Consumentenbond»                     is one word that ends in it
«Lithium Werks B.V.»                  has a legal form
"""

import re
from collections.abc import Iterator

from imvograph.extract.layout import Found, one_of
from imvograph.extract.phrases import (
    END,
    LEGAL,
    NAME_WORD,
    NO_ACTORS,
    NO_FIRST,
    SP,
    STOPS,
    TAIL,
    WORD,
    Capital,
    S,
    found,
    is_name,
)
from imvograph.extract.places import PLACES

_KINDS = (
    "Autoriteit Inspectie Rijksdienst Rijksinstituut Stichting Vereniging Federatie Verbond Bond Instituut Bureau "
    "Buro Centrum Dienst Agentschap College Commissie Raad_voor Commissie_voor Koepel Platform Alliantie Coalitie "
    "Universiteit Koninklijke Koninklijk Nederlandse_Vereniging Europees_Agentschap Hoge_Commissaris Adviesraad "
    "Kamer_van_Koophandel Centrale_Organisatie Directie Directoraat-Generaal Planbureau_voor Staatstoezicht "
    "Auditdienst Veiligheidsregio Omgevingsdienst Havenbedrijf Waterschap Hoogheemraadschap Wetterskip Rechtbank "
    "Gerechtshof Onderzoeksraad Expertisecentrum Kenniscentrum Kennisinstituut Hogeschool Consortium Netwerk "
    "Samenwerkingsverband Dorpsraad Partij Groep Fractie Vakgroep Nederlands_Instituut Nederlands_Centrum "
    "Branchevereniging Brancheorganisatie Beroepsvereniging Belangenvereniging Coöperatie Landelijk_Bureau "
    "Productschap Waarborgfonds Regiegroep Actiegroep Raad_van Hof_van Centrale_Raad Actiecomité Comité "
    "Internationaal_Gerechtshof Internationaal_Strafhof Nationaal_Coördinator Nationaal_Rapporteur"
)
_LINK = rf"(?:(?:van|voor|tot|der|ter|in|op|aan|tegen|inzake){SP}(?:de{SP}|het{SP})?)"
_HALVES = rf"{NAME_WORD}-{SP}en{SP}{NAME_WORD}"  # «Vakgroep Goud- en Zilversmeden»
_BEGINS = re.compile(
    rf"{one_of(_KINDS)}(?![\w-])(?:{SP}{_LINK}?(?:{_HALVES}|{NAME_WORD})"
    rf"(?:{SP}(?:(?:en|&){SP}(?![A-Z]{{2}}|{one_of(_KINDS)}(?![\w’'-]))|{_LINK})?(?:{_HALVES}|{NAME_WORD})"
    rf"|,{S}{NAME_WORD}(?=(?:,{S}{NAME_WORD}){{0,2}}{S}en{S}[A-Z])){{0,5}})"
)
# «Raad voor de rechtspraak», «Agentschap voor chemische stoffen»: a field in small letters.
_SMALL_KINDS = "Raad Agentschap College Onderzoeksraad Autoriteit Instituut Centrum Bond Inspectie"
_FIELD = re.compile(
    rf"{one_of(_SMALL_KINDS)}{SP}voor{SP}(?:de{SP}|het{SP})?(?:(?:[a-zà-ÿ]{{3,17}}e|openbaar|cultureel|sociaal|economisch|maatschappelijk){SP})?(?!zijn|haar|hun|deze|alle|beide|hier)"
    r"[a-zà-ÿ-]{5,24}(?![\w’'-])"
)
_BEFORE_FIELD = re.compile(rf"(?<![^\W\d_])(?:Europees|Nationaal|Nederlands|Internationaal){SP}\Z")
_LAST_WORDS = (
    "Bank Commissie Autoriteit Rekenkamer Bond Federatie Ombudsman Planbureau Fonds Arbeidsinspectie Inspectie "
    "University International Foundation Institute Council Association Alliance Federation Organisation Organization "
    "Watch Initiative Vakbond Instituut Universiteit Parlement Investeringsbank Ontwikkelingsbank Campaign Coalition "
    "Partnership Network Netwerk Union Society Agency Authority Commission Committee Corporation Trust Centrum "
    "Stichting Vereniging Coalitie Alliantie Platform Koepel Zorgautoriteit Gerechtshof Strafhof Collectief "
    "Genootschap Hogeschool Verbond Douane Organisatie Mensenrechtenraad Veiligheidsraad Ministry Department Unie "
    "Tribunal Confederation League"
)
# These end names too, but only within a sentence do they show it.
_WEAK_LAST = (
    "Nederland NL Europe Groep Group Holding Company Office Bureau College Hospital Mission Movement Forum Congress "
    "Academie Consulting Consultants Advocaten Accountants Labs Wereldwinkels Technologies Industries Energy "
    "Airlines Airways Motors Foods Mining Minerals Pharma Pharmaceuticals Capital Partners Investments Services "
    "Renewables Chemicals Logistics Times Post Herald Tribune Journal Dagblad Courant Nieuws News Onderzoek Research "
    "Center Centre Fund Internationaal Justice Media Press Studios Steel Oil Petroleum Metals Bankwijzer Geldwijzer "
    "Rijk Roundtable Observatory Beheer Vakmensen Board Systems Shipbuilding Shipyards Veritas Table Line Lines "
    "Loterij Comité Huisartsen"
)
# Heads that begin a name in English, French, Spanish or Portuguese: «Universidad de los Andes», «Bank of America».
_FOREIGN = (
    "Alliance Council Conference Partnership Ministry University Bank Institute Association Federation Commission "
    "Committee Department Office Campaign Coalition Center Centre Court Foundation Society Union Network Forum "
    "Friends House Doctors Conseil Universidad Universidade Université Banco Banque Comité Fondation Fundación "
    "Instituto Institut Agence Ministère Ministerio Médecins Confédération Movimento Organization Organisation "
    "Initiative Agency International Confederation"
)
# «Economisch Instituut voor de Bouw», «Braziliaanse Nationale Instituut voor Ruimteonderzoek»
_DUTCH_HEADS = frozenset(
    "Instituut Centrum Raad Bureau Commissie Vereniging Federatie Organisatie Bond Fonds Platform Netwerk Agentschap "
    "Autoriteit Unie Alliantie Universiteit Parlement Rekenkamer Coalitie Verbond Stichting Inspectie".split()
)
_DUTCH_TAIL = re.compile(rf"(?:{SP}(?:voor|van){SP}(?:de{SP}|het{SP})?{WORD}(?:-{WORD})?(?:{SP}en{SP}{WORD})?){{1,2}}")
_ITS_NAME = re.compile(rf"(?<![^\W\d_.-])(?:(?<=[a-zà-ÿ,][ \n])De{SP})?(?:{NAME_WORD}{SP}(?:[&]{SP})?){{1,4}}\Z")
_HALF = re.compile(
    rf"(?<![^\W\d_])(?:{WORD}{SP}){{0,2}}{WORD}-{SP}en{SP}\Z"
)  # «Nederlandse Voedsel- en Warenautoriteit»
_PLACE = re.compile(rf"{SP}(?P<place>{WORD}(?:-{WORD})?)(?:{SP}{WORD})?")
_SURE = ("autoriteit", "bond", "raad", "dienst", "inspectie", "ombudsman", "federatie")
_WEAK = (
    "waakhond", "instituut", "wijzer", "collectief", "recherche", "genootschap", "agentschap", "universiteit",
    "hogeschool",
    "planbureau", "rekenkamer", "vereniging", "verzekeringsbank", "marechaussee", "waterschap", "omroep", "beheer",
    "commissie",
    "eenheid", "bedrijf", "bureau",
)  # fmt: skip
_ENDINGS = (*_SURE, *_WEAK)
_COMMON_BEGINS = one_of(
    "Gemeente Vak Provincie Provinciale Deel Bestuurs Minister Ver Be Wan Mede Ondernemings Visserij Milieu Energie "
    "Transport Telecom Kabinets Branche Beroeps Ge Voor Natuur Water Bos Inlichtingen Personeels Proces Project "
    "Risico Aan Op Kamer Volg Voortouw"
)
_ONE_WORD = re.compile(rf"(?!Rijksdienst\b|{_COMMON_BEGINS}s?(?:{'|'.join(_ENDINGS)}))[A-Z][a-zà-ÿ]{{3,28}}")
# «de SP-fractie», «Shell-topman»: who speaks or sits for it.
_FACTION = tuple(
    f"-{who}" for who in "fractie fracties fractievoorzitter Kamerlid Kamerleden topman topvrouw woordvoerder".split()
)
_NO_FACTION = frozenset("Adjunct Co Ex EK Mede Oud TK Vice".split())
_DEEDS = ("ment", "ty", "tion", "ing", "nce", "lth", "heid", "tie", "schap", "teit", "kunde", "del", "rch")
_FIRM = re.compile(rf"{WORD} & {WORD}{END}")  # «Scotch & Soda»
_OMBUDSMAN = re.compile(r"ombudsman(?<=\sombudsman)(?![\w-])")
_LEGAL_HINT = re.compile(r"(?:B\.?V|N\.V|plc|PLC|GmbH|S\.A|S\.p|Ltd|Limited|Inc|LLC|Corp)(?![\w-])")
_LEGAL = re.compile(LEGAL)
_IN_FRONT = re.compile(rf"(?<![^\W\d_.-])(?:{NAME_WORD}{SP}(?:&{SP})?){{0,3}}{NAME_WORD}\Z")
_BRANCHES = frozenset(
    "Nederland NL Netherlands Europe Europa International Internationaal Global Groep Group Holding Worldwide "
    "Foundation".split()
)


_BEGIN_WORDS = frozenset(kind.split("_")[0] for kind in _KINDS.split())
# What these are for may be a list: «Inspectie Landbouw, Natuur en Voedsel».
_OF_FIELDS = frozenset(
    "Autoriteit Inspectie Directie Directoraat-Generaal College Commissie Raad Dienst Rijksdienst Instituut Bureau Adviesraad".split()
)
_OTHER_HALF = re.compile(rf"/(?:Van[ ](?:de[nr]?[ ])?)?{WORD}")
_SMALL_WORDS = frozenset(_SMALL_KINDS.split())
_END_WORDS = frozenset(_LAST_WORDS.split())
_WEAK_END_WORDS = frozenset(_WEAK_LAST.split())
_FOREIGN_WORDS = frozenset(_FOREIGN.split())
BODY_WORDS = _BEGIN_WORDS | _END_WORDS | _WEAK_END_WORDS | _FOREIGN_WORDS  # that no person is called by


def by_own_words(text: str, capital: Capital) -> Iterator[Found]:
    """The organisation whose first or last word is this word with a capital, if its words show that it is one."""
    at, word, _ = capital
    if word.endswith(_FACTION) and (name := word[: word.rindex("-")]) not in _NO_FACTION and is_name(name):
        yield found(at, at + len(name), text, "organisation-faction")
    if text.startswith(" & ", at + len(word)) and (named := _FIRM.match(text, at)) and _is_firm(named[0]):
        yield found(at, branch(text, named.end()), text, "organisation-firm")
    if word in _BEGIN_WORDS and (named := _BEGINS.match(text, at)):
        end = named.end()
        if word not in _OF_FIELDS and "," in named[0]:  # a list of others
            end = at + named[0].index(",")
        elif other := _OTHER_HALF.match(text, end):  # «Groep Kuzu/Öztürk»
            end = other.end()
        yield found(at, branch(text, end), text, "organisation-begins")
    elif word in _SMALL_WORDS and (named := _FIELD.match(text, at)):
        before = _BEFORE_FIELD.search(text, max(0, at - 16), at)
        yield found(before.start() if before else at, named.end(), text, "organisation-field")
    if word in _END_WORDS or word in _WEAK_END_WORDS:
        yield from _ending(text, at, at + len(word), word in _END_WORDS)
    elif word in _FOREIGN_WORDS:
        yield from _foreign(text, at, at, at + len(word))
    elif word.endswith(_ENDINGS) and _ONE_WORD.fullmatch(word) and (capital.within or word.endswith(_SURE)):
        half = _HALF.search(text, max(0, at - 60), at)
        yield found(half.start() if half else at, branch(text, at + len(word)), text, "organisation-one-word")


def _is_firm(name: str) -> bool:
    """«Scotch & Soda»; no two fields, places or deeds: «Economie & Klimaat», «Research & Development»."""
    parts = name.split(" & ")
    return is_name(name) and not any(p in NO_ACTORS or p in PLACES or p.endswith(_DEEDS) for p in parts)


def by_legal_form(text: str) -> Iterator[Found]:
    """«Lithium Werks B.V.», «Accurec GmbH»."""
    for hint in _LEGAL_HINT.finditer(text):
        at = hint.start() - 1 - (text[max(0, hint.start() - 2) : hint.start() - 1] == ",")
        match = _LEGAL.match(text, max(0, at))
        before = _IN_FRONT.search(text, max(0, at - 80), at) if match and at > 0 else None
        if match and before and is_name(name := text[_trimmed(text, before.start(), at) : at]):
            yield found(at - len(name), match.end(), text, "organisation-legal")


def by_small_word(text: str) -> Iterator[Found]:
    """«Nationale ombudsman»: the one institution whose last word has no capital."""
    for match in _OMBUDSMAN.finditer(text):
        yield from _ending(text, match.start(), match.end(), True)


def branch(text: str, end: int) -> int:
    """Where a name ends that goes on with a place or «Nederland»: «Shell Nigeria», «Vrije Universiteit Amsterdam»."""
    following = _PLACE.match(text, end)
    if following and text[following.end("place") : following.end("place") + 1] not in ("-", "’", "'"):
        place = following["place"]
        if place in _BRANCHES or place in PLACES:
            end = following.end("place")
    legal = _LEGAL.match(text, end)
    return legal.end() if legal else end


def _ending(text: str, at: int, end: int, sure: bool) -> Iterator[Found]:
    """From its last word back, and on where it is not the last: «Global March Against Child Labour»."""
    before = _ITS_NAME.search(text, max(0, at - 80), at)
    start = _trimmed(text, before.start(), at) if before else at
    if (
        "\n" in text[start:at] and text[start:at].split(None, 1)[0] in NO_ACTORS
    ):  # «… en Koninkrijksrelaties⏎Commissie …»
        start = at
    if start == at:
        yield from _foreign(text, at, at, end)
        return
    if not sure and not _within(text, start) and text.count(" ", start, at) < 2:  # three words have two capitals within
        return
    if (tail := TAIL.match(text, end)) and tail.end() > end:
        yield from _foreign(text, start, at, end)
        return
    van = _DUTCH_TAIL.match(text, end) if text[at:end] in _DUTCH_HEADS else None
    end = van.end() if van else branch(text, end)
    if text[start:at].strip() not in ("De", "Het", "Een") and text[start:at].split(None, 1)[0] not in NO_FIRST:
        yield found(start, end, text, "organisation-institution")


def _foreign(text: str, start: int, at: int, end: int) -> Iterator[Found]:
    tail = TAIL.match(text, end)
    if tail and tail.end() > end and is_name(text[start : tail.end()]):
        yield found(start, tail.end(), text, "organisation-foreign")


def _within(text: str, at: int) -> bool:
    """Whether a capital stands within a sentence, so that it belongs to the name."""
    before = text[max(0, at - 2) : at].strip()
    return bool(before) and (before[-1].islower() or before[-1] in ",;(")


def _trimmed(text: str, start: int, end: int) -> int:
    """Where the name begins that stands in ``text[start:end]``: behind words that only begin a sentence."""
    if _within(text, start):
        return start
    while stop := STOPS.match(text, start, end):
        start = stop.end()
        while start < end and text[start].isspace():
            start += 1
    return start
