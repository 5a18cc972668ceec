"""Organisations by grammar, for those that no gazetteer knows: ministries, committees, embassies, sources that notes name,
and in one pass over the words with a capital all that their own words (`institutions`) or those around (`actors`) show."""

import re
from collections.abc import Iterable, Iterator

from imvograph.extract.actors import by_company
from imvograph.extract.dates import DAY
from imvograph.extract.institutions import by_legal_form, by_own_words, by_small_word
from imvograph.extract.layout import Found, View, around
from imvograph.extract.phrases import NAME_WORD, SP, WORD, Capital, S, found, is_name

_FIELD = rf"{WORD}(?:-{WORD})?(?:{SP}{WORD})?"
# «Onderwijs, Cultuur en Wetenschap»: a list ends with «en», what follows another comma is another thing.
_FIELDS = rf"{_FIELD}(?:(?:,{S}{_FIELD}){{0,3}}{SP}en{SP}{_FIELD})?"
_MINISTRY = re.compile(rf"[Mm]inisterie(?<![^\W\d_].{{10}}){S}van{S}(?:[A-Z]{{2,5}}(?![A-Z])|{_FIELDS})")
_FOREIGN_MINISTRY = re.compile(
    r"(?<![^\W\d_])[A-Z][a-zà-ÿ-]{2,20}(?:se|sche)\s{1,2}(?:[Ff]ederale\s)?\Z"
)  # «Duitse ministerie van …»
_COMMITTEE = re.compile(
    rf"ommissie{S}voor{S}(?:(?:de|het){S}{_FIELD}{SP}en{SP}(?:de|het){SP}(?!Ministe|Kamer|Raad){_FIELD}|(?:de{S}|het{S})?{_FIELDS})"
    rf"(?:{SP}(?:en{SP}(?:de{SP})?)?(?:Hoge{SP})?Colleges{SP}van{SP}Staat(?:{S}/{S}Algemene{SP}Zaken{SP}en{SP}Huis{SP}(?:van{SP}de|der){SP}Koning(?:in)?)?)?"
)
_OF_THE_HOUSE = re.compile(r"(?:(?<![^\W\d_])(?:[Dd]e|Commissie|\|)\s{1,2}|\n)(?P<name>c)\Z")
_STANDING = re.compile(rf"(?<![^\W\d_])(?P<name>vaste|algemene|tijdelijke|bijzondere|parlementaire){S}(?:Kamer)?[cC]\Z")
_FIXED = re.compile(rf"[ORo](?<![^\W\d_].)(?:penbaar{S}[Mm]inisterie|aad{S}van{S}de{S}Europese{S}Unie)(?!\w)")
_CALLED_AFTER = re.compile(
    rf"[Cc]ommissie(?<![^\W\d_].{{9}})-(?:Van{SP}(?:de[nr]?{SP})?)?{WORD}"
)  # «commissie-Van Aartsen»
_COURT = re.compile(
    rf"(?:[Rr]echtbank(?<![^\W\d_].{{9}})|[Gg]erechtshof(?<![^\W\d_].{{11}})){SP}(?:Den{SP})?{WORD}(?:-{WORD})?"
)
_BY_THEIR_WORD = (
    ("fixed", _FIXED, "penbaar aad"),
    ("committee", _CALLED_AFTER, "ommissie-"),
    ("court", _COURT, "echtbank erechtshof"),
)
_EMBASSY = re.compile(
    rf"[Aa]mbassade(?<![^\W\d_].{{9}}){S}(?:in|te){S}{WORD}(?:{SP}(?:Aires|Delhi|Abeba|York|Paulo|Lumpur|Penh|Aviv))?"
)
_DUTCH = re.compile(rf"Nederlandse{S}\Z")
# «2IEA, september 2023, …»; «1) De Groene Amsterdammer, 17 november 2024, …»; «3 Volkskrant, «…»»
_NOTE = re.compile(
    rf"(?:^|\n)\s?\[?\d{{1,2}}[\])]?\.?[ ]?"
    rf"(?P<name>(?:(?:De|Het)[ ])?{NAME_WORD}(?:[ ](?:van[ ]|voor[ ]|en[ ]|of[ ]|for[ ]|the[ ]){{0,2}}{NAME_WORD}){{0,5}})"
    rf"(?:\.nl|\.com)?(?:,[ \n](?=[\da-z«‘“'\"])|[ ](?=d\.d\.|[«‘“]|\d{{1,2}}[ ][a-z]{{3,9}}[ ]\d{{4}}))"
)
_AFTER_NOTE = re.compile(r"(?:d\.d\.\s?)?[«‘“'\"]")
_REPORT_OF = re.compile(
    rf"[»”’'\"]{S}van{S}(?:de{S}|het{S})?(?P<name>{NAME_WORD}(?:{SP}{NAME_WORD}){{0,3}})(?![^\W\d_]|\.\w)"
)


def organisations(view: View, capitals: Iterable[Capital]) -> Iterator[Found]:
    """Organisations by their form, by what stands around them, and the makers of cited reports.

    ``capitals`` are the words with a capital of the text (`phrases.capitalised`).
    """
    text = view.plain
    for match in around(text, _MINISTRY, "inisterie"):
        foreign = _FOREIGN_MINISTRY.search(text, max(0, match.start() - 36), match.start())
        yield found(foreign.start() if foreign else match.start(), match.end(), text, "organisation-ministry")
    for rule, pattern, pieces in _BY_THEIR_WORD:
        for match in around(text, pattern, pieces):
            yield found(match.start(), match.end(), text, f"organisation-{rule}")
    for match in _COMMITTEE.finditer(text):
        if lead := _STANDING.search(text, max(0, match.start() - 26), match.start()) or _OF_THE_HOUSE.search(
            text, max(0, match.start() - 14), match.start()
        ):
            yield found(lead.start("name"), match.end(), text, "organisation-committee")
    for match in around(text, _EMBASSY, "mbassade"):
        dutch = _DUTCH.search(text, max(0, match.start() - 14), match.start())
        yield found(dutch.start() if dutch else match.start(), match.end(), text, "organisation-embassy")
    for capital in capitals:
        yield from by_own_words(text, capital)
        yield from by_company(text, capital)
    yield from by_small_word(text)
    yield from by_legal_form(text)
    for match in _NOTE.finditer(text):
        if (DAY.match(text, match.end()) or _AFTER_NOTE.match(text, match.end())) and is_name(match["name"]):
            yield found(*match.span("name"), text, "organisation-source")
    for match in _REPORT_OF.finditer(text):
        if is_name(match["name"]):
            yield found(*match.span("name"), text, "organisation-source")
