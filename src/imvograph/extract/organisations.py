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
