"""What document a text is: a letter, a motion, another Kamerstuk; its number, or the key that it gets without one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from imvograph.errors import SourceError
from imvograph.extract.letters import Frame
from imvograph.model.dates import StatedDate
from imvograph.model.documents import Document
from imvograph.model.entities import Gazetteer
from imvograph.model.iris import thing
from imvograph.model.kamerstuk import Kamerstuk
from imvograph.model.mentions import Mention

# The foot of a printed paper names the paper itself, alone on its line.
_FOOT = re.compile(r"^(kst-[0-9A-Z-]{6,24}[0-9A-Za-z])[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Identity:
    """The class of a document, its IRI, its key and its label."""

    cls: str
    iri: str
    key: str
    label: str


def identify(
    document: Document, frame: Frame | None, dated: date, mentions: Iterable[Mention], gazetteer: Gazetteer
) -> Identity:
    """What the document is: by its sidecar, else by its own foot, else by its address and signature.

    Raises `SourceError` if it is no letter and gives no number of a Kamerstuk: it has no name in the graph then.
    """
    given, head = document.origin.id, next((m for m in mentions if m.rule == "motion-head"), None)
    own = _own_number(document.source.text) or (head.id if head else None)
    if number := (given if given and given.startswith("kst-") else own):
        kamerstuk = Kamerstuk.parse(number)
        iri = thing("kamerstuk", kamerstuk.id)
        label = gazetteer.label(iri) or document.origin.title or str(kamerstuk)
        return Identity("Motion" if head else "Letter" if frame else "Kamerstuk", iri, kamerstuk.id, label)
    if frame is None:
        raise SourceError(
            f"{given or f'text {document.source.key}'}: no letter (no line «Aan de Voorzitter van de Tweede Kamer …») and no number of "
            'a Kamerstuk of its own; give the number in the sidecar file, as in: id = "kst-26485-400"'
        )
    key = f"{frame.signature.office if frame.signature else 'brief'}-{dated}-1"
    who = f"de {frame.signature.post}" if frame.signature else "de regering"
    label = document.origin.title or f"Brief van {who} van {StatedDate(dated.isoformat()).words}"
    return Identity("Letter", thing("letter", key), key, label)


def _own_number(text: str) -> str | None:
    numbers = {match[1] for match in _FOOT.finditer(text)}
    return numbers.pop() if len(numbers) == 1 else None
