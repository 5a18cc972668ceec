"""What the tests of ingest share: samples, files made on the spot, and a service on this machine that answers as told."""

import io
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from imvograph.ingest import parse
from imvograph.ingest.http import Client, Politeness
from imvograph.model.documents import Document

SAMPLES = Path(__file__).parent / "samples"
ANSWERS = Path(__file__).parent / "answers"


@pytest.fixture(scope="session")
def sample() -> Callable[[str], Document]:
    """The one document in a sample."""

    def read_sample(name: str) -> Document:
        (document,) = parse((SAMPLES / name).read_bytes(), name)
        return document

    return read_sample


@pytest.fixture(scope="session")
def answer() -> Callable[[str], bytes]:
    """The bytes of an answer in ``answers/``."""
    return lambda name: (ANSWERS / name).read_bytes()


@pytest.fixture(scope="session")
def make_pdf() -> Callable[..., bytes]:
    """A PDF whose pages have these lines as their text layer; a page of None is a picture without text."""

    def make(*pages: list[str] | None) -> bytes:
        objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
        kids = []
        for lines in pages:
            shown = " T* ".join(f"({line}) Tj" for line in lines or ())
            stream = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET" if lines else "0 0 100 100 re f"
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
            box = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {len(objects)} 0 R >>")
            kids.append(f"{len(objects)} 0 R")
        objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
        out, places = b"%PDF-1.4\n", []
        for number, body in enumerate(objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        tail = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
        return out + (head + tail).encode()

    return make


@pytest.fixture(scope="session")
def make_docx() -> Callable[..., bytes]:
    """A Word document with this body (WordprocessingML) and, by part, what else is to be in the zip."""

    def make(body: str, **parts: str) -> bytes:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        files = {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
            "word/footnotes.xml": f"<w:footnotes {space}>{parts.get('notes', '')}</w:footnotes>",
            "docProps/core.xml": f'<core xmlns:dc="http://purl.org/dc/elements/1.1/">{parts.get("core", "")}</core>',
        }
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
        return packed.getvalue()

    return make


@dataclass
class Reply:
    """One answer of the service; ``cut`` sends only so many bytes of the body, ``drip`` pauses between pieces of it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: float = 0.0


@dataclass
class Service:
    """A service on this machine: gives the next reply for the path asked, the last one over and over; keeps what was asked."""

    address: str
    replies: dict[str, list[Reply]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@pytest.fixture
def service() -> Iterator[Callable[[dict[str, list[Reply]]], Service]]:
    """Starts a service; a key of its replies is a part of the path with its question, unquoted; the first that fits counts."""
    running: list[ThreadingHTTPServer] = []

    def start(replies: dict[str, list[Reply]]) -> Service:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = unquote_plus(self.path)
                known.asked.append((path, {key.lower(): value for key, value in self.headers.items()}))
                queue = next((queue for part, queue in known.replies.items() if part in path), [Reply(b"", 404)])
                reply = queue.pop(0) if len(queue) > 1 else queue[0]
                self.send_response(reply.status)
                for key, value in reply.headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                body = reply.body if reply.cut is None else reply.body[: reply.cut]
                step = max(1, len(body) // 20) if reply.drip else len(body) or 1
                try:
                    for at in range(0, len(body), step):
                        self.wfile.write(body[at : at + step])
                        self.wfile.flush()
                        time.sleep(reply.drip)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                if reply.cut is not None:
                    self.close_connection = True

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing on the terminal."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda request, address: None  # type: ignore[method-assign]  # clients hang up on purpose
        known = Service(f"http://127.0.0.1:{server.server_port}", replies)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        running.append(server)
        return known

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


QUICK = Politeness(per_second=500, seconds=2, whole=5, attempts=3, first_pause=0.01, longest_pause=0.5, largest=200_000)


@pytest.fixture
def quick() -> Politeness:
    """As polite as a test has time for."""
    return QUICK


@pytest.fixture
def client(quick: Politeness, tmp_path: Path) -> Iterator[Callable[..., Client]]:
    """A client of a service, with its own folder for what it fetches."""
    made: list[Client] = []

    def make(service: Service, **other: object) -> Client:
        politeness = Politeness(**{**vars(quick), **other})  # type: ignore[arg-type]
        made.append(Client(service.address, politeness, tmp_path / "fetched"))
        return made[-1]

    yield make
    for each in made:
        each.__exit__(None, None, None)


@pytest.fixture
def reply() -> type[Reply]:
    return Reply
