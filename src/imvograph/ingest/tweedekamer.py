"""The open data of the Tweede Kamer (OData v4, no key): which documents a dossier has, and the document of a number.

Service: ``gegevensmagazijn.tweedekamer.nl/OData/v4/2.0``. An entity set is a path (Document, Zaak, Toezegging …); questions
are ``$filter``, ``$expand``, ``$orderby``, ``$skip`` and ``$top`` (250 at most). It leaves ``@odata.nextLink`` out even where
there is more, so pages are counted; where it gives one, it is followed. A document's file is at ``Document({guid})/resource``.
"""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from imvograph.errors import SourceError
from imvograph.ingest import odata
from imvograph.ingest import parse as parse_document
from imvograph.ingest.http import Answer, Client, Request
from imvograph.ingest.odata import Entity
from imvograph.ingest.syncing import Progress, documents, silent
from imvograph.ingest.writing import completed
from imvograph.model.documents import Document
from imvograph.model.kamerstuk import Dossier, Kamerstuk
from imvograph.model.official import TkNumber

BASE = "https://gegevensmagazijn.tweedekamer.nl/OData/v4/2.0"
PAGE = 250

_EXPAND = "Kamerstukdossier($select=Nummer,Toevoeging,Titel),DocumentActor($select=ActorNaam,Functie,Relatie)"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def entities_request(entity: str, filter: str, expand: str = "", order: str = "Id", skip: int = 0) -> Request:
    """A page of one entity set: ``entities_request("Toezegging", "Verwijderd eq false")``."""
    parameters = {"$filter": filter, "$orderby": order, "$skip": str(skip), "$top": str(PAGE)}
    return Request(
        entity, parameters | ({"$expand": expand} if expand else {}), accept="application/json", changes=True
    )


def dossier_request(dossier: Dossier, skip: int = 0) -> Request:
    """The documents of a dossier, oldest first."""
    return entities_request("Document", f"Verwijderd eq false and {_of(dossier)}", _EXPAND, "Datum,Id", skip)


def document_request(id: str) -> Request:
    """The record of one document: by the House's own number (``2024D36192``), or by that of the paper (``kst-26485-337``)."""
    if id.startswith("kst-"):
        paper = Kamerstuk.parse(id)
        if not paper.number.isdecimal():
            raise SourceError(
                f"{id}: a paper of the Eerste Kamer; the Tweede Kamer does not have it. Use the official publications"
            )
        asked = f"{_of(paper.dossier)} and Volgnummer eq {paper.number}"
    else:
        asked = f"DocumentNummer eq '{TkNumber.parse(id).id}'"
    return entities_request("Document", f"Verwijderd eq false and {asked}", _EXPAND)


def file_request(entity: Entity) -> Request:
    """The file of a document record; raises `SourceError` if the record has no key to it."""
    guid = str(entity.get("Id", ""))
    if not _GUID.fullmatch(guid):
        raise SourceError(f"document {entity.get('DocumentNummer')}: its Id {guid!r} is no key of the service")
    return Request(f"Document({guid})/resource")


def parse_page(answer: Answer) -> tuple[list[Entity], Request | None]:
    """The records in an answer, and the request for the next page where the answer names one; else raises `SourceError`."""
    loaded = odata.loaded(answer.content, answer.url)
    if "value" not in loaded:
        raise SourceError(f"{answer.url}: an answer without a list of records; is the service down? Try again later")
    following = loaded.get("@odata.nextLink")
    if not following:
        return odata.entities(answer.content, answer.url), None
    link = urlsplit(str(following))
    path = link.path.removeprefix(urlsplit(BASE).path)
    if link.netloc not in ("", urlsplit(BASE).netloc):
        raise SourceError(f"{answer.url}: its next page lies at {link.netloc}; not followed")
    request = Request(path, dict(parse_qsl(link.query)), accept="application/json", changes=True)
    return odata.entities(answer.content, answer.url), request


def parse_file(entity: Entity, answer: Answer) -> Document:
    """The document in its file (PDF or DOCX), with what its record says of it; raises `SourceError` if it is neither."""
    if answer.media_type in ("application/json", "text/html"):
        raise SourceError(f"{answer.url}: {answer.media_type} came, where a PDF or DOCX should be; try again later")
    found = parse_document(answer.content, answer.url)
    known = odata.origin(entity)
    return replace(
        found[0],
        origin=completed(replace(known, url=known.url or f"{BASE}/{file_request(entity).path}"), found[0].origin),
    )


def entities(client: Client, entity: str, filter: str, expand: str = "", order: str = "Id") -> Iterator[Entity]:
    """All records of an entity set that the filter lets through, page by page; raises `SourceError` if one cannot be had."""
    return _pages(client, lambda skip: entities_request(entity, filter, expand, order, skip))


def fetch(id: str, client: Client) -> Document:
    """The document with this number; raises `SourceError` if there is none, or it cannot be fetched or read."""
    found, _ = parse_page(client.send(document_request(id)))
    if not found:
        raise SourceError(
            f"{id}: the Tweede Kamer has no such document; a number looks like '2024D36192' or 'kst-26485-337'"
        )
    return _get(found[0], client)


def sync(
    dossier: Dossier,
    client: Client,
    known: Container[str] = (),
    progress: Progress = silent,
    checkpoint: Path | None = None,
) -> Iterator[Document]:
    """The documents of a dossier that are not known yet; see `syncing.documents` for what an interruption does."""
    found = list(_pages(client, lambda skip: dossier_request(dossier, skip)))
    if not found:
        raise SourceError(f"dossier {dossier}: the Tweede Kamer has no document of it; is the number right?")
    items = ((odata.origin(entity).id or str(entity.get("Id")), entity) for entity in found)
    return documents(items, lambda entity: _get(entity, client), known, progress, checkpoint)


def _pages(client: Client, page: Callable[[int], Request]) -> Iterator[Entity]:
    request, count = page(0), 0
    while True:
        found, following = parse_page(client.send(request))
        yield from found
        count += len(found)
        if following is None and len(found) < PAGE:
            return
        request = following or page(count)


def _get(entity: Entity, client: Client) -> Document:
    return client.read(file_request(entity), lambda answer: parse_file(entity, answer))


def _of(dossier: Dossier) -> str:
    """The filter of a dossier. Its addition is apart: ``XVII``, ``02``, ``(R2068)``; without one, no chapters of a budget."""
    kingdom = f"({dossier.kingdom})" if dossier.kingdom else ""
    addition = " ".join(part for part in (kingdom, dossier.addition) if part)
    has = f"d/Toevoeging eq '{addition}'" if addition else "d/Toevoeging eq null"
    return f"Kamerstukdossier/any(d: d/Nummer eq {dossier.number} and {has})"
