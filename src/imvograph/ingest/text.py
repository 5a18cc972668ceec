"""Plain text: the bytes of a letter, and the sidecar file that says where it came from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from imvograph.errors import SourceError
from imvograph.model.documents import Origin, SourceText

LARGEST = 64 * 2**20
"""The largest document that is read, in bytes; the longest Kamerstukken are some 5 MB of text."""

_SIDECAR = {"title", "url", "licence", "publisher", "id", "date", "sha256", "expected"}


@dataclass(frozen=True)
class Sidecar:
    """What stands in ``{name}.toml`` beside ``{name}.txt`` (data/README.md): origin, checksum, expected counts."""

    origin: Origin = field(default_factory=Origin)
    sha256: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)


def parse(raw: bytes, name: str) -> SourceText:
    """The text in these bytes; raises `SourceError` if it is empty, too large, binary or not UTF-8."""
    if len(raw) > LARGEST:
        raise too_large(name, len(raw))
    if not raw.strip():
        raise SourceError(
            f"{name}: the file is empty; a document has text",
            nl=f"{name}: het bestand is leeg; een document heeft tekst",
        )
    if b"\x00" in raw:
        raise SourceError(
            f"{name}: binary data (a NUL byte at offset {raw.index(0)}), not plain text; "
            "export the document as UTF-8 text first",
            nl=f"{name}: binaire gegevens (een NUL-byte op plaats {raw.index(0)}), geen platte tekst; "
            "exporteer het document eerst als tekst in UTF-8",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise SourceError(
            f"{name}: byte {raw[exc.start]:#04x} at offset {exc.start} is not UTF-8; save the file as UTF-8 "
            "(from Windows-1252: iconv -f WINDOWS-1252 -t UTF-8)",
            nl=f"{name}: byte {raw[exc.start]:#04x} op plaats {exc.start} is geen UTF-8; bewaar het bestand als UTF-8 "
            "(van Windows-1252: iconv -f WINDOWS-1252 -t UTF-8)",
        ) from exc
    if not any(character.isalpha() for character in text):
        raise SourceError(
            f"{name}: there is no letter in this text; is it the right file?",
            nl=f"{name}: er staat geen letter in deze tekst; is het het goede bestand?",
        )
    return SourceText(text, raw)


def too_large(name: str, size: int) -> SourceError:
    """The error for a document of too many bytes."""
    return SourceError(
        f"{name}: {size} bytes; a document has at most {LARGEST}. Split it, or load its parts",
        nl=f"{name}: {size} bytes; een document heeft er hoogstens {LARGEST}. Splits het, of laad de delen",
    )


def parse_sidecar(raw: str, name: str) -> Sidecar:
    """The sidecar in this TOML; raises `SourceError` that names what is wrong in it."""
    try:
        table: dict[str, Any] = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as exc:
        raise SourceError(f"{name}: not TOML: {exc}") from exc
    if unknown := sorted(table.keys() - _SIDECAR):
        raise SourceError(f"{name}: unknown key {unknown[0]!r}; the keys are {', '.join(sorted(_SIDECAR))}")
    expected = table.pop("expected", {})
    if not isinstance(expected, dict) or not all(type(count) is int and count >= 0 for count in expected.values()):
        raise SourceError(f"{name}: [expected] holds a whole number per kind, as in: commitment = 4")
    day = table.pop("date", None)
    if day is not None and type(day) is not date:
        raise SourceError(f"{name}: date = {day!r} is no day; write it without quotes, as in: date = 2022-04-07")
    if wrong := [key for key, value in table.items() if not isinstance(value, str)]:
        raise SourceError(f"{name}: {wrong[0]} = {table[wrong[0]]!r} is no text; put it in quotes")
    checksum = table.pop("sha256", None)
    return Sidecar(Origin(dated=day, **table), checksum, expected)
