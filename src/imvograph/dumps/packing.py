"""Files packed so that equal files give equal bytes, and their checksums."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from shutil import copyfileobj

import zstandard

SUMS = "SHA256SUMS"
_GZIP_LEVEL, _ZSTD_LEVEL = 6, 9


@dataclass(frozen=True)
class File:
    """A file of a release: its name, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


def packed(path: Path) -> list[Path]:
    """The file and, beside it, the same as ``.gz`` (without a time in it) and ``.zst``; raises OSError."""
    gz, zst = (path.with_name(f"{path.name}.{suffix}") for suffix in ("gz", "zst"))
    with path.open("rb") as source:
        with gzipped(gz) as packing:
            copyfileobj(source, packing, 1 << 20)
        source.seek(0)
        with zst.open("wb") as out:
            packer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True, threads=0)
            packer.copy_stream(source, out, size=path.stat().st_size)
    return [path, gz, zst]


@contextmanager
def gzipped(path: Path) -> Iterator[gzip.GzipFile]:
    """A file to write that is packed on the way, without a time or a name in it; raises OSError."""
    with path.open("wb") as out, gzip.GzipFile("", "wb", _GZIP_LEVEL, out, mtime=0) as packing:
        yield packing


def is_vouched_for(path: Path) -> bool:
    """Whether the ``SHA256SUMS`` beside a file has its checksum, as it has that of each file of a release; raises OSError."""
    sums = path.with_name(SUMS)
    return sums.is_file() and f"{described(path).sha256}  {path.name}" in sums.read_text("utf-8").splitlines()


def described(path: Path) -> File:
    """Size and checksum of a file; raises OSError."""
    with path.open("rb") as file:
        return File(path.name, path.stat().st_size, file_digest(file, "sha256").hexdigest())
