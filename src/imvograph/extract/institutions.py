"""Organisations that no gazetteer knows, by their words: in one pass over the words that begin with a capital.

«Autoriteit Consument en Markt»       begins with what the institution is
«De Nederlandsche Bank»               ends with it
«Consumentenbond»                     is one word that ends in it
«het bedrijf Boskalis»                the word before says what it is
«rapport van Human Rights Watch»      made a report
«RIVM», «Wereldbank», «VVD»           every reader knows it by that name
"""

import re
from collections.abc import Iterator

from imvograph.extract.layout import Found, one_of, words

CAP = "A-ZÀ-ÖØ-Þ"
S = r"\s{1,2}"
WORD = rf"[{CAP}][^\W\d_]+"
NAME_WORD = rf"[{CAP}](?:[^\W\d_]|[&-])+"
_LINK = rf"(?:(?:van|voor|tot|der|ter|in){S}(?:de{S}|het{S})?)"
_CAPITALISED = re.compile(rf"[{CAP}5](?<![\w-].)[\w&-]+")

_KINDS = (
    "Autoriteit Inspectie Rijksdienst Rijksinstituut Stichting Vereniging Federatie Verbond Bond Instituut Bureau Centrum "
    "Dienst Agentschap College Raad_voor Commissie_voor Koepel Platform Alliantie Coalitie Universiteit Koninklijke "
    "Koninklijk Nederlandse_Vereniging Europees_Agentschap Hoge_Commissaris Adviesraad Kamer_van Centrale_Organisatie"
)
_BEGINS = re.compile(
    rf"{one_of(_KINDS)}(?:{S}{_LINK}?{NAME_WORD}(?:{S}(?:en{S}(?![A-Z]{{2}})|{_LINK})?{NAME_WORD}"
    rf"|,{S}{NAME_WORD}(?=(?:,{S}{NAME_WORD}){{0,2}}{S}en{S}[A-Z])){{0,5}})"
)
_LAST_WORDS = (
    "Bank Commissie Autoriteit Rekenkamer Bond Federatie Ombudsman Planbureau Fonds Arbeidsinspectie Inspectie University "
    "International Foundation Institute Council Association Alliance Federation Organisation Watch Initiative Vakbond "
    "Instituut Universiteit Parlement"
)
_ENDS = re.compile(rf"(?:{one_of(_LAST_WORDS)}|ombudsman)(?![\w-])(?:{S}van{S}(?:de{S})?{WORD})?")
_OMBUDSMAN = re.compile(r"ombudsman(?<=\sombudsman)")
_ITS_NAME = re.compile(rf"(?<![^\W\d_])(?:De{S})?(?:{WORD}{S}){{1,3}}\Z")
_HALF = re.compile(rf"(?<![^\W\d_])(?:{WORD}{S}){{0,2}}{WORD}-{S}en{S}\Z")  # «Nederlandse Voedsel- en Warenautoriteit»
_ENDINGS = ("autoriteit", "bond", "raad", "dienst", "inspectie", "beheer", "ombudsman", "federatie", "waakhond")
_ONE_WORD = re.compile(
    r"(?!(?:Gemeente|Vak|Provincie|Provinciale|Deel|Bestuurs|Minister|Ver|Be|Wan|Mede|Ondernemings)s?"
    rf"(?:{'|'.join(_ENDINGS)}))[A-Z][a-zà-ÿ]{{3,28}}"
)
_KNOWN = (
    "ACM AFM AIVD AP BKR CBS CJIB CNV COA CPB DNB DUO ECB FAO FNV GGD IEA ILO IMF IND IOM IPCC IPO KNMI LTO MIVD NAVO NCTV "
    "NVWA NZa OESO PBL RDW RIVM RVO SCP SER SOMO SVB TNO UNCTAD UNDP UNEP UNESCO UNHCR UNICEF Unicef UWV VBDO VNG VNO-NCW "
    "WHO WRR WTO MKB-Nederland MVO_Nederland LTO_Nederland Wereldbank Europol Eurojust Frontex Interpol Eurostat "
    "Verenigde_Naties Europees_Parlement Europese_Rekenkamer Hoge_Raad Nationale_Politie Nationaal_Contactpunt "
    "Nationaal_Contact_Punt Rijkswaterstaat Kinderombudsman Amnesty_International Human_Rights_Watch Oxfam_Novib Greenpeace "
    "Hivos Milieudefensie Wereldhandelsorganisatie Wereldgezondheidsorganisatie Internationale_Arbeidsorganisatie "
    "Clean_Clothes_Campaign Schone_Kleren_Campagne NRC Trouw Volkskrant NOS Follow_the_Money ABN_AMRO Ahold_Delhaize "
    "Albert_Heijn ASML ASN_Bank FMO ABP Heineken IKEA ING Jumbo KLM Philips Rabobank Schiphol Shell Tata_Steel Triodos_Bank "
    "Unilever CDA SP SGP Volt DENK BBB NSC JA21 FVD FvD PvdA PvdD D66 VVD PVV 50PLUS ChristenUnie GroenLinks "
    "GroenLinks-PvdA BIJ1 CNV_Internationaal Mondiaal_FNV RTL_Nieuws Nieuwsuur EenVandaag Zembla Telegraaf Financieele_Dagblad"
)
_CALLED = frozenset(
    "bedrijf bedrijven onderneming ondernemingen concern multinational multinationals bank verzekeraar supermarkt "
    "supermarktketen organisatie organisaties ngo ngo’s ngo's NGO NGO’s NGO's vakbond vakbonden brancheorganisatie "
    "koepelorganisatie belangenorganisatie mensenrechtenorganisatie mensenrechtenorganisaties milieuorganisatie "
    "milieuorganisaties branchevereniging stichting denktank dagblad pensioenfonds kledingmerk webwinkel techreus".split()
)
_MAY_MAKE = frozenset(("van", "de", "het"))
_NAME = re.compile(rf"(?:(?:De|Het)[ ])?{NAME_WORD}(?:{S}{NAME_WORD}){{0,3}}")
_MAKES = re.compile(
    r"\b(?:rapport|onderzoek|studie|publicatie|petitie|manifest|brandbrief|bericht|artikel|reportage|uitzending|oproep)"
    rf"(?:{S}«[^»]{{3,200}}»)?{S}van{S}(?:(?:de|het){S})?\Z"
)
_MAKER = re.compile(rf"(?:{NAME_WORD}(?:{S}(?:of{S})?{NAME_WORD}){{1,3}}|[A-Z]{{3,8}})(?![\w’'-]|\.\w)")
_SHORT = re.compile(rf"{S}\((?P<name>[A-Z][A-Za-z&-]{{1,9}})\)")
_LISTED = rf"(?P<name>{NAME_WORD}(?:{S}(?:of{S})?{NAME_WORD}){{0,2}})"
_AND = rf"(?:,{S}(?:en{S})?|{S}(?:en|&){S})(?:(?:de|het){S})?"
_NEXT = re.compile(rf"{_AND}{_LISTED}(?![^\W\d_]|[’']|\.\w)")
_BEFORE = re.compile(rf"(?<![^\W\d_.-]){_LISTED}{_AND}\Z")
_NO_ORGANISATION = re.compile(
    one_of(
        "Minister Staatssecretaris Kamer Tweede Eerste Vraag Antwoord Handelingen Stb Artikel Zie Brief West Left Right"
    )
)
_NO_NAME = frozenset(
    "De Het Een Ook Dit Deze Die Dat Er In Op Met Voor Als Om Na Bij Uw Ik Wij Zij Hij Nederland Nederlandse Europa "
    "Europese Kamer Kamerstuk Kamerstukken Verordening Richtlijn Wet Aanhangsel Daarnaast Daarom Tijdens Volgens Conform "
    "Hierbij Naast Tevens Verder Vragen Motie IMVO MVO CSDDD CSRD EU".split()
)
_LONGEST_LIST, _MOST_SHORT = 12, 50


