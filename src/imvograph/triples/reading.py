"""A reading as triples: no blank nodes, every IRI from ``model.iris``; the terms are those of ``ontology/imvo.ttl``."""

from pyoxigraph import Literal, Triple

from imvograph import __version__
from imvograph.model.dates import StatedDate
from imvograph.model.documents import Document
from imvograph.model.entities import Passage, Reading
from imvograph.model.iris import content_key, graph, slug, thing
from imvograph.model.mentions import CITATION_KINDS, Mention
from imvograph.triples import statements
from imvograph.triples.making import EXTRACTED, VERIFIED, Making
from imvograph.triples.papers import dossier_of, official, own_number, papers, written_questions
from imvograph.triples.terms import boolean, day, nl, stated, typed


def triples_of(reading: Reading) -> frozenset[Triple]:
    """Everything that a reading states, as the triples of one named graph: `graph_of`."""
    made = Making(reading.document.source)
    _work(made, reading)
    _provenance(made, reading)
    papers(made, reading)
    for debate in reading.debates:
        statements.debate(made, debate)
    for motion in reading.motions:
        statements.motion(made, motion, held=motion.iri == reading.iri)
    for decision in reading.decisions:
        statements.decision(made, decision)
    for commitment in reading.commitments:
        statements.commitment(made, commitment, reading)
    for section in reading.sections:
        statements.section(made, section, reading)
    for expression in reading.expressions:
        statements.expression(made, expression, reading)
    for anomaly in reading.anomalies:
        statements.anomaly(made, anomaly, reading)
    _mentions(made, reading)
    return frozenset(made.triples)


def graph_of(reading: Reading) -> str:
    """The named graph that a document's statements live in."""
    return graph("extraction", reading.key)


def run_of(document: Document, version: str) -> str:
    """The extraction run of a text with a version of this program, and with what reviewers said of it."""
    verdicts = sorted(f"{r.start}-{r.end}-{r.kind}-{r.verdict}" for r in document.reviews)
    return thing("extraction-run", content_key(document.source.sha256, version, *verdicts))


def _work(made: Making, reading: Reading) -> None:
    """The document itself: a letter with its frame, or another Kamerstuk."""
    signature = reading.signature
    ends = (*reading.head, *([signature.passage] if signature else []))
    cited = {_target(m) for m in reading.mentions if m.kind in ("kamerstuk", "handelingen", "aanhangsel")} - {
        None,
        reading.iri,
    }
    made.thing(
        reading.iri,
        reading.cls,
        reading.title,
        ends,
        dcterms__identifier=None if own_number(made, reading) else Literal(f"sha256:{made.source.sha256}"),
        dcterms__date=day(reading.dated) if reading.dated else None,
        textHeld=boolean(True),
        signedAsStated=nl(f"{signature.post}, {signature.name}") if signature else None,
        signedBy=signature.role_term if signature else None,
        addressee=statements.HOUSES["ek" if reading.addressee.startswith("Eerste") else "tk"]
        if reading.addressee
        else None,
        placeOfSigning=reading.place,
        cites=sorted(iri for iri in cited if iri),
        answers=thing("written-questions", reading.answers) if reading.answers else None,
    )
    title = reading.asked.title if reading.asked else reading.document.origin.title
    made.add(reading.iri, dcterms__title=nl(title) if title and title != reading.title else None)
    if asked := reading.asked:
        made.add(
            reading.iri,
            askerAsStated=[nl(name) for name in asked.names],
            asker=asked.persons,
            concerns=asked.concerns,
            evidence=made.evidence(asked.passage),
        )
    if reading.answers:
        written_questions(made, reading.answers, ends)


def _provenance(made: Making, reading: Reading) -> None:
    source, origin = made.source, reading.document.origin
    text, run = thing("source-text", source.key), run_of(reading.document, __version__)
    software = thing("software", f"imvograph-{slug(__version__)}")
    made.add(
        text,
        a="SourceText",
        skos__prefLabel=nl(f"Tekst van: {reading.title}"),
        sha256=Literal(source.sha256),
        codePoints=typed(str(len(source.text)), "integer"),
        encoding=Literal("UTF-8"),
        text=Literal(source.text),
        textOf=reading.iri,
        dcterms__source=origin.url,
        dcterms__license=origin.licence,
    )
    made.add(
        run,
        a="ExtractionRun",
        skos__prefLabel=nl(f"Extractie uit {reading.title} met imvograph {__version__}"),
        prov__used=text,
        prov__wasAssociatedWith=software,
    )
    made.add(
        software, a="Software", skos__prefLabel=nl(f"imvograph {__version__}"), dcterms__hasVersion=Literal(__version__)
    )
    made.add(
        graph_of(reading),
        a="StatementGraph",
        dcterms__title=nl(f"Wat {reading.title} zegt"),
        prov__wasDerivedFrom=text,
        prov__wasGeneratedBy=run,
    )


def _target(mention: Mention) -> str | None:
    """The thing that a mention names."""
    if mention.kind in ("kamerstuk", "handelingen", "aanhangsel", "motion") and mention.id:
        return official(mention.id)
    if mention.kind == "dossier" and mention.id:
        return thing("dossier", dossier_of(mention.id).id)
    return mention.iri


def _mentions(made: Making, reading: Reading) -> None:
    """Every mention as a node; several ids in one span («items 5 en 9») are one mention of several things."""
    debates = {(p.start, p.end): d.iri for d in reading.debates for p in d.passages}
    for mention in reading.mentions:
        passage = Passage(mention.start, mention.end)
        (evidence,) = made.evidence(passage)
        iri = thing("mention", f"{evidence.rsplit('/', 1)[1]}-{mention.kind}")
        target = debates.get((mention.start, mention.end)) if mention.kind == "debate" else _target(mention)
        cls = "CitationMention" if mention.kind in CITATION_KINDS else "Mention"
        value = mention.fields.get("value") if mention.kind == "date" else None
        if value and value[-1].isdigit():
            cls = "DateMention"
            made.add(
                iri,
                resolvedDate=stated(StatedDate(value)),
                relative=boolean(True) if mention.fields.get("relative") else None,
            )
        made.add(
            iri,
            a=cls,
            mentionKind=Literal(mention.kind),
            mentionedIn=reading.iri,
            mentionOf=target,
            rawString=Literal(mention.quote),
            foundByRule=Literal(mention.rule),
            assertionStatus=VERIFIED if mention.verified else EXTRACTED,
            evidence=evidence,
        )
