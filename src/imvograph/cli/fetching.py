"""From the live sources: one document, or what is new in a dossier; fetched politely, kept, and loaded through the gate."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imvograph import settings
from imvograph.cli.parts import StorePath, err, gate, opened, out, progress
from imvograph.errors import ImvographError, RefusedError, SourceError

if TYPE_CHECKING:
    from imvograph.bulk import Outcome
    from imvograph.gate import Gate
    from imvograph.ingest.http import Client
    from imvograph.ingest.syncing import Step
    from imvograph.model.documents import Document
    from imvograph.store import Store


class Source(StrEnum):
    """Who publishes: the official publications, or the Tweede Kamer's own open data."""

    official = "official"
    tweedekamer = "tweedekamer"


From = Annotated[Source, typer.Option("--from", help="official publications, or the Tweede Kamer's open data.")]
Base = Annotated[str | None, typer.Option("--base", help="Another address of the service, for a mirror.")]


def fetch(
    ids: Annotated[list[str], typer.Argument(help="Numbers or addresses, as kst-26485-337.", show_default=False)],
    source: From = Source.official,
    store: StorePath = None,
    base: Base = None,
) -> None:
    """Fetch documents by their official number and load them, as in: imvograph fetch kst-26485-337"""
    checked, refused = gate(), 0
    with opened(store) as graph, _client(source, base) as client:
        for id in ids:
            try:
                _admit(_service(source).fetch(official_id_in(id) or id, client), checked, graph)
            except ImvographError as exc:
                refused += 1
                _tell(id, exc)
    if refused:
        raise typer.Exit(1)


def sync(
    dossier: Annotated[str, typer.Option("--dossier", help="The dossier, as in 26485 or 35925-XVII.")],
    source: From = Source.official,
    store: StorePath = None,
    base: Base = None,
) -> None:
    """Fetch and load what is new in a dossier, as in: imvograph sync --dossier 26485

    An interrupted sync goes on where it was. What the gate refuses, or what cannot be read, is told and left out.
    """
    from imvograph.model.kamerstuk import Dossier

    checked, wanted = gate(), Dossier.parse(dossier)
    checkpoint = settings.read().fetched / f"{source.value}-{wanted.id}.done"
    loaded = refused = 0
    with ExitStack() as stack:
        graph, client = stack.enter_context(opened(store)), stack.enter_context(_client(source, base))
        shown = stack.enter_context(progress())
        task = shown.add_task(f"Dossier {wanted}", total=None)

        def step(at: "Step") -> None:
            shown.update(task, total=at.total, completed=at.position, description=at.id)
            if at.error:
                _tell(at.id, at.error)

        found: Iterator[Document] = _service(source).sync(wanted, client, progress=step, checkpoint=checkpoint)
        for document in found:
            try:
                _admit(document, checked, graph)
                loaded += 1
            except (RefusedError, SourceError) as exc:
                refused += 1
                _tell(document.origin.id or document.source.key, exc)
    out.print(f"{loaded} loaded, {refused} refused", markup=False)
    if refused:
        raise typer.Exit(1)


def official_id_in(words: str) -> str | None:
    """The id of an official publication in what stands on the command line: bare, or in its address; None if none does.

    >>> official_id_in("https://zoek.officielebekendmakingen.nl/kst-26485-337.html"), official_id_in("letters/")
    ('kst-26485-337', None)
    """
    from imvograph.ingest.official_ids import known_id
    from imvograph.model.kamerstuk import id_at

    return known_id(id_at(words) or words)


def fetched(
    ids: list[str],
    base: str | None,
    checked: "Gate",
    graph: "Store",
    *,
    replace: bool = False,
    progress: "Callable[[Path], None]" = lambda path: None,
) -> "Iterator[Outcome]":
    """What became of each id: fetched (a number of the Tweede Kamer from its open data), then loaded."""
    from imvograph.bulk import Outcome
    from imvograph.pipeline import load

    for id in ids:
        progress(Path(id))
        source = Source.tweedekamer if id[0].isdigit() else Source.official
        try:
            with _client(source, base) as client:
                (loaded,) = load([_service(source).fetch(id, client)], checked, graph, replace=replace)
        except ImvographError as exc:
            yield Outcome(Path(id), error=exc)
            continue
        found = loaded.reading.mentions if loaded.reading else ()
        counts = Counter(mention.kind for mention in found)
        yield Outcome(Path(id), loaded.graph, loaded.changed, counts=counts, report=loaded.report)


def _service(source: Source):  # type: ignore[no-untyped-def]  # two modules with the same functions
    from imvograph.ingest import official, tweedekamer

    return {Source.official: official, Source.tweedekamer: tweedekamer}[source]


def _client(source: Source, base: str | None) -> "Client":
    from imvograph.ingest.http import Client, Politeness, tell_of_pauses

    now = settings.read()
    tell_of_pauses(lambda line: err.print(line, style="dim", markup=False, highlight=False))
    politeness = Politeness(per_second=now.fetch_per_second, attempts=now.fetch_attempts)
    return Client(base or _service(source).BASE, politeness, disk=now.fetched / source.value)


def _admit(document: "Document", checked: "Gate", graph: "Store") -> None:
    from imvograph.pipeline import load

    (loaded,) = load([document], checked, graph)
    out.print(f"{document.origin.id}: {'loaded' if loaded.changed else 'unchanged'} as {loaded.graph}", markup=False)


def _tell(what: str, exc: ImvographError) -> None:
    err.print(f"{what}: not loaded", style="red", markup=False)
    err.print(exc.report.as_text("en") if isinstance(exc, RefusedError) else str(exc), markup=False)
