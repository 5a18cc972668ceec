"""Papers as triples: what follows from an official number alone, and the stubs of what a document cites."""

from collections.abc import Iterable

from pyoxigraph import Literal

from imvograph.model.entities import Passage, Reading
from imvograph.model.iris import thing
from imvograph.model.kamerstuk import Dossier, Handelingen, Kamerstuk
from imvograph.model.official import Aanhangsel, WrittenQuestions
from imvograph.triples.making import Making
from imvograph.triples.terms import boolean, day, typed


def numbered(made: Making, kamerstuk: Kamerstuk) -> None:
    """What follows from the number alone: identifier, paper number, dossier, official page."""
    iri, dossier = thing("kamerstuk", kamerstuk.id), thing("dossier", kamerstuk.dossier.id)
    made.add(
        iri,
        dcterms__identifier=Literal(kamerstuk.id),
        paperNumber=Literal(kamerstuk.number),
        eli__is_member_of=dossier,
        foaf__page=kamerstuk.page,
    )


def own_number(made: Making, reading: Reading) -> bool:
    """What follows from the document's own official number; False if it has none."""
    key = reading.key
    match reading.cls:
        case "HandelingenItem" | "Handelingen":
            _record(made, Handelingen.parse(key), reading.head)
        case "Aanhangsel":
            _of_aanhangsel(made, Aanhangsel.parse(key))
        case "WrittenQuestions":
            _of_questions(made, WrittenQuestions.parse(key))
        case _ if key.startswith("kst-"):
            kamerstuk = Kamerstuk.parse(key)
            numbered(made, kamerstuk)
            for passage in reading.head:  # so that another paper of the dossier can be unloaded
                _dossier(made, kamerstuk.dossier, passage)
        case _:
            return False
    return True


def papers(made: Making, reading: Reading) -> None:
    """Stubs of what is cited: Kamerstukken with their dossier, record items with their sitting."""
    for paper in reading.papers:
        made.thing(
            thing("kamerstuk", paper.id),
            paper.cls if paper.cls != "Letter" or paper.dated else "Kamerstuk",
            paper.label,
            paper.passages,
            textHeld=boolean(False),
            dcterms__date=day(paper.dated) if paper.dated else None,
        )
        numbered(made, Kamerstuk.parse(paper.id))
    for mention in reading.mentions:
        passage = Passage(mention.start, mention.end)
        if mention.id and mention.kind == "kamerstuk":
            _dossier(made, Kamerstuk.parse(mention.id).dossier, passage)
        elif mention.id and mention.kind == "dossier":
            _dossier(made, dossier_of(mention.id), passage)
        elif mention.id and mention.kind == "handelingen":
            _record(made, Handelingen.parse(mention.id), [passage])
        elif mention.id and mention.kind == "aanhangsel" and mention.id != reading.key:
            _aanhangsel(made, Aanhangsel.parse(mention.id), passage)


def written_questions(made: Making, id: str, passages: Iterable[Passage]) -> None:
    """A stub of the questions that a document answers."""
    questions = WrittenQuestions.parse(id)
    made.thing(thing("written-questions", id), "WrittenQuestions", str(questions), passages, textHeld=boolean(False))
    _of_questions(made, questions)


def _of_questions(made: Making, questions: WrittenQuestions) -> None:
    made.add(
        thing("written-questions", questions.id),
        dcterms__identifier=Literal(questions.id),
        foaf__page=questions.page,
    )


def _aanhangsel(made: Making, cited: Aanhangsel, passage: Passage) -> None:
    made.thing(thing("aanhangsel", cited.id), "Aanhangsel", str(cited), [passage], textHeld=boolean(False))
    _of_aanhangsel(made, cited)


def _of_aanhangsel(made: Making, aanhangsel: Aanhangsel) -> None:
    made.add(
        thing("aanhangsel", aanhangsel.id),
        dcterms__identifier=Literal(aanhangsel.id),
        sessionYear=Literal(aanhangsel.session),
        foaf__page=aanhangsel.page,
    )


def _dossier(made: Making, dossier: Dossier, passage: Passage) -> None:
    made.thing(
        thing("dossier", dossier.id),
        "Dossier",
        f"Dossier {dossier}",
        [passage],
        dcterms__identifier=Literal(dossier.id),
    )


def _record(made: Making, record: Handelingen, passages: Iterable[Passage]) -> None:
    passages = tuple(passages)
    whole = thing("handelingen", record.whole.id)
    made.thing(
        whole,
        "Handelingen",
        str(record.whole),
        passages,
        dcterms__identifier=Literal(record.whole.id),
        sessionYear=Literal(record.session),
        sittingNumber=typed(str(record.sitting), "integer"),
    )
    if record.item is not None:
        made.thing(
            thing("handelingen", record.id),
            "HandelingenItem",
            str(record),
            passages,
            dcterms__identifier=Literal(record.id),
            eli__is_part_of=whole,
            itemNumber=typed(str(record.item), "integer"),
            foaf__page=record.page,
        )


def official(id: str) -> str:
    """The IRI of a Kamerstuk, of a record or of an Aanhangsel, by its official id."""
    return thing({"kst": "kamerstuk", "h": "handelingen", "ah": "aanhangsel"}[id.partition("-")[0]], id)


def dossier_of(id: str) -> Dossier:
    """The dossier of a mention, whose id has the corpus's prefix: ``dossier-36281``."""
    return Dossier.parse(id.removeprefix("dossier-"))
