"""From the live sources: one document, or what is new in a dossier; fetched politely, kept, and loaded through the gate."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from imvograph import settings
from imvograph.cli.parts import Json, Language, StorePath, err, gate, language, opened, out, print_json, progress
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


_WORDS = {
    "nl": {
        "loaded": "geladen als {}",
        "unchanged": "onveranderd, als {}",
        "refused": "niet geladen",
        "all": "{loaded} geladen, {unchanged} onveranderd, {refused} niet geladen",
    },
    "en": {
        "loaded": "loaded as {}",
        "unchanged": "unchanged, as {}",
        "refused": "not loaded",
        "all": "{loaded} loaded, {unchanged} unchanged, {refused} not loaded",
    },
}


class _Done:
    """What became of each document: told at once, or at the end as JSON."""

    def __init__(self, language: str, as_json: bool) -> None:
        self._language, self._as_json = language, as_json
        self._done: list[dict[str, Any]] = []

    def admit(self, document: "Document", checked: "Gate", graph: "Store") -> None:
        """Load a document; raises what the gate and the store raise."""
        from imvograph.pipeline import load

        (loaded,) = load([document], checked, graph)
        outcome = "loaded" if loaded.changed else "unchanged"
        self._add(str(document.origin.id), loaded.graph, outcome, report=loaded.report.as_json())
        if not self._as_json:
            told = _WORDS[self._language][outcome].format(loaded.graph)
            out.print(f"{document.origin.id}: {told}", markup=False)

    def refuse(self, id: str, exc: ImvographError) -> None:
        """Tell why a document was not loaded."""
        report = exc.report if isinstance(exc, RefusedError) else None
        told = exc.told(self._language)
        self._add(id, None, "refused", report=report.as_json() if report else None, error=told)
        if not self._as_json:
            err.print(f"{id}: {_WORDS[self._language]['refused']}", style="red", markup=False)
            err.print(report.as_text(self._language) if report else told, markup=False)

    def end(self) -> None:
        """The sum; exit status 1 if something was not loaded."""
        counts = Counter(one["outcome"] for one in self._done)
        if self._as_json:
            print_json(self._done)
        else:
            sums = {outcome: counts[outcome] for outcome in ("loaded", "unchanged", "refused")}
            out.print(_WORDS[self._language]["all"].format(**sums), markup=False)
        if counts["refused"]:
            raise typer.Exit(1)

    def _add(self, id: str, graph: str | None, outcome: str, **more: Any) -> None:
        self._done.append({"id": id, "graph": graph, "outcome": outcome, **more})


def fetch(
    ids: Annotated[list[str], typer.Argument(help="Numbers or addresses, as kst-26485-337.", show_default=False)],
    source: From = Source.official,
    store: StorePath = None,
    base: Base = None,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Fetch documents by their official number and load them, as in: imvograph fetch kst-26485-337

    Exit status 1 if one of them was not loaded.
    """
    checked, done = gate(), _Done(language(lang), as_json)
    with opened(store) as graph, _client(source, base) as client:
        for id in ids:
            try:
                done.admit(_service(source).fetch(official_id_in(id) or id, client), checked, graph)
            except ImvographError as exc:
                done.refuse(id, exc)
    done.end()


def sync(
    dossier: Annotated[str, typer.Option("--dossier", help="The dossier, as in 26485 or 35925-XVII.")],
    source: From = Source.official,
    store: StorePath = None,
    base: Base = None,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Fetch and load what is new in a dossier, as in: imvograph sync --dossier 26485

    An interrupted sync goes on where it was. What the gate refuses, or what cannot be read, is told and left out, and the exit
    status is 1.
    """
    from imvograph.model.kamerstuk import Dossier

    checked, wanted, done = gate(), Dossier.parse(dossier), _Done(language(lang), as_json)
    checkpoint = settings.read().fetched / f"{source.value}-{wanted.id}.done"
    with ExitStack() as stack:
        graph, client = stack.enter_context(opened(store)), stack.enter_context(_client(source, base))
        shown = stack.enter_context(progress())
        task = shown.add_task(f"Dossier {wanted}", total=None)

        def step(at: "Step") -> None:
            shown.update(task, total=at.total, completed=at.position, description=at.id)
            if at.error:
                done.refuse(at.id, at.error)

        found: Iterator[Document] = _service(source).sync(wanted, client, progress=step, checkpoint=checkpoint)
        for document in found:
            try:
                done.admit(document, checked, graph)
            except (RefusedError, SourceError) as exc:
                done.refuse(document.origin.id or document.source.key, exc)
    done.end()


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
