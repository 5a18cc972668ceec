"""The official publications: which papers a dossier has (SRU search), and the paper of an id (repository of KOOP).

Service: SRU 2.0 at ``repository.overheid.nl/sru``, no key. It compares exactly with ``==``; a question that it cannot read
gets status 200 and a diagnostic; ``sortKeys`` is refused, CQL's ``sortBy`` is not. A record names the paper's files
(``gzd:itemUrl``): XML and HTML for papers that are set, only PDF for those still to be (``kst-1259252``) and for attachments.
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from imvograph.errors import SourceError
from imvograph.ingest import parse as parse_document
from imvograph.ingest.http import Answer, Client, Request
from imvograph.ingest.markup import local, tree
from imvograph.ingest.official_ids import official_id
from imvograph.ingest.syncing import Progress, documents, silent
from imvograph.ingest.writing import completed
from imvograph.model.documents import Document, Origin
from imvograph.model.kamerstuk import OFFICIAL_PAGE, Dossier

BASE = "https://repository.overheid.nl"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"  # as the site states of official publications
PAGE = 100  # records in one answer; the service gives 1000 at most

_FORMS = ("xml", "html", "pdf")  # the files of a paper, best first
_ALL = "c.product-area==officielepublicaties"


@dataclass(frozen=True)
class Record:
    """What the search says of a publication: its id, and where its files are."""

    id: str
    origin: Origin
    files: Mapping[str, str] = field(default_factory=dict)  # xml, html, pdf … to address


@dataclass(frozen=True)
class Page:
    """One page of an answer; ``total`` is what the service counts in all (it calls that an estimate)."""

    total: int
    records: tuple[Record, ...]
    length: int  # of the page, with records that say nothing


_ID = re.compile(r"[a-z]{1,8}(?=\S*\d)(-[A-Za-z0-9()]+)+")
"""A series and what counts in it; also of series that the model has no reader for (``blg-1081234``)."""


def dossier_request(dossier: Dossier, start: int = 1) -> Request:
    """The papers of a dossier from the ``start``-th on, oldest first, without attachments."""
    query = (
        f'{_ALL} AND w.dossiernummer=="{dossier.id}" AND w.publicatienaam==Kamerstuk NOT dt.type==Bijlage'
        " sortBy dt.date/sort.ascending"
    )
    return _search(query, start)


def record_request(id: str) -> Request:
    """The record of one publication: ``kst-26485-337``, ``h-tk-20212022-27-5``, ``ah-tk-20242025-545``."""
    if not _ID.fullmatch(id):
        raise SourceError(
            f"{id[:80]!r} is no id of an official publication; one looks like 'kst-26485-337', 'h-tk-20212022-27-5' or "
            "'stb-2024-153'"
        )
    return _search(f'{_ALL} AND dt.identifier=="{id}"', 1)


def file_request(record: Record) -> Request:
    """The best file of a publication; raises `SourceError` if it has none that we read, or it lies at another service."""
    form = next((form for form in _FORMS if form in record.files), None)
    if form is None:
        raise SourceError(f"{record.id}: no XML, HTML or PDF of it (only {', '.join(record.files) or 'a record'})")
    address = urlsplit(record.files[form])
    if address.netloc != urlsplit(BASE).netloc:
        raise SourceError(
            f"{record.id}: its file lies at {address.netloc}, not at {urlsplit(BASE).netloc}; fetch it by hand"
        )
    return Request(address.path)


def parse_page(answer: Answer) -> Page:
    """The records in an answer; raises `SourceError` if it is no answer to a search, or says that the question is wrong."""
    root = tree(answer.content, answer.url)
    if local(root) != "searchRetrieveResponse":
        raise SourceError(f"{answer.url}: <{local(root)}>, no answer to a search; is the service down? Try again later")
    if message := next((e.text for e in root.iter("{*}message") if e.text), None):
        raise SourceError(f"{answer.url}: the service did not understand the question: {message}")
    total = root.findtext("{*}numberOfRecords") or ""
    if not total.isdecimal():
        raise SourceError(f"{answer.url}: an answer without a number of records; try again later")
    listed = [_record(element) for element in root.iter("{*}record")]
    return Page(int(total), tuple(record for record in listed if record), len(listed))


def parse_file(record: Record, answer: Answer) -> Document:
    """The publication in its file, with what its record says of it; raises `SourceError` if it is something else."""
    found = parse_document(answer.content, answer.url)
    own = found[0].origin.id
    if own and own != record.id:
        raise SourceError(f"{answer.url}: says of itself that it is {own}, not {record.id}; not taken")
    # The record is the register's word; the file's own date (a paper may state one) goes before it.
    known = replace(record.origin, dated=found[0].origin.dated or record.origin.dated)
    return replace(found[0], origin=completed(known, found[0].origin))


def records(dossier: Dossier, client: Client) -> Iterator[Record]:
    """The records of all papers of a dossier; raises `SourceError` if the service knows none."""
    seen = 0
    while True:
        page = parse_page(client.send(dossier_request(dossier, seen + 1)))
        yield from page.records
        seen += page.length
        if not page.length or (seen >= page.total and page.length < PAGE):
            break
    if not seen:
        raise SourceError(f"dossier {dossier}: the official publications have no paper of it; is the number right?")


def fetch(id: str, client: Client) -> Document:
    """The publication with this id; raises `SourceError` if there is none, or it cannot be fetched or read."""
    page = parse_page(client.send(record_request(id)))
    record = next((record for record in page.records if id in (record.id, record.origin.id)), None)
    if record is None:
        raise SourceError(
            f"{id}: no such official publication; an id looks like 'kst-26485-337'. See {OFFICIAL_PAGE.format(id)}"
        )
    return _get(record, client)


def sync(
    dossier: Dossier,
    client: Client,
    known: Container[str] = (),
    progress: Progress = silent,
    checkpoint: Path | None = None,
) -> Iterator[Document]:
    """The papers of a dossier that are not known yet, oldest first; see `syncing.documents` for what an interruption does."""
    items = ((record.id, record) for record in records(dossier, client))
    return documents(items, lambda record: _get(record, client), known, progress, checkpoint)


def _search(query: str, start: int) -> Request:
    parameters = {
        "operation": "searchRetrieve",
        "version": "2.0",
        "query": query,
        "startRecord": str(start),
        "maximumRecords": str(PAGE),
    }
    return Request("sru", parameters, accept="application/xml", changes=True)


def _get(record: Record, client: Client) -> Document:
    return client.read(file_request(record), lambda answer: parse_file(record, answer))


def _record(element: etree._Element) -> Record | None:
    """A record; None if it has no identifier, so is none."""
    said: dict[str, str] = {}
    files: dict[str, str] = {}
    for e in element.iter():
        text = " ".join((e.text or "").split())
        if local(e) == "itemUrl":
            files.setdefault(e.get("manifestation") or "", text)
        elif text and not len(e):
            said.setdefault(local(e), text)
    if not (stated := said.get("identifier")):
        return None
    id = official_id(stated, said.get("dossiernummer", ""), said.get("ondernummer", ""))
    try:
        dated = date.fromisoformat(said.get("datumVergadering") or said.get("date") or said.get("issued") or "")
    except ValueError:
        dated = None
    origin = Origin(
        title=said.get("title"),
        url=said.get("preferredUrl") or OFFICIAL_PAGE.format(stated),
        licence=LICENCE,
        publisher=said.get("creator"),
        id=id,
        dated=dated,
    )
    return Record(id or stated, origin, files)
