"""What the commands share: options, consoles, and the parts that they are given. Heavy parts are imported when used."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from imvograph import settings
from imvograph.errors import ParameterError, SettingError, SourceError, unreadable
from imvograph.model.iris import BASE

if TYPE_CHECKING:
    from imvograph.gate import Gate
    from imvograph.store import EmbeddedStore, Store

out, err = Console(soft_wrap=True, highlight=False), Console(stderr=True, soft_wrap=True, highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
StorePath = Annotated[Path | None, typer.Option("--store", help="Folder of the store (setting IMVOGRAPH_STORE).")]
Language = Annotated[str, typer.Option("--lang", metavar="nl|en", help="Language of messages.")]
Files = Annotated[list[Path], typer.Argument(help="Files; - reads standard input.", show_default=False)]
LANGUAGES = ("nl", "en")
spoken = ["en"]
"""Last, the language that was asked for: an error that ends the command is told in it."""
LARGEST = 64 * 2**20
"""Bytes of one file, as `ingest` has it: no paper of the Kamer comes near."""

MOST_REPORTS = 100
"""So many reports of a whole store or dump are shown; all of them are counted."""


def language(given: str) -> str:
    """``nl`` or ``en``; anything else raises `ParameterError`."""
    if given not in LANGUAGES:
        raise ParameterError(f"--lang {given}: there is nl and en", "lang", given, "nl")
    spoken.append(given)
    return given


@contextmanager
def opened(path: Path | None, *, read_only: bool = False) -> "Iterator[Store]":
    """The store, closed afterwards; to be read, it must be there already."""
    from imvograph.opening import open_store

    store = open_store(settings.read(store=path), read_only=read_only)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def embedded(path: Path | None, *, read_only: bool = False) -> "Iterator[EmbeddedStore]":
    """The store on this machine's disk; raises `SettingError` if the settings name another one."""
    from imvograph.store import EmbeddedStore

    with opened(path, read_only=read_only) as store:
        if not isinstance(store, EmbeddedStore):
            raise SettingError("this works on the journal of an embedded store; set IMVOGRAPH_BACKEND=embedded for it")
        yield store


def gate() -> "Gate":
    """The gate with the shapes of this installation."""
    from imvograph.build import shapes_gate

    return shapes_gate(settings.read().engine)


def progress() -> Progress:
    """A bar on standard error that leaves nothing behind."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=err, transient=True)


@contextmanager
def interrupts() -> Iterator[Callable[[], None]]:
    """Ctrl-C in the middle of long work is raised where the work asks for it, by calling what this gives; twice is at once.

    Raised just anywhere it falls between storing and telling, and Python forgets what is raised while it clears away.
    """
    came = 0

    def hear(*_: object) -> None:
        nonlocal came
        came += 1
        if came > 1:
            raise KeyboardInterrupt

    def ask() -> None:
        if came:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield ask
    finally:
        signal.signal(signal.SIGINT, before)


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def bytes_of(path: Path) -> bytes:
    """A file's bytes, or those of standard input for ``-``; raises `SourceError`."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        elif not path.is_file():
            nl, en = ("geen bestand", "no file") if path.exists() else ("zo'n bestand is er niet", "no such file")
            raise SourceError(
                f"{path}: {en}; name one that is there, or - for standard input",
                nl=f"{path}: {nl}; noem er een die er is, of - voor de standaardinvoer",
            )
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except (OSError, ValueError) as exc:
        raise unreadable(path, exc) from exc
    if len(data) > LARGEST:
        raise SourceError(
            f"{path}: more than {LARGEST:,} bytes; offer it in parts",
            nl=f"{path}: meer dan {LARGEST} bytes; bied het in delen aan",
        )
    return data


def short(value: Any) -> str:
    """A value in a cell: our IRIs without their base, lists one a line."""
    if isinstance(value, list):
        return "\n".join(map(short, value))
    return "" if value is None else str(value).removeprefix(BASE)
