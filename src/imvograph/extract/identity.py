"""What document a text is: a letter, a motion, a record, written questions …; its number, or the key that it gets without
one.

A number goes before a key. The best word is the sidecar's or the format's own (``Origin.id``), then what the text says of
itself, then the name of the file: the official publications are named after their number.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from imvograph.errors import SourceError
from imvograph.extract import questions
from imvograph.extract.letters import Frame
from imvograph.extract.printed import printed_head
from imvograph.model.dates import StatedDate
from imvograph.model.documents import Document, readable
from imvograph.model.entities import Gazetteer
from imvograph.model.iris import slug, thing
from imvograph.model.kamerstuk import Handelingen, Kamerstuk
from imvograph.model.mentions import Mention
from imvograph.model.official import Aanhangsel, WrittenQuestions

# The foot of a printed paper names the paper itself, alone on its line.
_FOOT = re.compile(r"^(kst-[0-9A-Z-]{6,24}[0-9A-Za-z])[ \t]*$", re.MULTILINE)
_LIST = re.compile(
    r"^[ \t]*Besluitenlijst\s+van\s+de\s+(?:\w+\s+)?procedurevergadering\s+van\s+(?:\w{2,10}dag\s+)?(?=\d)",
    re.MULTILINE,
)
_COMMITTEE = re.compile(
    r"\b(?:vaste|algemene|tijdelijke)\s+(?:Kamer)?commissie\s+voor\s+(?:de\s+)?(?P<name>[A-Z][^\n]{2,120})"
)
_OPENING = 4_000
_UNDATED = ("Handelingen", "HandelingenItem")  # the day of a sitting stands in its opening item only


@dataclass(frozen=True)
class Identity:
    """The class of a document, its IRI, its key and its label."""

    cls: str
    iri: str
    key: str
    label: str


def identify(
    document: Document, frame: Frame | None, dated: date | None, mentions: Iterable[Mention], gazetteer: Gazetteer
) -> Identity:
    """What the document is.

    Raises `SourceError` if it gives no number and is no letter or list, so that nothing names it, or if it has no date and is
    no record of a sitting.
    """
    origin, text = document.origin, document.source.text
    head = next((m for m in mentions if m.rule == "motion-head"), None)
    numbered = (_numbered(id, head, frame, gazetteer) for id in _numbers(document, dated, head))
    own = next((each for each in numbered if each), None)
    if own and (dated or own.cls in _UNDATED):
        return own
    if dated is None:
        raise SourceError(
            f"{name_of(document)}: no date found; give it in {_sidecar(document)}, as in: date = 2022-04-07",
            nl=f"{name_of(document)}: geen datum gevonden; geef hem in {_sidecar(document, _ERNAAST)}, zoals: date = 2022-04-07",
        )
    if frame:
        return _letter(frame, dated, origin.title)
    if listed := _list(text, mentions):
        return listed
    raise SourceError(
        f"{name_of(document)}: no letter (no line «Aan de Voorzitter van de Tweede Kamer …»), and no number of its own in "
        f'the text or in the name of the file; give the number in {_sidecar(document)}, as in: id = "kst-26485-400", '
        '"h-tk-20212022-27-5", "ah-tk-20242025-545" or "kv-tk-2024Z18653"',
        nl=f"{name_of(document)}: geen brief (geen regel «Aan de Voorzitter van de Tweede Kamer …»), en geen eigen nummer in de "
        f'tekst of in de naam van het bestand; geef het nummer in {_sidecar(document, _ERNAAST)}, zoals: id = "kst-26485-400", '
        '"h-tk-20212022-27-5", "ah-tk-20242025-545" of "kv-tk-2024Z18653"',
    )


def name_of(document: Document) -> str:
    """What a message calls a document: its file, else its number, else its text."""
    return document.origin.file or document.origin.id or f"text {document.source.key}"


def _sidecar(document: Document, said: str = "the sidecar file {}.toml beside it (its form: data/README.md)") -> str:
    """The file that says what a text does not; its form stands in data/README.md."""
    return said.format(_stem(document.origin.file) if document.origin.file else "{name}")


_ERNAAST = "het bestand {}.toml ernaast (de vorm: data/README.md)"


def _stem(file: str) -> str:
    """The name of a file without its folder and ending."""
    name = file.replace("\\", "/").rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _numbers(document: Document, dated: date | None, head: Mention | None) -> Iterator[str]:
    """The official numbers that the document may have, best word first."""
    text, file = document.source.text, document.origin.file
    own = (document.origin.id, _own_number(text), head.id if head else None, questions.own_id(text, dated))
    yield from (id for id in own if id)
    if file:
        yield _stem(file)


def _numbered(id: str, head: Mention | None, frame: Frame | None, gazetteer: Gazetteer) -> Identity | None:
    """The document with this official number; None if it is none that names a document.

    Its label is its number, as whoever cites it labels it: one thing has one label.
    """
    for kind, parse in (
        ("kamerstuk", Kamerstuk.parse),
        ("handelingen", Handelingen.parse),
        ("aanhangsel", Aanhangsel.parse),
        ("written-questions", WrittenQuestions.parse),
    ):
        try:
            number = parse(id)
        except SourceError:
            continue
        iri = thing(kind, number.id)
        match number:
            case Kamerstuk():
                cls = "Motion" if head else "Letter" if frame else "Kamerstuk"
            case Handelingen(item=None):
                cls = "Handelingen"
            case Handelingen():
                cls = "HandelingenItem"
            case _:
                cls = type(number).__name__
        return Identity(cls, iri, number.id, gazetteer.label(iri) or str(number))
    return None


def _letter(frame: Frame, dated: date, title: str | None) -> Identity:
    """A letter without a number: one a day and office, unless it says which questions it answers."""
    which = frame.answers.rpartition("-")[2].lower() if frame.answers else "1"
    key = f"{frame.signature.office if frame.signature else 'brief'}-{dated}-{which}"
    who = f"de {frame.signature.post}" if frame.signature else "de regering"
    label = title or f"Brief van {who} van {StatedDate(dated.isoformat()).words}"
    return Identity("Letter", thing("letter", key), key, label)


def _list(text: str, mentions: Iterable[Mention]) -> Identity | None:
    """A decision list of a committee, by the committee and the day of its meeting."""
    held, committee = _LIST.search(text[:_OPENING]), _COMMITTEE.search(text[:_OPENING])
    days = [m for m in mentions if held and m.kind == "date" and m.start == held.end()]
    if not days or not committee:
        return None
    day = StatedDate(str(days[0].fields["value"]))
    name = readable(committee["name"])
    letters = "".join(slug(word)[:1] for word in re.findall(r"[A-Z]\w+", name))
    key = f"{letters}-{day}"
    label = f"Besluitenlijst van de {readable(committee[0])} van {day.words}"
    return Identity("DecisionList", thing("decision-list", key), key, label)


def _own_number(text: str) -> str | None:
    """The number that a paper has at its foot, or else in its printed head."""
    numbers = {match[1] for match in _FOOT.finditer(text)}
    if len(numbers) == 1:
        return numbers.pop()
    printed = printed_head(text)
    return printed.id if printed else None
