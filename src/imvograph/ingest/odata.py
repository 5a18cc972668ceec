"""What the OData service of the Tweede Kamer answers (JSON): a Document, a Zaak with its documents, or a list of them.

A record says what a document is, not what is in it. Written out are the fields that a reader would see, a line each; the
document's own text is at ``Document(…)/resource`` (`imvograph.ingest.tweedekamer`).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from imvograph.errors import SourceError
from imvograph.ingest.official_ids import known_id, official_id
from imvograph.ingest.writing import document
from imvograph.model.documents import Document, Origin
from imvograph.model.kamerstuk import OFFICIAL_PAGE

LARGEST = 16 * 2**20
"""Bytes of JSON: a page of 250 documents with all that hangs on them has some 2 MB."""

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"  # opendata.tweedekamer.nl, terms of use
PUBLISHER = "Tweede Kamer der Staten-Generaal"

Entity = Mapping[str, Any]


def parse(raw: bytes, name: str) -> list[Document]:
    """Every document record in this JSON; raises `SourceError` if it is broken, an error message, or has none."""
    found = [document(_text(entity), raw, name, origin(entity)) for entity in _documents(entities(raw, name))]
    if not found:
        raise SourceError(
            f"{name}: no document record in this answer; ask for Document, or for Zaak with $expand=Document"
        )
    return found


def entities(raw: bytes, name: str) -> list[Entity]:
    """The entities of an answer, be it one or a list; raises `SourceError` if it is none of the service's."""
    answer = loaded(raw, name)
    listed = answer.get("value", [answer])
    if not isinstance(listed, list) or not all(isinstance(entity, dict) for entity in listed):
        raise SourceError(f"{name}: its value is no list of records; this is no answer of the OData service")
    return listed


def loaded(raw: bytes, name: str) -> dict[str, Any]:
    """The JSON object; raises `SourceError` if it is too large, broken, or the service's word that something is wrong."""
    if len(raw) > LARGEST:
        raise SourceError(f"{name}: {len(raw)} bytes of JSON; at most {LARGEST}. Ask for fewer records with $top")
    try:
        answer = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise SourceError(f"{name}: broken JSON ({exc}); fetch it again") from exc
    if not isinstance(answer, dict):
        raise SourceError(f"{name}: JSON, but no record; an answer of the OData service begins with {{")
    if isinstance(error := answer.get("error"), dict):
        raise SourceError(f"{name}: the service refused the question: {error.get('message') or error}")
    return answer


def origin(entity: Entity) -> Origin:
    """What a Document record says of the document: the official number if it has one, else the House's own."""
    dossiers = _listed(entity, "Kamerstukdossier")
    number = entity.get("Volgnummer")
    id = None
    if len(dossiers) == 1 and isinstance(number, int) and number > 0:
        parts = (dossiers[0].get("Nummer"), dossiers[0].get("Toevoeging"))
        id = official_id("", "-".join(str(part) for part in parts if part), str(number))
    page = OFFICIAL_PAGE.format(id) if id else None
    return Origin(
        title=_field(entity, "Onderwerp") or _field(entity, "Titel") or None,
        url=page,
        licence=LICENCE,
        publisher=PUBLISHER,
        id=id or known_id(_field(entity, "DocumentNummer")),
        dated=day(entity.get("Datum")),
    )


def day(stated: object) -> date | None:
    """The day of a time as the service writes it: ``2024-10-02T00:00:00+02:00``."""
    try:
        return date.fromisoformat(str(stated)[:10])
    except ValueError:
        return None


def _documents(listed: list[Entity]) -> Iterator[Entity]:
    """The document records: themselves, or those that hang on a Zaak. A Zaak may name one twice."""
    seen: set[str] = set()
    for entity in listed:
        for record in [entity] if "DocumentNummer" in entity else _listed(entity, "Document"):
            number = _field(record, "DocumentNummer")
            if number and number not in seen and record.get("Verwijderd") is not True:
                seen.add(number)
                yield record


def _text(entity: Entity) -> str:
    lines = [f"{label}: {value}" for label in ("Soort", "Titel", "Onderwerp") if (value := _field(entity, label))]
    for dossier in _listed(entity, "Kamerstukdossier"):
        lines.append(" ".join(filter(None, (_field(dossier, key) for key in ("Nummer", "Toevoeging", "Titel")))))
    if isinstance(number := entity.get("Volgnummer"), int) and number > 0:
        lines.append(f"Nr. {number}")
    for actor in _listed(entity, "DocumentActor"):
        role, name, post = (_field(actor, key) for key in ("Relatie", "ActorNaam", "Functie"))
        if name:
            lines.append(f"{role or 'Actor'}: {name}{f', {post}' if post else ''}")
    lines += [f"Documentnummer: {_field(entity, 'DocumentNummer')}"]
    return "\n".join(lines) + "\n"


def _field(entity: Entity, key: str) -> str:
    value = entity.get(key)
    return " ".join(str(value).split()) if isinstance(value, str | int) else ""


def _listed(entity: Entity, key: str) -> list[Entity]:
    value = entity.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
