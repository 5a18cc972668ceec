"""Organisations by grammar, for those that no gazetteer knows: ministries, institutions, sources that notes name."""

import re
from collections.abc import Iterator

from imvograph.extract.dates import DAY
from imvograph.extract.layout import Found, View, one_of, words

_CAP = "A-ZÀ-ÖØ-Þ"
_WORD = rf"[{_CAP}][^\W\d_]+"
_NAME_WORD = rf"[{_CAP}](?:[^\W\d_]|[&-])+"
_S = r"\s{1,2}"
_MINISTRY = re.compile(
    rf"[Mm]inisterie(?<![^\W\d_].{{10}}){_S}van{_S}(?:[A-Z]{{2,5}}(?![A-Z])|{_WORD}(?:-{_WORD})?)"
    rf"(?:(?:,{_S}|{_S}en{_S}|{_S}){_WORD}(?:-{_WORD})?){{0,6}}"
)
_INSTITUTION = re.compile(
    rf"{one_of('Bank Commissie Autoriteit Rekenkamer Bond Federatie Ombudsman Planbureau')}(?![\w-])"
    rf"(?:{_S}van{_S}(?:de{_S})?{_WORD})?"
)
# Names that begin with what the institution is: «Autoriteit Consument en Markt», «Rijksdienst voor Ondernemend Nederland».
_KINDS = one_of(
    "Autoriteit Inspectie Rijksdienst Rijksinstituut Stichting Vereniging Federatie Verbond Bond Instituut Bureau Centrum "
    "Dienst Agentschap College Raad_voor Commissie_voor Koepel Platform Alliantie Coalitie Universiteit Nationaal_Contactpunt "
    "Nationaal_Contact_Punt Koninklijke Koninklijk Nederlandse_Vereniging Europees_Agentschap Hoge_Commissaris"
)
_LINK = rf"(?:(?:van|voor|tot|der|ter|in){_S}(?:de{_S}|het{_S})?)"
_BEGINS = re.compile(
    rf"(?=[A-Z])(?<![^\W\d_]){_KINDS}(?:{_S}{_LINK}?{_NAME_WORD}(?:{_S}(?:en{_S}|{_LINK})?{_NAME_WORD}"
    rf"|,{_S}{_NAME_WORD}(?=(?:,{_S}{_NAME_WORD}){{0,2}}{_S}en{_S}[A-Z])){{0,5}}|(?<=punt))"
)
_COMMITTEE = re.compile(
    rf"c(?<![^\W\d_].)ommissie{_S}voor{_S}(?:de{_S}|het{_S})?{_WORD}(?:-{_WORD})?(?:(?:,{_S}|{_S}en{_S}|{_S}){_WORD}(?:-{_WORD})?){{0,6}}"
)
_STANDING = re.compile(rf"(?:vaste|algemene|tijdelijke|bijzondere|parlementaire){_S}$")
# Institutions that every reader knows, by the short name that nobody writes out.
_KNOWN = re.compile(
    r"(?=[A-ZW])(?<![\w-])(?:"
    + one_of(
        "ACM AFM AIVD AP BKR CBS CJIB CNV COA CPB DNB DUO ECB FAO FNV GGD IEA ILO IMF IND IOM IPCC IPO KNMI LTO MIVD NAVO NCTV NVWA "
        "NZa OESO PBL RDW RIVM RVO SCP SER SOMO SVB TNO UNCTAD UNDP UNEP UNESCO UNHCR UNICEF Unicef UWV VBDO VNG VNO-NCW WHO WRR WTO "
        "MKB-Nederland MVO_Nederland LTO_Nederland Wereldbank Europol Eurojust Frontex Interpol Eurostat Verenigde_Naties "
        "Europees_Parlement Europese_Rekenkamer Europees_Hof Hoge_Raad Nationale_Politie Belastingdienst Rijkswaterstaat "
        "Staatsbosbeheer Kiesraad Gezondheidsraad Onderwijsraad Amnesty_International Human_Rights_Watch Oxfam_Novib Greenpeace "
        "Milieudefensie Wereldhandelsorganisatie Wereldgezondheidsorganisatie Internationale_Arbeidsorganisatie"
    )
    + r")(?![\w’'-]|\.\w)"
)
_ITS_NAME = re.compile(rf"(?<![^\W\d_])(?:De{_S})?(?:{_WORD}{_S}){{1,3}}$")
_FIXED = re.compile(rf"[OR](?<![^\W\d_].)(?:penbaar{_S}Ministerie|aad{_S}van{_S}State)(?!\w)")
_AMBASSADE = re.compile(rf"[Aa]mbassade(?<![^\W\d_].{{9}}){_S}(?:in|te){_S}{_WORD}")
_DUTCH = re.compile(rf"Nederlandse{_S}$")
# «2IEA, september 2023, …»; «1) De Groene Amsterdammer, 17 november 2024, …»
_NOTE = re.compile(
    rf"(?:^|\n)\s?\[?\d{{1,2}}[\])]?[ ]?"
    rf"(?P<name>(?:(?:De|Het)[ ])?{_NAME_WORD}(?:[ ](?:van[ ]|voor[ ]|en[ ])?{_NAME_WORD}){{0,4}}),[ ](?=[\da-z])"
)
_REPORT_OF = re.compile(
    rf"[»”]{_S}van{_S}(?:de{_S}|het{_S})?(?P<name>{_NAME_WORD}(?:{_S}{_NAME_WORD}){{0,3}})(?![^\W\d_]|\.\w)"
)
_OTHER_WORDS = (
    "Minister Staatssecretaris Kamer Tweede Eerste Vraag Antwoord Handelingen Stb Artikel Zie Brief West Left Right"
)
_NO_ORGANISATION = re.compile(one_of(_OTHER_WORDS))
_MOST_NAMES = 50


