"""A drawing of classes: panels of cards, a card under its superclass, a line from each property to what it leads to.

The layout is computed from the cards alone, so that the same ontology gives the same drawing, in every language. Groups
fill the columns in their order; within a group, trees of classes are put near what they are linked to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

COLUMNS = 5
_CARD, _GUTTER, _INDENT, _MARGIN = 206, 96, 16, 12
_HEAD, _ROW, _BELOW, _GAP = 26, 16, 5, 8
_TITLE, _BETWEEN = 34, 22
_SWEEPS = 6


@dataclass(frozen=True)
class Link:
    """A property that leads to other classes; both are known by IRI."""

    label: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """A class to draw; ``above`` is its superclass in the same group, if it has one."""

    iri: str
    label: str
    href: str
    above: str | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Group:
    """Cards that belong together, under a title."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Box:
    """A rectangle with its words: a panel (``rows`` is empty) or a card with a row for each of its links."""

    label: str
    href: str
    x: int
    y: int
    width: int
    height: int
    hue: int
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Line:
    """A path of SVG and the head of its arrow; ``words`` says it in a sentence. A line to a superclass has no head."""

    path: str
    head: str
    words: str
    hue: int


@dataclass(frozen=True)
class Drawing:
    """Everything to draw, in the order of drawing; ``groups`` is what it was made from."""

    width: int
    height: int
    groups: tuple[Group, ...]
    panels: tuple[Box, ...]
    lines: tuple[Line, ...]
    cards: tuple[Box, ...]


@dataclass(frozen=True)
class _Tree:
    """A card with those below it, each with its depth."""

    cards: tuple[tuple[Card, int], ...]

    @property
    def height(self) -> int:
        return sum(_height(card) + _GAP for card, _ in self.cards)


