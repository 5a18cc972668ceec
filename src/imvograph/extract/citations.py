"""Citations of Kamerstukken and dossiers: one grammar of small parts, for every way in which they are printed.

    citation = head? dossier papers?            "Kamerstukken II 2024/25, 30 821, nr. 240", "(26 485, nrs. 1–3)"
             | nr. paper (dossier)              "nr. 305 (32637)": the chair, when a motion is brought in
             | id                               "kst-26485-337"
    dossier  = five digits, kingdom?, part?     "34 417 (R2068)", "35 570 V", "21 501-02", "36 410 A"
    papers   = nr. list | hyphen paper | letter ", nrs. 520 en 548", "-417", ", C" (Eerste Kamer)

`_TOKEN` finds heads and five-digit numbers in one pass; the rest is read from there. Without a head a number must show
what it is: by ``nr.``, by its hyphens, by brackets around it alone, by a word before it («wetsvoorstel 36 281»), or by
the dash of an agenda. Amounts, postcodes and telephone numbers do none of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from imvograph.errors import SourceError
from imvograph.extract.layout import YEARS, Found, View
from imvograph.extract.papers import FIRST, HYPHEN, NR, listed, papers_behind
from imvograph.model.kamerstuk import Dossier, Kamerstuk

_S = r"\s{0,2}"  # white space in the view is one space, one break or one blank line; a PDF may have lost it
_YEAR = rf"(?:{YEARS},?|(?:19|20)\d\d,?(?=\s\d\d))"
_CHAMBER = rf"(?:II?|[TE]K|(?:der{_S})?(?:Tweede|Eerste){_S}Kamer)\b"
_HEAD = rf"""
      (?:(?<=[Kk])amer-?stuk(?:-?ken|nummers?)?|(?:(?<=[Kk])st|(?<=K)ST)\.?\s)(?:{_S}(?:nrs?\b\.?|nummer\b))?:?
          (?:{_S}{_CHAMBER})?,?(?:{_S}(?:[Vv]ergaderjaar|zitting){_S})?(?:{_S}{_YEAR}){{0,4}}
    | (?:(?<=T)weede|(?<=E)erste){_S}Kamer,(?:{_S}[Vv]ergaderjaar{_S}{YEARS},)?
    | (?<=[TE])K,?\s(?:{_S}[Vv]ergaderjaar{_S})?(?:{YEARS},?)?
    | (?<=H)andelingen{_S}der{_S}Kamer{_S}II?,{_S}vergaderjaar{_S}{YEARS},
    | (?<=[Vv])ergaderjaar{_S}{YEARS},
    | (?<=I)(?<!\w.)I?\s{YEARS},