def organisations(view: View) -> Iterator[Found]:
    """Organisations by their form, and the makers of cited reports wherever the text names them again."""
    text = view.plain
    for rule, pattern in (("ministry", _MINISTRY), ("fixed", _FIXED)):
        for match in pattern.finditer(text):
            yield _found(match.start(), match.end(), text, f"organisation-{rule}")
    for rule, pattern in (("begins", _BEGINS), ("known", _KNOWN)):
        for match in pattern.finditer(text):
            yield _found(match.start(), match.end(), text, f"organisation-{rule}")
    for match in _COMMITTEE.finditer(text):
        if lead := _STANDING.search(text[max(0, match.start() - 16) : match.start()]):
            yield _found(match.start() - len(lead[0]), match.end(), text, "organisation-committee")
    for match in _AMBASSADE.finditer(text):
        dutch = _DUTCH.search(text[max(0, match.start() - 14) : match.start()])
        yield _found(match.start() - len(dutch[0] if dutch else ""), match.end(), text, "organisation-embassy")
    for match in _INSTITUTION.finditer(text):  # from its last word back: «De Nederlandsche Bank»
        low = max(0, match.start() - 60)
        before = _ITS_NAME.search(text[low : match.start()])
        if before and not _NO_ORGANISATION.match(before[0]):
            yield _found(low + before.start(), match.end(), text, "organisation-institution")
    sources = {words(m["name"]) for m in _NOTE.finditer(text) if DAY.match(text, m.end())}
    sources |= {words(m["name"]) for m in _REPORT_OF.finditer(text)}
    known = sorted(
        (name for name in sources if not _NO_ORGANISATION.match(name) and len(name) > 2), key=lambda n: (-len(n), n)
    )
    if known := known[:_MOST_NAMES]:
        forms = "|".join(re.escape(name).replace(r"\ ", _S) for name in known)
        for match in re.compile(rf"(?<![^\W\d_])(?:{forms})(?![^\W\d_-]|\.\w)").finditer(text):
            yield _found(match.start(), match.end(), text, "organisation-source")


def _found(start: int, end: int, text: str, rule: str) -> Found:
    return Found("organisation", start, end, rule, fields={"name": words(text[start:end])})
