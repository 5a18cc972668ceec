"""The head and foot of a letter to parliament: addressee, place, signature, the questions that it answers."""

import re
from dataclasses import dataclass
from datetime import date

from imvograph.extract.questions import answered
from imvograph.model.documents import readable
from imvograph.model.entities import Gazetteer, Passage, Signature
from imvograph.model.iris import slug

# «Aan de Voorzitter van …» in what parliament prints; in a ministry's own letter on lines of its own, without «Aan».
_ADDRESS = re.compile(
    r"^(?:Aan de [Vv]oorzitter|De [Vv]oorzitter(?=[^.:]{30,75}\n[^\0]{0,1500}?^Geachte\b))"
    r"\svan\sde\s(Tweede|Eerste)\sKamer\sder\sStaten-Generaal",
    re.MULTILINE,
)
_PLACE = re.compile(r"^(?P<place>[A-Z’'][\w’' -]{2,40}), (?=\d{1,2} [a-z]+ \d{4})", re.MULTILINE)
# «De Minister voor …,⏎E.N.A.J. Schreinemacher»; the name may stand on the same line.
_SIGNATURE = re.compile(
    r"^(?:De |de )?(?P<post>(?:Minister|Staatssecretaris|Minister-President)\b[^\n,]{0,120}(?:,[^\n,]{1,60} en [^\n,]{1,60})?)"
    r",\s+(?P<name>(?:[A-Z][a-z]?\.)+ ?(?:[a-z’']+ )*[A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+)*)[ \t\r]*$",
    re.MULTILINE,
)
# Post and name may stand in paragraphs of their own, then with a given name too: «de minister van …⏎⏎P. Adema».
_BELOW = re.compile(
    r"^(?:De |de )?(?P<post>(?:[Mm]inister|[Ss]taatssecretaris)\b[^\n.:?]{0,160}?),?[ \t\r]*\n\s{0,6}"
    r"(?P<name>(?:(?:[A-Z][a-z]?\.)+ ?|[A-Z][a-zà-ÿ]+ )(?:[a-z’']+ )*[A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+)*)[ \t\r]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Frame:
    """What stands around the body of a letter; ``body`` is the passage between. ``answers`` is the id of written questions.

    A letter of answer may have lost its address, so ``addressee`` is None; ``address`` is where it says what it answers then.
    """

    addressee: str | None
    place: str | None
    signature: Signature | None
    address: Passage
    dateline: Passage | None
    body: Passage
    answers: str | None = None


def frame(text: str, dated: date | None, gazetteer: Gazetteer) -> Frame | None:
    """The head and foot of a letter to one of the chambers, or of one that answers questions; None if the text is neither."""
    answers = answered(text)
    if not (address := _ADDRESS.search(text)):
        return _answer(text, dated, gazetteer, *answers) if answers else None
    place = _PLACE.search(text, address.end(), address.end() + 300)
    signature = _signature(text, dated, gazetteer, address.end())
    line_end = text.find("\n", place.end()) if place else address.end()
    dateline = Passage(place.start(), len(text[:line_end].rstrip())) if place else None
    head = dateline.end if dateline else address.end()
    foot = signature.passage.start if signature else len(text)
    return Frame(
        addressee=f"{address[1]} Kamer der Staten-Generaal",
        place=place["place"] if place else None,
        signature=signature,
        address=Passage(*address.span()),
        dateline=dateline,
        body=Passage(head, max(head, foot)),
        answers=answers[0] if answers else None,
    )


def _answer(text: str, dated: date | None, gazetteer: Gazetteer, answers: str, where: Passage) -> Frame | None:
    """A letter of answer without its address, if somebody of the government signed it."""
    if not (signature := _signature(text, dated, gazetteer, where.end)):
        return None
    return Frame(None, None, signature, where, None, Passage(where.end, len(text)), answers)


def _signature(text: str, dated: date | None, gazetteer: Gazetteer, start: int) -> Signature | None:
    if not (found := _SIGNATURE.search(text, start) or _BELOW.search(text, start)):
        return None
    post, name = readable(found["post"]), readable(found["name"])
    signature = Signature(post, name, Passage(found.start(), found.end("name")), key_of_post(post, gazetteer))
    entry = next((e for e in gazetteer.of_class("Post") if post.lower() in _names(e.label, *e.forms)), None)
    term = gazetteer.holder(entry.iri, dated) if entry and dated else None
    if term and _is_named(term.person, name, gazetteer):
        return Signature(post, name, signature.passage, signature.office, term.iri)
    return signature


def _names(*labels: str) -> set[str]:
    return {label.lower() for label in labels}


def _is_named(person: str, name: str, gazetteer: Gazetteer) -> bool:
    entry = next((e for e in gazetteer.of_class("Person") if e.iri == person), None)
    return entry is not None and entry.family_name is not None and name.endswith(entry.family_name)


def key_of_post(post: str, gazetteer: Gazetteer) -> str:
    """The short key of an office: ``bhos`` for the minister-bhos that we know, else its first letters."""
    for entry in gazetteer.of_class("Post"):
        if post.lower() in _names(entry.label, *entry.forms):
            return entry.iri.rsplit("/", 1)[1].removeprefix("minister-").replace("-", "")
    words = re.findall(r"[A-Z]\w+", post[:1].upper() + post[1:])[1:]
    return "".join(slug(word)[:1] for word in words) or "brief"
