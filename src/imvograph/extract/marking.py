"""A text with its mentions marked, as one HTML page for a person to check: no script, nothing from elsewhere."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from imvograph.model.mentions import Mention

# kind -> its Dutch name, and its hue on the colour wheel; what is alike has neighbouring hues.
KINDS = {
    "kamerstuk": ("Kamerstuk", 215),
    "dossier": ("dossier", 200),
    "handelingen": ("Handelingen", 235),
    "aanhangsel": ("Aanhangsel", 250),
    "tk-number": ("nummer van de Tweede Kamer", 225),
    "eu-act": ("EU-handeling", 190),
    "staatsblad": ("Staatsblad", 180),
    "staatscourant": ("Staatscourant", 172),
    "tractatenblad": ("Tractatenblad", 165),
    "motion": ("motie", 0),
    "commitment": ("toezegging", 30),
    "debate": ("debat", 280),
    "date": ("datum", 60),
    "person": ("persoon", 320),
    "organisation": ("organisatie", 300),
    "covenant": ("convenant", 120),
    "sector": ("sector", 90),
    "topic": ("onderwerp", 150),
}

# What no browser shows, or what is not text in HTML: control characters, halves of surrogate pairs, non-characters.
_UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_STYLE = """
:root { color-scheme: light dark; --paper: #fdfcf9; --ink: #1d1d1b; --line: #8a8a84; --light: 86%; --rich: 75%; --edge: 35% }
@media (prefers-color-scheme: dark) {
  :root { --paper: #191a1c; --ink: #ecebe6; --line: #8a8a84; --light: 24%; --rich: 45%; --edge: 68% } }
* { box-sizing: border-box }
body { background: var(--paper); color: var(--ink); margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 5rem;
  font: 1.0625rem/1.7 Georgia, "Noto Serif", "DejaVu Serif", serif }
h1 { font-size: 1.3rem; line-height: 1.3; overflow-wrap: anywhere }
header, .legend { font-family: system-ui, "DejaVu Sans", sans-serif; font-size: .9rem; line-height: 1.5 }
.legend { display: flex; flex-wrap: wrap; gap: .3rem .6rem; list-style: none; margin: 1rem 0; padding: 0 }
.legend label { background: hsl(var(--h) var(--rich) var(--light)); border-radius: .3rem; display: block;
  padding: .15rem .5rem; cursor: pointer }
.text { border-top: 1px solid var(--line); padding-top: 1rem; white-space: pre-wrap; overflow-wrap: anywhere;
  unicode-bidi: isolate }
mark { background: hsl(var(--h) var(--rich) var(--light)); color: inherit; border-radius: .15rem;
  border-bottom: 2px solid hsl(var(--h) 60% var(--edge)); scroll-margin: 6rem;
  -webkit-box-decoration-break: clone; box-decoration-break: clone }
mark mark { border-bottom-style: dotted }
mark:focus, label:focus-within { outline: 3px solid hsl(var(--h, 0) 80% var(--edge)); outline-offset: 1px }
mark:focus::after { content: attr(data-label); position: fixed; inset: auto 0 0 0; z-index: 1; padding: .7rem 1rem;
  background: var(--ink); color: var(--paper); font: 1rem/1.4 system-ui, "DejaVu Sans", sans-serif; text-align: center;
  white-space: normal; text-indent: 0 }
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --edge: 35% }
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.5 }
  mark, .legend label { background: none }
  .legend label { border: 1pt solid #777 }
  .legend input, .how { display: none }
  mark[data-kind]::after { content: " " attr(data-kind); position: static;
    font: 6.5pt sans-serif; color: #444; background: none; padding: 0; vertical-align: super } }
"""
_HIDDEN = (
    'body:has(#show-{kind}:not(:checked)) mark[class="{kind}"] '
    "{{ background: none; border-bottom-color: transparent; outline: none }}\n"
    'body:has(#show-{kind}:not(:checked)) mark[class="{kind}"]::after {{ content: none }}\n'
)


@dataclass(frozen=True)
class _Mark:
    """The mentions of one kind at one place; ``number`` counts them in the order of the text."""

    start: int
    end: int
    kind: str
    label: str
    number: int


def marked(text: str, mentions: Iterable[Mention], title: str = "Vermeldingen") -> str:
    """An HTML page with the text and its mentions marked by kind; ``title`` heads it.

    A mark says its kind, what it was taken for and the rule that found it, as a tooltip and, when focused, at the foot
    of the window. Mentions may lie in each other; of two that cross, the one that begins later is cut in two. The legend
    counts the mentions and hides a kind. What cannot be seen, such as a control character, is shown as a symbol (␇).
    """
    found = list(mentions)
    counts = Counter(m.kind for m in found)
    kinds = [kind for kind in KINDS if counts[kind]]
    hues = "".join(f".{kind} {{ --h: {KINDS[kind][1]} }}\n" for kind in kinds)
    hidden = "".join(_HIDDEN.format(kind=kind) for kind in kinds)
    legend = "".join(
        f'<li><label class="{kind}"><input type="checkbox" id="show-{kind}" checked> {_named(kind)} '
        f"<b>{counts[kind]}</b></label></li>\n"
        for kind in kinds
    )
    return f"""<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_shown(title)}</title>
<style>{_STYLE}{hues}{hidden}</style>
</head>
<body>
<header>
<h1>{_shown(title)}</h1>
<p class="how">{len(found)} vermeldingen in {len(text)} tekens. Ga met Tab van vermelding naar vermelding: onder aan het
venster staat wat er is gelezen, en met welke regel. <span lang="en">{len(found)} mentions in {len(text)} characters. Go from
mention to mention with Tab: the foot of the window says what was read, and by which rule.</span></p>
<ul class="legend" aria-label="Soorten vermeldingen · Kinds of mentions">
{legend}</ul>
</header>
<main class="text">{"".join(_body(text, _marks(found, len(text))))}</main>
</body>
</html>
"""


def _named(kind: str) -> str:
    """A kind in Dutch, and by its own name where that is another word."""
    dutch = KINDS[kind][0]
    return escape(dutch if dutch.lower() == kind else f"{dutch} · {kind}")


def _marks(mentions: Iterable[Mention], length: int) -> list[_Mark]:
    """The marks of a text, outer before inner; several ids in one span are one mark."""
    places: dict[tuple[int, int, str], list[Mention]] = {}
    for m in mentions:
        if 0 <= m.start < m.end <= length:
            places.setdefault((m.start, m.end, m.kind), []).append(m)
    ordered = sorted(places.items(), key=lambda place: (place[0][0], -place[0][1], place[0][2]))
    return [
        _Mark(start, end, kind, _label(kind, here), number)
        for number, ((start, end, kind), here) in enumerate(ordered, 1)
    ]


def _label(kind: str, here: list[Mention]) -> str:
    """Kind, what the mentions say, and the rules that found them."""
    said = dict.fromkeys(filter(None, map(_says, here)))
    rules = dict.fromkeys(m.rule for m in here)
    verified = ["verified"] if any(m.verified for m in here) else []
    parts = [kind, ", ".join(said), f"{here[0].start}–{here[0].end}", "rule " + ", ".join(rules), *verified]
    return " · ".join(filter(None, parts))


def _says(mention: Mention) -> str:
    """The id, or the IRI's end and what the fields say: «Van der Lee», «2020-03-04», «sponsors: Becker»."""
    own = [str(mention.fields[f]) for f in ("name", "value") if mention.fields.get(f)]
    own += [
        f"{name}: {', '.join(map(str, value)) if isinstance(value, list | tuple) else value}"
        for name, value in mention.fields.items()
        if name not in ("name", "value") and value
    ]
    thing = "/".join(mention.iri.rsplit("/", 2)[-2:]) if mention.iri else None
    return "; ".join(filter(None, [mention.id, *own, thing]))


def _body(text: str, marks: Iterable[_Mark]) -> Iterator[str]:
    """The text with its marks opened and closed; what crosses the end of an outer mark is closed with it and goes on."""
    stack: list[_Mark] = []
    at = 0

    def close(until: int) -> Iterator[str]:
        """Everything up to a position, with the marks that end there or before."""
        nonlocal at
        while stack and (end := min(mark.end for mark in stack)) <= until:
            yield _shown(text[at:end])
            at = end
            lowest = next(depth for depth, mark in enumerate(stack) if mark.end == end)
            yield "</mark>" * (len(stack) - lowest)
            again = [mark for mark in stack[lowest:] if mark.end > end]
            del stack[lowest:]
            for mark in again:
                yield _opening(mark, goes_on=True)
                stack.append(mark)
        yield _shown(text[at:until])
        at = until

    for mark in marks:
        yield from close(mark.start)
        yield _opening(mark)
        stack.append(mark)
    yield from close(len(text))


def _opening(mark: _Mark, *, goes_on: bool = False) -> str:
    """A mark's tag; only its first piece has an id, takes the focus and, printed, names its kind."""
    label = _shown(mark.label)
    if goes_on:
        return f'<mark class="{mark.kind}" data-of="m{mark.number}" title="{label}">'
    return (
        f'<mark class="{mark.kind}" id="m{mark.number}" data-kind="{mark.kind}" tabindex="0" '
        f'title="{label}" data-label="{label}">'
    )


def _shown(text: str) -> str:
    """Text as HTML, in an element or an attribute: escaped, with a symbol for what cannot be seen."""
    return _UNSEEN.sub(_symbol, escape(text.replace("\r\n", "\n")))


def _symbol(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