def draw(groups: Sequence[Group]) -> Drawing:
    """The drawing; a link to what is no card is left out."""
    known = {card.iri for group in groups for card in group.cards}
    forests = [_forest(group) for group in groups]
    columns = _columns([_panel_height(forest) for forest in forests])
    forests = _settled(forests, columns, known)
    panels, cards, places = [], [], {}
    for index, (x, y, forest) in enumerate(_panels(forests, columns)):
        height = _panel_height(forest)
        panels.append(Box(groups[index].title, "", x, y, _CARD + 2 * _MARGIN, height, index))
        for card, depth, top in _stacked(forest, y + _TITLE):
            indent = depth * _INDENT
            rows = tuple((link.label, top + _HEAD + _ROW * n + _ROW // 2) for n, link in enumerate(card.links))
            box = Box(card.label, card.href, x + _MARGIN + indent, top, _CARD - indent, _height(card), index, rows)
            cards.append(box)
            places[card.iri] = box
    by_iri = {card.iri: card for group in groups for card in group.cards}
    return Drawing(
        width=max((panel.x + panel.width for panel in panels), default=0) + _GUTTER // 2,
        height=max((panel.y + panel.height for panel in panels), default=0),
        groups=tuple(groups),
        panels=tuple(panels),
        lines=tuple(_lines(by_iri, places)),
        cards=tuple(cards),
    )


def _height(card: Card) -> int:
    return _HEAD + _ROW * len(card.links) + (_BELOW if card.links else 0)


def _panel_height(forest: Sequence[_Tree]) -> int:
    return _TITLE + sum(tree.height for tree in forest) + _MARGIN - _GAP


def _forest(group: Group) -> list[_Tree]:
    """The trees of a group; a card whose superclass is not in the group is a root."""
    own = {card.iri for card in group.cards}
    below: dict[str | None, list[Card]] = {}
    for card in sorted(group.cards, key=lambda card: card.iri):
        below.setdefault(card.above if card.above in own else None, []).append(card)

    def down(card: Card, depth: int) -> Iterator[tuple[Card, int]]:
        yield card, depth
        for each in below.get(card.iri, ()):
            yield from down(each, depth + 1)

    return [_Tree(tuple(down(root, 0))) for root in below.get(None, ())]


def _columns(heights: Sequence[int]) -> list[int]:
    """The column of each group: in order, and such that the highest column is as low as can be."""
    count = min(COLUMNS, len(heights))

    def cut(bounds: tuple[int, ...]) -> list[int]:
        return [sum(index >= bound for bound in bounds) for index in range(len(heights))]

    def highest(columns: list[int]) -> int:
        return max((sum(h for h, c in zip(heights, columns, strict=True) if c == n) for n in set(columns)), default=0)

    return min(
        (cut(bounds) for bounds in combinations(range(1, len(heights)), max(count - 1, 0))), key=highest, default=[]
    )


def _panels(forests: Sequence[Sequence[_Tree]], columns: Sequence[int]) -> Iterator[tuple[int, int, Sequence[_Tree]]]:
    """Each group's left and top, and its trees."""
    filled: dict[int, int] = {}
    for forest, column in zip(forests, columns, strict=True):
        y = filled.get(column, 0)
        yield column * (_CARD + 2 * _MARGIN + _GUTTER), y, forest
        filled[column] = y + _panel_height(forest) + _BETWEEN


def _stacked(forest: Sequence[_Tree], y: int) -> Iterator[tuple[Card, int, int]]:
    for tree in forest:
        for card, depth in tree.cards:
            yield card, depth, y
            y += _height(card) + _GAP


def _settled(forests: list[list[_Tree]], columns: Sequence[int], known: set[str]) -> list[list[_Tree]]:
    """The trees of each group in the order that makes the lines shortest, of the orders that were tried."""
    pairs = [
        (card.iri, target)
        for forest in forests
        for tree in forest
        for card, _ in tree.cards
        for link in card.links
        for target in link.targets
        if target in known
    ]
    near: dict[str, list[str]] = {}
    for one, other in pairs:
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    best, shortest = forests, None
    for _ in range(_SWEEPS):
        tops = {
            card.iri: top for _, y, forest in _panels(forests, columns) for card, _, top in _stacked(forest, y + _TITLE)
        }
        length = sum(abs(tops[one] - tops[other]) for one, other in pairs)
        if shortest is None or length < shortest:
            best, shortest = forests, length
        forests = [sorted(forest, key=lambda tree: _wanted(tree, tops, near)) for forest in forests]
    return best


def _wanted(tree: _Tree, tops: Mapping[str, int], near: Mapping[str, Sequence[str]]) -> float:
    """Where a tree would like to be: at the mean of what it is linked to; without links, where it is."""
    wishes = [tops[other] for card, _ in tree.cards for other in near.get(card.iri, ())]
    return sum(wishes) / len(wishes) if wishes else tops[tree.cards[0][0].iri]


def _lines(cards: Mapping[str, Card], places: Mapping[str, Box]) -> Iterator[Line]:
    for iri, card in cards.items():
        box = places[iri]
        upper = places.get(card.above or "")
        if upper is not None:
            x, y = upper.x + _INDENT // 2, box.y + _HEAD // 2
            words = f"{card.label} ⊂ {upper.label}"
            yield Line(f"M{x} {upper.y + upper.height}V{y}H{box.x}", "", words, box.hue)
        for link, (label, y) in zip(card.links, box.rows, strict=True):
            for target in link.targets:
                if target in places:
                    yield _curve(box, y, places[target], f"{card.label}: {label} → {places[target].label}")


def _curve(start: Box, y: int, end: Box, words: str) -> Line:
    """From a row to the head of a card, out of the side that lies nearer."""
    to = end.y + _HEAD // 2
    right, left = start.x + start.width, end.x
    if right < left:
        bend = min((left - right) // 2, _GUTTER)
        path = f"M{right} {y}C{right + bend} {y} {left - bend} {to} {left - 6} {to}"
        return Line(path, f"M{left} {to}l-7 -4v8z", words, start.hue)
    if end.x + end.width < start.x:
        left, right = start.x, end.x + end.width
        bend = min((left - right) // 2, _GUTTER)
        path = f"M{left} {y}C{left - bend} {y} {right + bend} {to} {right + 6} {to}"
        return Line(path, f"M{right} {to}l7 -4v8z", words, start.hue)
    side = max(right, end.x + end.width)
    out = side + 18 + min(abs(to - y) // 12, _GUTTER // 2)
    return Line(
        f"M{right} {y}C{out} {y} {out} {to} {end.x + end.width + 6} {to}",
        f"M{end.x + end.width} {to}l7 -4v8z",
        words,
        start.hue,
    )
