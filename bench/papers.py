"""One made-up document: a paper with its text, passages, mentions and what it says; or a covenant with its parties."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise

from bench import deeds
from bench.draws import Draws
from bench.statements import Graph, node, text, typed
from imvograph.model.iris import content_key, evidence_key, graph

FIRST_DAY, LAST_DAY = date(2005, 1, 1), date(2024, 12, 31)
TERM_YEARS, MINISTRIES = 4, 14
_OUTCOMES = ("aangenomen", "aangenomen", "verworpen", "aangehouden", "ingetrokken")
_CLAIMED = ("gemeld-uitgevoerd", "gemeld-deels", "gemeld-afgedaan", "uitgesteld")
_STATUSES = ("openstaand", "voldaan", "deels-voldaan", "afgedaan")
_PAGE = "<https://zoek.officielebekendmakingen.nl/{}.html>"


@dataclass(frozen=True)
class Paper:
    """What is fixed of a document before it is written: its place in the row, class, key, day and the last debate."""

    number: int
    cls: str
    key: str
    day: date
    debate: str

    @property
    def iri(self) -> str:
        return node("covenant" if self.cls == "Covenant" else "kamerstuk", self.key)

    @property
    def label(self) -> str:
        return f"{self.cls} {self.key} van {self.day}"


def term(post: int, day: date) -> str:
    """The term on a post that holds on a day."""
    year = day.year - (day.year - FIRST_DAY.year) % TERM_YEARS
    return node("role-term", f"minister-{post}-{year}")


def covenant(paper: Paper, draws: Draws) -> Graph:
    """A covenant with its parties and agreements, as a curator takes it over."""
    made, random = Graph(graph("curated", paper.key)), draws.random
    last = paper.day + timedelta(days=random.randrange(700, 2_000))
    made.thing(
        paper.iri,
        "Covenant",
        paper.label,
        sector=draws.sector(),
        signedOn=typed(paper.day, "date"),
        foaf__page=_PAGE.format(paper.key),
        startDate=typed(paper.day, "date"),
        endDate=typed(last, "date") if random.random() < 0.7 else None,
    )
    for i, party in enumerate(dict.fromkeys(draws.organisation() for _ in range(random.randrange(2, 9)))):
        made.thing(
            node("covenant-party", f"{paper.key}-{i}"),
            "CovenantParty",
            f"Partij {i} bij {paper.key}",
            org__organization=paper.iri,
            org__member=party,
            org__role=node("covenant-role", "ondertekenaar"),
        )
    for i in range(random.randrange(1, 5)):
        made.thing(
            node("agreement", f"{paper.key}-{i}"),
            "Agreement",
            f"Afspraak {i} van {paper.key}",
            agreementOf=paper.iri,
            agreementText=text(draws.sentence(), "nl"),
            priority=typed("true" if random.random() < 0.3 else "false", "boolean"),
            concerns=draws.topic(),
        )
    return made


class Document:
    """A paper with its text, of which every statement names a passage."""

    def __init__(self, paper: Paper, draws: Draws, before: list[Paper]) -> None:
        self.paper, self.draws, self._random = paper, draws, draws.random
        self.graph = Graph(graph("extraction", paper.key))
        sentences = [f"Dit is {paper.label}.", *(draws.sentence() for _ in range(2 + draws.some(3.4, 40)))]
        self._text = "\n".join(sentences)
        digest = sha256(self._text.encode()).hexdigest()
        self.source, starts = digest[:16], [0]
        for sentence in sentences:
            starts.append(starts[-1] + len(sentence) + 1)
        self._spans = [(start, end - 1) for start, end in pairwise(starts)]
        self._passages: dict[tuple[int, int], str] = {}
        self._provenance(digest)
        self._work(before)
        {"Motion": self._motion, "Letter": self._letter}.get(paper.cls, lambda earlier: None)(before)
        covenants = [earlier.iri for earlier in before[-200:] if earlier.cls == "Covenant"]
        deeds.named(self, self._cites, self._random.choice(covenants) if covenants else None)
        for _ in range(draws.some(2.0, 12)):
            self.mention("Mention", "topic", mentionOf=draws.topic())

    def passage(self, span: tuple[int, int]) -> str:
        """A piece of evidence, stated once."""
        if span not in self._passages:
            start, end = span
            said = self._text[start:end]
            self._passages[span] = iri = node("evidence", evidence_key(self.source, start, end))
            self.graph.add(
                iri,
                a="Evidence",
                oa__hasSource=node("source-text", self.source),
                oa__start=typed(start, "integer"),
                oa__end=typed(end, "integer"),
                oa__exact=text(said),
                quote=text(said, "nl"),
            )
        return self._passages[span]

    def extracted(self, iri: str, cls: str, label: str, **values: str | list[str] | None) -> None:
        """A thing that rests on a passage, one of the text if none is given."""
        values = {"evidence": self.passage(self._random.choice(self._spans))} | values
        self.graph.thing(iri, cls, label, assertionStatus=node("assertion-status", "extracted"), **values)

    def said(self, start: int, end: int) -> str:
        """The words between two places of the text."""
        return self._text[start:end]

    def word(self) -> tuple[int, int]:
        """The place of a word, not the last of its sentence."""
        start, end = self._random.choice(self._spans)
        words = self._text[start:end].split(" ")[:-1]
        number = self._random.randrange(len(words))
        start += sum(len(word) + 1 for word in words[:number])
        return start, start + len(words[number])

    def _provenance(self, digest: str) -> None:
        made, source = self.graph, node("source-text", self.source)
        run, software = node("extraction-run", content_key(self.source, "run")), node("software", "imvograph-bench")
        made.add(f"<{made.iri}>", a="StatementGraph", prov__wasDerivedFrom=source, prov__wasGeneratedBy=run)
        made.add(run, a="ExtractionRun", prov__used=source, prov__wasAssociatedWith=software)
        made.add(software, a="Software", dcterms__hasVersion=text("bench"))
        made.add(
            source,
            a="SourceText",
            sha256=text(digest),
            codePoints=typed(len(self._text), "integer"),
            encoding=text("UTF-8"),
            text=text(self._text),
            textOf=self.paper.iri,
        )

    def _work(self, before: list[Paper]) -> None:
        paper, random = self.paper, self._random
        self._cites = cited = list(dict.fromkeys(self._cited(before) for _ in range(self.draws.some(2.0, 8))))
        moved = {"mover": self.draws.person(), "cosigner": [self.draws.person() for _ in range(random.randrange(4))]}
        self.extracted(
            paper.iri,
            paper.cls,
            paper.label,
            dcterms__title=text(self.draws.sentence(), "nl"),
            dcterms__date=typed(paper.day, "date"),
            textHeld=typed("true", "boolean"),
            concerns=list(dict.fromkeys(self.draws.topic() for _ in range(random.randrange(1, 5)))),
            cites=cited,
            **self._numbered(paper.key),
            **(moved if paper.cls == "Motion" else {}),
            **({"recordOf": paper.debate} if paper.cls == "CommitteeReport" else {}),
            **self._evaluated(before),
        )

    def _evaluated(self, before: list[Paper]) -> dict[str, str | list[str] | None]:
        """The covenants that an evaluation looked at."""
        covenants = [earlier.iri for earlier in before[-400:] if earlier.cls == "Covenant"]
        if self.paper.cls != "EvaluationReport" or not covenants:
            return {}
        return {"evaluates": list(dict.fromkeys(self._random.choice(covenants) for _ in range(2)))}

    def _numbered(self, key: str) -> dict[str, str | list[str] | None]:
        """What follows from a number; its dossier is described too."""
        _, dossier, number = key.split("-")
        iri = node("dossier", dossier)
        if not any(line.startswith(iri) for line in self.graph.lines):
            self.extracted(iri, "Dossier", f"Dossier {dossier}", dcterms__identifier=text(dossier))
        return {
            "dcterms__identifier": text(key),
            "imvo__paperNumber": text(number),
            "eli__is_member_of": iri,
            "foaf__page": _PAGE.format(key),
        }

    def _cited(self, before: list[Paper]) -> str:
        """Of ten citations six go to papers of lately, two to any earlier one, two to a famous one, with its stub."""
        chance = self._random.random()
        papers = [before[i].iri for i in self._earlier(chance, len(before)) if before[i].cls != "Covenant"]
        if papers:
            return papers[0]
        dossier, number = self.draws.famous()
        key = f"kst-{dossier}-{number}"
        iri = node("kamerstuk", key)
        if not any(line.startswith(iri) for line in self.graph.lines):
            label = f"Kamerstuk {dossier}, nr. {number}"
            held = typed("false", "boolean")
            self.extracted(iri, "Kamerstuk", label, textHeld=held, **self._numbered(key))
        return iri

    def _earlier(self, chance: float, count: int) -> list[int]:
        if not count or chance >= 0.8:
            return []
        back = int(self._random.expovariate(1 / 200)) + 1 if chance < 0.6 else count - int(count * chance**3)
        return [max(0, count - back)]

    def _motion(self, before: list[Paper]) -> None:
        paper, later = self.paper, self.paper.day + timedelta(days=self._random.randrange(14))
        self.graph.add(paper.iri, request=text(self.draws.sentence(), "nl"), tabledIn=paper.debate)
        older = [earlier.iri for earlier in before[-400:] if earlier.cls == "Motion"]
        if older and self._random.random() < 0.05:
            self.graph.add(paper.iri, dcterms__replaces=self._random.choice(older))
        if self._random.random() < 0.9:
            self.extracted(
                node("decision", f"{paper.key}-1"),
                "Decision",
                f"Besluit over {paper.key}",
                decidedOn=paper.iri,
                outcome=node("decision-outcome", self._random.choice(_OUTCOMES)),
                startDate=typed(later, "date"),
                endDate=typed(later, "date"),
            )

    def _letter(self, before: list[Paper]) -> None:
        paper, random = self.paper, self._random
        post = random.randrange(MINISTRIES)
        self.graph.add(paper.iri, signedBy=term(post, paper.day), addressee=node("organisation", "tweede-kamer"))
        for i in range(1, 1 + random.randrange(4)):
            self.extracted(
                node("commitment", f"{paper.key}-t{i}"),
                "Commitment",
                f"Toezegging {i} in {paper.key}",
                promise=text(self.draws.sentence(), "nl"),
                madeIn=paper.debate,
                madeBy=term(post, paper.day),
                promisedTo=node("organisation", "tweede-kamer"),
                responsibleMinistry=node("organisation", f"ministerie-{post}"),
                dueDate=typed(paper.day + timedelta(days=random.randrange(30, 400)), "date"),
                reportedIn=paper.iri,
                officialStatus=node("commitment-status", random.choice(_STATUSES)),
                concerns=self.draws.sector(),
            )
        motions = [earlier for earlier in before[-400:] if earlier.cls == "Motion"]
        deeds.told(self, term(post, paper.day))
        for i in range(1, 1 + min(len(motions), random.randrange(3))):
            motion = random.choice(motions).iri
            self.extracted(
                node("follow-up", f"{paper.key}-{i}"),
                "FollowUp",
                f"Opvolging {i} in {paper.key}",
                followsUp=motion,
                reportsAction=deeds.reported(self, motion),
                reportedIn=paper.iri,
                claimedOutcome=node("claimed-outcome", random.choice(_CLAIMED)),
            )

    def mention(self, cls: str, kind: str, **values: str | list[str] | None) -> None:
        """A word that names a thing."""
        start, end = self.word()
        self.graph.add(
            node("mention", f"{evidence_key(self.source, start, end)}-{kind}"),
            a=cls,
            mentionedIn=self.paper.iri,
            rawString=text(self.said(start, end)),
            mentionKind=text(kind),
            foundByRule=text("gazetteer"),
            evidence=self.passage((start, end)),
            assertionStatus=node("assertion-status", "extracted"),
            **values,
        )