def _by_first_word(names: str) -> dict[str, re.Pattern[str]]:
    first: dict[str, list[str]] = {}
    for name in names.split():
        first.setdefault(name.split("_")[0], []).append(name)
    return {
        word: re.compile(one_of(" ".join(sorted(alternatives, key=len, reverse=True))) + r"(?![\w’'-]|\.\w)")
        for word, alternatives in first.items()
    }


_KNOWN_BY_WORD = _by_first_word(_KNOWN)
_BEGIN_WORDS = frozenset(kind.split("_")[0] for kind in _KINDS.split())
_END_WORDS = frozenset(_LAST_WORDS.split())


def institutions(text: str) -> Iterator[Found]:
    """Every organisation that its own words, or the word before it, show to be one."""
    for match in _CAPITALISED.finditer(text):
        word, at = match[0], match.start()
        if (known := _KNOWN_BY_WORD.get(word)) and (named := known.match(text, at)):
            yield found(*named.span(), text, "organisation-known")
        if word in _BEGIN_WORDS and (named := _BEGINS.match(text, at)):
            yield found(*named.span(), text, "organisation-begins")
        if word in _END_WORDS:
            yield from _ending(text, at)
        elif word.endswith(_ENDINGS) and _ONE_WORD.fullmatch(word):
            half = _HALF.search(text, max(0, at - 60), at)
            yield found(half.start() if half else at, match.end(), text, "organisation-one-word")
        yield from _by_word_before(text, at)
    for match in _OMBUDSMAN.finditer(text):
        yield from _ending(text, match.start())


