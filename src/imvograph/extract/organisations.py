"""Organisations by grammar, for those that no gazetteer knows: ministries, committees, embassies, sources that notes name."""

import re
from collections.abc import Iterator

from imvograph.extract.dates import DAY
from imvograph.extract.institutions import NAME_WORD, WORD, S, found, institutions, is_name
from imvograph.extract.layout import Found, View, words

_FIELD = rf"{WORD}(?:-{WORD})?(?:{S}{WORD})?"
_FIELDS = rf"{_FIELD}(?:,{S}{_FIELD}){{0,3}}(?:{S}en{S}{_FIELD})?"  # «Onderwijs, Cultuur en Wetenschap»
_MINISTRY = re.compile(rf"[Mm]inisterie(?<![^\W\d_].{{10}}){S}van{S}(?:[A-Z]{{2,5}}(?![A-Z])|{_FIELDS})")
_COMMITTEE = re.compile(rf"ommissie{S}voor{S}(?:de{S}|het{S})?{_FIELDS}")
_STANDING = re.compile(rf"(?<![^\W\d_])(?:vaste|algemene|tijdelijke|bijzondere|parlementaire){S}c\Z")
_FIXED = re.compile(rf"[OR](?<![^\W\d_].)(?:penbaar{S}Ministerie|aad{S}van{S}State)(?!\w)")
_AMBASSADE = re.compile(rf"[Aa]mbassade(?<![^\W\d_].{{9}}){S}(?:in|te){S}{WORD}")
_DUTCH = re.compile(rf"Nederlandse{S}\Z")
# «2IEA, september 2023, …»; «1) De Groene Amsterdammer, 17 november 2024, …»
_NOTE = re.compile(
    rf"(?:^|\n)\s?\[?\d{{1,2}}[\])]?[ ]?"
    rf"(?P<name>(?:(?:De|Het)[ ])?{NAME_WORD}(?:[ ](?:van[ ]|voor[ ]|en[ ])?{NAME_WORD}){{0,4}}),[ ](?=[\da-z])"
)
_REPORT_OF = re.compile(
    rf"[»”]{S}van{S}(?:de{S}|het{S})?(?P<name>{NAME_WORD}(?:{S}{NAME_WORD}){{0,3}})(?![^\W\d_]|\.\w)"
)
_MOST_NAMES = 50


def organisations(view: View) -> Iterator[Found]:
    """Organisations by their form, and the makers of cited reports wherever the text names them again."""
    text = view.plain
    for rule, pattern in (("ministry", _MINISTRY), ("fixed", _FIXED)):
        for match in pattern.finditer(text):
            yield found(match.start(), match.end(), text, f"organisation-{rule}")
    for match in _COMMITTEE.finditer(text):
        if lead := _STANDING.search(text, max(0, match.start() - 20), match.start()):
            yield found(lead.start(), match.end(), text, "organisation-committee")
    for match in _AMBASSADE.finditer(text):
        dutch = _DUTCH.search(text, max(0, match.start() - 14), match.start())
        yield found(dutch.start() if dutch else match.start(), match.end(), text, "organisation-embassy")
    yield from institutions(text)
    sources = {words(m["name"]) for m in _NOTE.finditer(text) if DAY.match(text, m.end())}
    sources |= {words(m["name"]) for m in _REPORT_OF.finditer(text)}
    known = sorted((name for name in sources if is_name(name) and len(name) > 2), key=lambda n: (-len(n), n))
    if known := known[:_MOST_NAMES]:
        # The letter before is looked at behind the first of the name, so that other letters are passed by quickly.
        forms = "|".join(rf"{re.escape(n[0])}(?<![^\W\d_].){re.escape(n[1:])}".replace(r"\ ", S) for n in known)
        for match in re.compile(rf"(?:{forms})(?![^\W\d_-]|\.\w)").finditer(text):
            yield found(match.start(), match.end(), text, "organisation-source")