"""
_DIGITS = r"(?<=\d)(?<!\d.)(?<![A-Z].)(?<!\d[.:/–-].)\d[ .\n]?\d{3}(?!\d|%|[.,]\d)"
_TOKEN = re.compile(
    rf"""[KkTEHVvI\d](?:  # the first letter of each by itself, so that others are passed by quickly
          (?P<head>(?<![^\W\d_].)(?:{_HEAD}){_S}\(?)
        | (?P<digits>{_DIGITS})
        | (?P<id>(?<!\w.)(?:(?<=k)st|(?<=K)ST)-\d{{4,5}}(?:-?\(?R\d{{4}}\)?)?(?:-(?:[IVXLC]{{1,6}}[A-Z]?|[A-Z]|\d\d))?
              -(?:\d{{1,5}}[a-z]?|[A-Z]{{1,3}})(?![\w-]))
    )""",
    re.VERBOSE,
)
_CHAMBER_ALONE = re.compile(
    rf"(?:(?:Tweede|Eerste){_S}Kamer,|[TE]K,?)\s?{_S}\(?"
)  # «aan de Tweede Kamer, 15 000 brieven»
_KINGDOM = re.compile(r"[\s-]?\((R)\s?(\d{4})\)|(?:,\s|[\s-])(R)(\d{4})(?!\d)")
_CHAPTER = re.compile(r"(?:,?[ \n-]{0,2}|,?\shoofdstuk\s)([IVX]{1,6}[AB]?|[A-Z])(?![\w’']|\.\S)")
_COUNCIL = re.compile(rf"-(\d\d)(?=,?{_S}nrs?\b|-\d)")
_BRACKETED = re.compile(rf"\s\(([IVX]{{1,6}}[AB]?)\)(?=,?{_S}nrs?\b)")
_EUROPE = re.compile(rf"(?:\s?[-–]\s?|\s(?=\d\d,?{_S}nrs?\b))(\d\d)(?!\d)")
_PAGES = re.compile(rf"(?:,{_S}(?:pp?|blz|pag)\.?{_S}\d+(?:{_S}(?:[-–,]|en){_S}\d+)*)?")
_CARRIED = re.compile(rf"[;,]{_S}(?:en\s)?nr\.{_S}(\d{{1,5}}(?!\d))(?!{_S}\()")
_WAS = re.compile(rf",?{_S}was{_S}nr\.{_S}(\d{{1,5}}(?!\d))")
_CHAIR = re.compile(
    rf"\b[Nn]rs?\s?\.{_S}(?P<numbers>\d{{1,5}}(?:(?:,|{_S}en|{_S}t/m|{_S}tot{_S}en{_S}met){_S}\d{{1,5}}){{0,8}})"
    rf"(?P<old>,?{_S}was{_S}nr\.{_S}(?P<was>\d{{1,5}}))?{_S}\(\s?$"
)
_FUND = re.compile(r"-([A-Z])(?=\s?\))")
_WORD = re.compile(
    r"(?:[Ww]etsvoorstel(?:len)?|[Vv]oorstel van wet|[Dd]ossier(?:s|nummers?)?|[Ww]etsontwerp|[Nn]ota)(?:\snr\.|\snummer)?[\s:]{1,2}$"
)
# «Toezegging Evaluatie van de wet (33.344)», «(22.112 / 31.544, CK)»: the Eerste Kamer writes dossiers with a point, in lines
# that begin so, or in its register, whose entries have a number («T01970»).
_OF_BILL = re.compile(
    r"(?:^|\n)(?:Toezegging|Kamerstuk(?:ken)?|(?:Initiatief|Wets)?voorstel)\b[^\n]{0,280}\((?:\d\d\.\d{3}\s?/\s?)?$",
    re.IGNORECASE,
)
_IN_REGISTER = re.compile(r"T0\d{4}(?!\d)")
_OPENS = re.compile(r"\((?:\d\d\.\d{3}\s?/\s?)?$")
_CLOSES = re.compile(r"\)|\s?/\s?\d\d\.\d{3}|,\s[A-Z]{1,3}\)")
_RESPECTIVELY = re.compile(r"\bresp(?:\.|ectievelijk\b)")
_FOUR = re.compile(r"\d[ .]?\d{3}(?!\d)")  # the dossiers before 1970, which only a head shows
_NO_DOSSIER = re.compile(r"(?:ISO|NEN|IEC|SA|EN|EUR|€|KvK)[ -]?$")
_AND = re.compile(r"\s{0,2}(?:,|;|en|of|,\sen|/)\s{1,2}")
_AND_OTHERS = re.compile(rf"{_S}(?:e\.a\.|c\.a\.)(?=,)")
_STROKE = re.compile(r"\s{0,2}/\s{0,2}")
_AGENDA = re.compile(r"(?:^|\s)[-–]\s{1,2}$")
_LEAST_BUDGET = 1000  # so that a hostile text of ranges does not become a flood of mentions
_IN_CAPITALS = re.compile(r"\n[A-Z][A-Z .,’'-]{8,}")
_HEADLINES = 160  # where a paper handed out on the day itself has its own number, on a line of its own


@dataclass(frozen=True)
class _Citation:
    """What was read at one place: a dossier with its papers, and how it shows that it is a citation."""

    dossier: Dossier
    start: int
    end: int
    papers: tuple[str, ...] = ()
    rule: str = ""
    further: tuple[tuple[int, int, str], ...] = field(default=())  # papers with a place of their own: «was nr. 719»


def citations(view: View) -> list[Found]:
    """Every citation of a Kamerstuk (id ``kst-…``) or of a dossier alone (id ``dossier-…``), in order of place."""
    budget = _LEAST_BUDGET + len(view.plain) // 10
    found: list[Found] = []
    for citation in _share_papers(view.plain, _read(view.plain)):
        budget -= max(0, len(citation.papers) - 2)
        if budget < 0 and len(citation.papers) > 2:  # a text made of ranges: each gives its ends
            citation = replace(citation, papers=(citation.papers[0], citation.papers[-1]))
        found += _found(citation)
    return found


def _read(text: str) -> Iterator[_Citation]:
    head: tuple[int, int] | None = None
    last: _Citation | None = None
    for token in _TOKEN.finditer(text):
        if token["head"]:
            head = token.span()
            if four := _FOUR.match(text, head[1]):
                dossier, at = _dossier(text, four[0], four.end())
                papers, end, _ = papers_behind(text, at, head=True)
                if papers:
                    last = _Citation(dossier, head[0], end, papers, "kamerstuk-head")
                    yield last
        elif token["id"]:
            if citation := _by_id(token):
                yield citation
        elif last is None or token.start() >= last.end:
            own = head[0] if head and not text[head[1] : token.start()].strip() else None
            if last and last.rule == "dossier-head" and _STROKE.fullmatch(text, last.end, token.start()):
                own = last.start  # «Kamerstukken I 2008/09, 22 112 / 31 544, CK»
            if citation := _citation(text, token, own, last):
                yield citation
                last = citation


def _by_id(token: re.Match[str]) -> _Citation | None:
    try:
        kamerstuk = Kamerstuk.parse(re.sub(r"-?\(?(R\d{4})\)?", r"-\1", "kst" + token[0][3:]))
    except SourceError:
        return None
    return _Citation(kamerstuk.dossier, *token.span(), (kamerstuk.number,), "kamerstuk-id")


def _citation(text: str, token: re.Match[str], head: int | None, last: _Citation | None) -> _Citation | None:
    """The citation at a five-digit number, if it is one."""
    start, at = token.span()
    dossier, at = _dossier(text, token[0], at)
    others = _AND_OTHERS.match(text, at)  # «29 762 e.a., D»
    papers, end, rule = papers_behind(text, others.end() if others else at, head is not None)
    if head is not None and (papers or not _CHAMBER_ALONE.fullmatch(text, head, start)):
        found = _Citation(dossier, head, end, papers, "kamerstuk-head" if papers else "dossier-head")
        return _with_further(text, found)
    before = text[max(0, start - 60) : start]
    shown = "." not in token[0] or dossier.kingdom is not None or (rule == "kamerstuk-nr" and before[-1:] == "(")
    register = not shown and not papers and _registered(text, start, at)
    shown = shown or register
    if dossier.number[0] not in "123" or not shown or _NO_DOSSIER.search(before):
        return None
    if (fund := _FUND.match(text, at)) and _CHAIR.search(before):  # «nr. 12 (36600-A)»
        dossier, at, papers = replace(dossier, addition=fund[1]), fund.end(), ()
    closed = text[at : at + 2].lstrip()[:1] == ")"
    if closed and not papers and (chair := _CHAIR.search(before)):
        number_at = start - len(before) + chair.start()
        number = FIRST.match(chair["numbers"])
        numbers = listed(chair["numbers"], number, plural=True)[0] if number else ()
        found = _Citation(dossier, number_at, text.index(")", at) + 1, numbers, "kamerstuk-chair")
        old = [n + start - len(before) for n in chair.span("was")] if chair["was"] else None
        return replace(found, further=((old[0], old[1], chair["was"]),)) if old else found
    if papers:
        alone = start < _HEADLINES and _stands_alone(text, start, end) and _IN_CAPITALS.search(text, end, end + 1500)
        found = _Citation(dossier, start, end, papers, rule)
        return (
            None if rule == "kamerstuk-hyphen" and (alone or not _isolated(text, start)) else _with_further(text, found)
        )
    reason = (
        "dossier-kingdom"
        if dossier.kingdom and before[-1:] not in ("", "\n")
        else "dossier-register"
        if register
        else _dossier_rule(text, token, dossier, before, at, closed, last)
    )
    return _Citation(dossier, start, at, (), reason) if reason else None


def _dossier(text: str, digits: str, at: int) -> tuple[Dossier, int]:
    """The dossier that begins with these digits, and where it ends."""
    number = re.sub(r"\D", "", digits)
    kingdom = part = None
    if match := _KINGDOM.match(text, at):
        kingdom, at = (match[1] or match[3]) + (match[2] or match[4]), match.end()
    if (match := (_EUROPE if number == "21501" else _COUNCIL).match(text, at)) or (match := _BRACKETED.match(text, at)):
        part, at = match[1], match.end()
    elif match := _CHAPTER.match(text, at):
        roman = set(match[1]) <= set("IVXAB") and match[1][0] in "IVX"
        numbered = NR.match(text, match.end()) or HYPHEN.match(text, match.end())
        if numbered or (match[0][0] != "," and (roman or match[0][0] != "-")):
            part, at = match[1], match.end()
    return Dossier(number, part, kingdom), at


def _with_further(text: str, citation: _Citation) -> _Citation:
    """With the old number («was nr. 719») and the papers that go on with the same dossier («nr. 6, p. 3; nr. 7»)."""
    further: list[tuple[int, int, str]] = []
    end = citation.end
    while match := _WAS.match(text, end) or (
        _CARRIED.match(text, pages.end())
        if citation.rule == "kamerstuk-head" and citation.papers and (pages := _PAGES.match(text, end))
        else None
    ):
        begin = match.end() - len(match[0].lstrip(" ,;\n"))
        further.append((begin, match.end(), match[1]))
        end = match.end()
    return replace(citation, further=tuple(further)) if further else citation


def _dossier_rule(
    text: str, token: re.Match[str], dossier: Dossier, before: str, at: int, closed: bool, last: _Citation | None
) -> str | None:
    """Why a number without papers and without a head is a dossier; None if nothing says so."""
    start = token.start()
    if closed and before.rstrip(" ")[-1:] == "(" and (dossier.addition or not token[0].endswith("00")):
        return "dossier-bracket"
    if _WORD.search(before):
        return "dossier-word"
    if _AGENDA.search(before) and text[at : at + 1] in ("\n", ""):
        return "dossier-agenda"
    listed = last and not last.papers and last.rule in ("dossier-word", "dossier-list", "dossier-head")
    return "dossier-list" if listed and last and _AND.fullmatch(text, last.end, start) else None


def _registered(text: str, start: int, end: int) -> bool:
    """Whether a number with a point stands in brackets where the Eerste Kamer puts a dossier."""
    if not _CLOSES.match(text, end) or not _OPENS.search(text, max(0, start - 12), start):
        return False
    return bool(
        _OF_BILL.search(text, max(0, start - 300), start) or _IN_REGISTER.search(text, max(0, start - 1200), start)
    )


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether it is a line of its own."""
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _isolated(text: str, start: int) -> bool:
    """Whether a number with hyphens begins where a reference can: no piece of a longer number or word."""
    return start == 0 or text[start - 1] in " \n([;,:«" or text[start - 2 : start] in ("- ", "– ")


def _share_papers(text: str, found: Iterator[_Citation]) -> Iterator[_Citation]:
    """«Kamerstukken 34 124 en 31 104, nr. 15»: the number belongs to both dossiers, but «nrs. 15 resp. 3» to one each."""
    held: _Citation | None = None
    for citation in found:
        if (
            held
            and citation.papers
            and (
                (citation.rule == "kamerstuk-nr" and _AND.fullmatch(text, held.end, citation.start))
                or citation.start == held.start
            )
        ):
            each = len(citation.papers) == 2 and _RESPECTIVELY.search(text, citation.start, citation.end)
            first = citation.papers[:1] if each else citation.papers
            yield replace(held, end=citation.end, papers=first, rule="kamerstuk-head")
            citation = replace(citation, papers=citation.papers[1:]) if each else citation
            held = None
        elif held:
            yield held
            held = None
        if citation.rule == "dossier-head":
            held = citation
        else:
            yield citation
    if held:
        yield held


def _found(citation: _Citation) -> Iterator[Found]:
    # The number of the Kingdom act is no part of an id here: sources give it or leave it out (corpus README).
    dossier = replace(citation.dossier, kingdom=None)
    fields = {"kingdom": citation.dossier.kingdom} if citation.dossier.kingdom else None
    for paper in citation.papers:
        id = Kamerstuk(dossier, paper).id
        yield Found("kamerstuk", citation.start, citation.end, citation.rule, id, fields=fields)
    if not citation.papers:
        yield Found("dossier", citation.start, citation.end, citation.rule, f"dossier-{dossier.id}", fields=fields)
    for start, end, paper in citation.further:
        yield Found("kamerstuk", start, end, "kamerstuk-carried", Kamerstuk(dossier, paper).id, fields=fields)
