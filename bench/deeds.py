"""What a made-up letter tells beside its promises: meetings, studies, views, plans, conditions, oddities, and what it names."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.statements import node, text, typed
from imvograph.model.iris import evidence_key

if TYPE_CHECKING:
    from bench.papers import Document

_CONDITIONS = ("meldplicht", "onthouding", "terugvordering")
_ODDITIES = ("datum", "naam", "spelling")


def reported(document: "Document", motion: str) -> list[str]:
    """What a letter reports as done about a motion: a meeting, and of three letters one each with a study or a condition."""
    draws, chance = document.draws, document.draws.random
    day, found = document.paper.day - timedelta(days=chance.randrange(5, 300)), [_meeting(document)]
    if chance.random() < 0.3:
        found.append(iri := node("publication", f"{document.paper.key}-{len(document.graph.lines)}"))
        document.extracted(
            iri,
            "Publication",
            f"Onderzoek bij {document.paper.key}",
            dcterms__title=text(draws.sentence(), "nl"),
            dcterms__date=typed(day, "date"),
            dcterms__publisher=draws.organisation(),
            commissionedBy=draws.organisation(),
            contributedBy=draws.organisation(),
            concerns=draws.topic(),
            foaf__page=f"<https://www.example.nl/{document.paper.key}-{len(document.graph.lines)}.pdf>",
        )
    if chance.random() < 0.3:
        found.append(iri := node("grant-condition", f"{document.paper.key}-{len(document.graph.lines)}"))
        document.extracted(
            iri,
            "GrantCondition",
            f"Voorwaarde bij {document.paper.key}",
            conditionKind=node("condition-kind", chance.choice(_CONDITIONS)),
            conditionText=text(draws.sentence(), "nl"),
            imposedBy=draws.organisation(),
            reportedUnder=motion,
            concerns=draws.topic(),
        )
    return found


def _meeting(document: "Document") -> str:
    draws, chance = document.draws, document.draws.random
    iri = node("meeting", f"{document.paper.key}-{len(document.graph.lines)}")
    day = typed(document.paper.day - timedelta(days=chance.randrange(5, 300)), "date")
    document.extracted(
        iri,
        "Meeting",
        f"Gesprek gemeld in {document.paper.key}",
        startDate=day,
        endDate=day,
        participant=list(dict.fromkeys(draws.organisation() for _ in range(chance.randrange(1, 4)))),
        concerns=[draws.topic(), draws.sector()],
        raised=text(draws.sentence(), "nl"),
    )
    return iri


def told(document: "Document", signed: str) -> None:
    """What else stands in a letter: its sections, a view, a plan, an oddity, and how it points to who signed."""
    key, draws, chance = document.paper.key, document.draws, document.draws.random
    for ordinal in range(1, 1 + chance.randrange(3)):
        about = draws.topic()
        document.extracted(
            node("section", f"{key}-s{ordinal}"),
            "Section",
            f"Deel {ordinal} van {key}",
            sectionOf=document.paper.iri,
            ordinal=typed(ordinal, "integer"),
            about=about,
        )
    odd = chance.choice(_ODDITIES)
    telling: tuple[Callable[[], None], ...] = (
        lambda: document.extracted(
            node("position", key),
            "Position",
            f"Standpunt in {key}",
            stance=text(draws.sentence(), "nl"),
            holder=draws.organisation(),
            about=draws.topic(),
        ),
        lambda: document.extracted(
            node("announcement", key),
            "Announcement",
            f"Aankondiging in {key}",
            announces=text(draws.sentence(), "nl"),
            announcedIn=document.paper.iri,
            about=draws.topic(),
            concerns=draws.topic(),
        ),
        lambda: document.extracted(
            node("source-anomaly", f"{document.source}-{odd}-{chance.randrange(100)}"),
            "SourceAnomaly",
            f"Vreemd in {key}",
            anomalyKind=node("anomaly-kind", odd),
            statedValue=text("zoals het er staat"),
            resolvedValue=text("zoals het is"),
            statedIn=document.paper.iri,
            affects=document.paper.iri,
            reason=[text("Een ander stuk zegt iets anders.", "nl"), text("Another paper says something else.", "en")],
        ),
    )
    for tell, share in zip(telling, (0.4, 0.4, 0.05), strict=True):
        if chance.random() < share:
            tell()
    start, end = document.word()
    document.extracted(
        node("referring-expression", evidence_key(document.source, start, end)),
        "ReferringExpression",
        f"«{document.said(start, end)}»",
        evidence=document.passage((start, end)),
        surface=text(document.said(start, end), "nl"),
        mentionedIn=document.paper.iri,
        refersTo=signed,
    )


def named(document: "Document", cited: list[str], covenant: str | None) -> None:
    """A mention of each paper that is cited, of a covenant and of a day."""
    for iri in cited:
        document.mention("CitationMention", "kamerstuk", mentionOf=iri)
    if covenant:
        document.mention("Mention", "covenant", mentionOf=covenant)
    day = typed(document.paper.day - timedelta(days=7), "date")
    document.mention("DateMention", "date", resolvedDate=day, relative=typed("true", "boolean"))
