"""The service as a process: build if asked, open the store for reading, listen, say what to open and try."""

import socket
import time
from functools import partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.api.portal import WHOLE
from imvograph.build import build, fingerprint, shapes_gate, steps
from imvograph.catalog import Catalog
from imvograph.dumps.checking import checked, published
from imvograph.dumps.releases import Releases, moment_of
from imvograph.errors import SettingError, StoreBusyError, StoreError
from imvograph.opening import open_store
from imvograph.serving import logs
from imvograph.serving.server import Server, patient
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, RemoteStore
from imvograph.store.snapshots import sequence
from imvograph.writing import KEPT, Audit, Writer

PATIENCE = 60
"""Seconds that another process which writes the store is waited for: a build takes ten."""


def run(settings: Settings, *, build_first: bool, console: Console) -> None:
    """Serves until interrupted; raises `SettingError` if the address is taken, and what `build` raises."""
    if build_first and settings.backend == "remote":
        _fill(settings, console)
    elif build_first:
        _build(settings, console)
        _first_release(settings, console)
    listening = _listen(settings.host, settings.port)
    store = open_store(settings, read_only=True)
    try:
        log = logs.set_up(settings.log_format)
        requests = log.info if settings.log_requests else None
        app = create_app(store, Catalog.read(assets.QUERIES), settings, _writer(settings), requests, WHOLE)
        console.print(_welcome(settings.host, listening.getsockname()[1]), markup=False)
        log.info("serving", host=settings.host, port=listening.getsockname()[1], version=store.version)
        Server(_config(app, settings)).run(sockets=[listening])
        log.info("stopped")
    finally:
        store.close()


def _writer(settings: Settings) -> Writer:
    """Who makes the changes that come over HTTP; it opens the store for writing for each of them alone."""
    if settings.backend == "remote":
        settings.store.mkdir(parents=True, exist_ok=True)  # the audit stays here
    return Writer(partial(open_store, settings), partial(shapes_gate, settings.engine), Audit(settings.store))


def _fill(settings: Settings, console: Console) -> None:
    """Builds the graph in a remote store that holds nothing; one that holds a graph is left as it is."""
    with open_store(settings) as store:
        if not store.graphs():
            console.print(f"Graph built: version {build(store, shapes_gate(settings.engine))}", markup=False)


def _config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=patient(settings.head_seconds, settings.idle_seconds),
        loop="uvloop",
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=settings.proxies or None,
        limit_concurrency=512,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=settings.stop_seconds,
    )


def _build(settings: Settings, console: Console) -> None:
    """Builds the graph, unless the store serves it, or what came after it, from the same files.

    Another process that builds is waited for. A store that cannot be read is set aside, never deleted.
    """
    wanted = fingerprint()
    if _is_built(settings, wanted):
        return
    store = _open(settings, console)
    columns = (SpinnerColumn(), TextColumn("Building the graph: {task.description} ({task.completed}/{task.total})"))
    try:
        if _is_built(settings, wanted):  # by the process that we waited for
            return
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("shapes", total=len(steps()))
            gate = shapes_gate(settings.engine)
            version = build(store, gate, lambda at: progress.update(task, advance=1, description=at.path.name))
        part = settings.store / "BUILT.part"
        part.write_text(f"{wanted} {version}")
        part.replace(settings.store / "BUILT")
    finally:
        store.close()
    console.print(f"Graph built: version {version}", markup=False)


def _first_release(settings: Settings, console: Console) -> None:
    """A release of what was built, if there is none yet, so that a portal finds something to fetch."""
    releases = Releases(settings.releases)
    if releases.newest() is None:
        with EmbeddedStore.open(settings.store, read_only=True) as store:
            by = published([Path(settings.catalogue_shapes)] if settings.catalogue_shapes else [])
            made, _ = releases.make(store.snapshot(), moment_of(store.changes()), settings.contact, by=by)
        console.print(f"First release: {made.version}", markup=False)
        if by and (report := checked(made.said("catalogue.ttl"), by)).total:
            console.print(report.as_text(), markup=False)


def _is_built(settings: Settings, wanted: str) -> bool:
    """Whether the store was built from these files, and serves that version or one that came after it."""
    try:
        made_from, version = (settings.store / "BUILT").read_text().split()
        with EmbeddedStore.open(settings.store, read_only=True) as store:
            return made_from == wanted and sequence(store.version) >= sequence(version)
    except (OSError, ValueError, StoreError):
        return False


def _open(settings: Settings, console: Console) -> EmbeddedStore | RemoteStore:
    """The store, for writing; waits a minute for another writer, and puts aside a store that nobody can read.

    One that can be read and not be written (a full disk, a line of its journal) stays, and its error is raised; so it is where
    an empty folder in its place is no better.
    """
    aside: Path | None = None
    for _ in range(PATIENCE):
        try:
            return open_store(settings)
        except StoreBusyError:
            console.print("Another process writes the store; waiting for it", markup=False)
            time.sleep(1)
        except StoreError as exc:
            if aside or _is_readable(settings):
                raise
            aside = _set_aside(settings.store)
            console.print(f"{exc}. It is set aside as {aside}; the graph is built anew", markup=False)
    return open_store(settings)


def _is_readable(settings: Settings) -> bool:
    try:
        open_store(settings, read_only=True).close()
    except StoreError:
        return False
    return True


def _set_aside(folder: Path) -> Path:
    """Moves a damaged store out of the way; who may write, and what was written, stays. Returns where it went."""
    aside = folder.with_name(f"{folder.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    try:
        folder.rename(aside)
    except OSError as exc:  # the folder is a mount, say
        raise StoreError(f"{folder} is damaged and cannot be set aside: {exc}; move what is in it away") from exc
    folder.mkdir()
    for kept in (aside / name for name in KEPT):
        if kept.exists():
            kept.rename(folder / kept.name)
    return aside


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket, taken before anything is announced."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as exc:
        listening.close()
        raise SettingError(
            f"cannot listen on {host}, port {port}: {exc.strerror}. Take another with --port, or stop what is there"
        ) from exc
    listening.listen(2048)
    return listening


def _welcome(host: str, port: int) -> str:
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    return f"""
imvograph is up. Open or try:
  {base}/                                                 pages
  {base}/doc/commitment/bhos-2022-04-07-1-t4              a commitment and the sentences it rests on
  curl '{base}/api/v1/queries/commitments-by-topic?topic=tomaat-italie'
  curl '{base}/api/v1/queries/motions-by-topic?topic=tomaat-italie'     an empty answer, explained
  curl -G {base}/sparql -H 'Accept: text/csv' --data-urlencode 'query=SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }}'
Ctrl-C stops it.
"""
