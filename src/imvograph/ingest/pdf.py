"""PDF: the text layer, page by page. Heads and feet of pages stay in the text; extraction knows them.

A scan has no text layer and is refused with a word on what to do: text that a machine guesses from a picture would be no
evidence for a statement unless the reader is told so.
"""

import io
import logging
import re
import time
from typing import Any

import pypdf
from pypdf.errors import DependencyError, FileNotDecryptedError

from imvograph.errors import SourceError
from imvograph.ingest.official_ids import known_id
from imvograph.ingest.writing import document
from imvograph.model.documents import Document, Origin
from imvograph.model.kamerstuk import OFFICIAL_PAGE

MOST_PAGES = 3000
LONGEST = 120.0
"""Seconds that one file may take; the thickest budget papers take some 30."""

_LETTERS_A_PAGE = 10  # fewer on average, and it is pictures of pages
# The foot of the first page, as KOOP sets it: the paper's id above the ISSN of its series.
_FOOT = re.compile(r"^(?P<id>(?:kst|ah|h|stb|stcrt|trb)-[\w()–-]+)\s*\nISSN\s+\d{4}", re.MULTILINE)


def parse(raw: bytes, name: str, seconds: float = LONGEST) -> Document:
    """The document in this PDF; raises `SourceError` if it is locked, broken, too long, or has no text layer."""
    pages = _pages(raw, name, seconds)
    text = "\n".join("\n".join(line.rstrip() for line in page.splitlines()) for page in pages) + "\n"
    if sum(map(str.isalpha, text)) < _LETTERS_A_PAGE * len(pages):
        raise SourceError(
            f"{name}: {len(pages)} pages without a text layer: a scan. Take the HTML or XML of the publication; if there is "
            "none, add a text layer first (ocrmypdf --language nld in.pdf out.pdf) and check what it read",
            nl=f"{name}: {len(pages)} bladzijden zonder tekstlaag: een scan. Neem de HTML of XML van de publicatie; is die er niet, "
            "zet er dan eerst een tekstlaag in (ocrmypdf --language nld in.pdf out.pdf) en kijk na wat die las",
        )
    ids = {known for match in _FOOT.finditer(text) if (known := known_id(re.sub("[()]", "", match["id"])))}
    id = ids.pop() if len(ids) == 1 else None
    return document(text, raw, name, Origin(id=id, url=OFFICIAL_PAGE.format(id) if id else None))


def _pages(raw: bytes, name: str, seconds: float) -> list[str]:
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends by itself is no news for the reader
    deadline = time.monotonic() + seconds

    def in_time(*_: Any) -> None:
        if time.monotonic() > deadline:
            raise SourceError(f"{name}: not read after {seconds:.0f} seconds; print it to a new PDF, or take the HTML")

    try:
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{name}: locked with a password; open it, and save it without one")
        if (count := len(reader.pages)) > MOST_PAGES:
            raise SourceError(f"{name}: {count} pages; a document has at most {MOST_PAGES}. Load its parts")
        return [page.extract_text(visitor_operand_before=in_time) for page in reader.pages]
    except SourceError:
        raise
    except (DependencyError, FileNotDecryptedError) as exc:
        raise SourceError(f"{name}: locked ({exc}); unlock it first (qpdf --decrypt in.pdf out.pdf)") from exc
    except Exception as exc:  # hostile files make pypdf raise about anything
        raise SourceError(
            f"{name}: a broken PDF ({type(exc).__name__}: {exc}); fetch it again, or print it anew"
        ) from exc