def _ending(text: str, at: int) -> Iterator[Found]:
    """From its last word back: «De Nederlandsche Bank»."""
    before = _ITS_NAME.search(text, max(0, at - 60), at)
    end = _ENDS.match(text, at)
    if before and end and before[0].strip() not in ("De", "Het", "Een") and not _NO_ORGANISATION.match(before[0]):
        yield found(before.start(), end.end(), text, "organisation-institution")


def _by_word_before(text: str, at: int) -> Iterator[Found]:
    if at < 4 or text[at - 1] not in " \n«" or not (text[at - 2].isalpha() or text[at - 1] == "«"):
        return
    said = text[max(0, at - 30) : at].rstrip(" \n«").rsplit(None, 2)
    word = said[-1] if said else ""
    if word in ("als", "zoals") and len(said) > 1:
        word = said[-2].rstrip(",")
    if word in _CALLED and (named := _NAME.match(text, at)) and is_name(named[0]):
        yield found(*named.span(), text, "organisation-called")
    elif word in _MAY_MAKE and (named := _MAKER.match(text, at)) and _MAKES.search(text, max(0, at - 240), at):
        yield from (found(*named.span(), text, "organisation-maker"),) if is_name(named[0]) else ()


def beside(text: str, known: list[Found]) -> Iterator[Found]:
    """What stands in one list with organisations, and the short name in brackets behind one, wherever it comes again."""
    shorts: set[str] = set()
    for one in known:
        if one.kind != "organisation":
            continue
        if (short := _SHORT.match(text, one.end)) and len(shorts) < _MOST_SHORT:
            shorts.add(short["name"])
        following = _NEXT.match(text, one.end)
        for _ in range(_LONGEST_LIST):
            if not following or not is_name(following["name"]):
                break
            yield found(*following.span("name"), text, "organisation-beside")
            following = _NEXT.match(text, following.end())
        before = _BEFORE.search(text, max(0, one.start - 60), one.start)
        if before and is_name(before["name"]) and not _begins_sentence(text, before):
            yield found(*before.span("name"), text, "organisation-beside")
    if shorts:
        longest_first = sorted(shorts, key=lambda short: (-len(short), short))
        # The letter before is looked at behind the first of the name, so that other letters are passed by quickly.
        forms = "|".join(rf"{re.escape(short[0])}(?<![\w-].){re.escape(short[1:])}" for short in longest_first)
        for match in re.compile(rf"(?:{forms})(?![\w’'-]|\.\w)").finditer(text):
            yield found(*match.span(), text, "organisation-short")


def _begins_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a capital may be no more than that with which a sentence begins."""
    opening = text[max(0, match.start() - 2) : match.start()].strip(" ")
    return opening in ("", ".", "\n", ".\n", "?", "\n\n") and match["name"].istitle() and " " not in match["name"]


def is_name(name: str) -> bool:
    """Whether words in capitals may be a name: no title, no paper, no word that only begins a sentence."""
    return not _NO_ORGANISATION.match(name) and name.split()[0] not in _NO_NAME


def found(start: int, end: int, text: str, rule: str) -> Found:
    """An organisation at a place of the view, by the name that stands there."""
    return Found("organisation", start, end, rule, fields={"name": words(text[start:end])})
