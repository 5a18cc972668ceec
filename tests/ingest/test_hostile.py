"""Whatever comes in, `read` gives documents or a `SourceError` that says what to do, soon and in little memory."""

import io
import os
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imvograph.errors import SourceError
from imvograph.ingest import FORMATS, parse, pdf, read
from imvograph.ingest.text import LARGEST

SAMPLES = Path(__file__).parent / "samples"
Make = Callable[..., bytes]
FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".xml", ".json", ".html", ".txt"})


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def bomb() -> bytes:
    """Ten entities, each ten of the one before: ten thousand million letters, if they were written out."""
    lines = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha"}">' for i in range(11))
    return f"<!DOCTYPE kamerstuk [{lines}]><kamerstuk><al>&e10;</al></kamerstuk>".encode()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "the file is empty"),
    "white space": (b" \n\t ", "the file is empty"),
    "only digits": (b"2022 05 03\n", "no letter"),
    "binary": (b"\x01\x02\x00\x03" * 100, "binary data"),
    "not UTF-8": ("één brief".encode("windows-1252"), "is not UTF-8"),
    "entity bomb": (bomb(), "broken XML|declares entities"),
    "declared entity": (b'<!DOCTYPE k [<!ENTITY e "x">]><kamerstuk><al>tekst</al></kamerstuk>', "declares entities"),
    "external entity": (
        b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY e SYSTEM "file:///etc/passwd">]><kamerstuk><al>&e;</al></kamerstuk>',
        "declares entities",
    ),
    "deep XML": (b"<kamerstuk>" + b"<al>" * 100_000 + b"</al>", "broken XML"),
    "deep HTML": (b"<html><body>" + b"<div>" * 100_000 + b"x</div>", "nest more than 256 deep"),
    "deep JSON": (b'{"value": ' + b"[" * 200_000, "broken JSON"),
    "cut XML": ((SAMPLES / "kst-99999-7.xml").read_bytes()[:900], "broken XML"),
    "cut JSON": ((SAMPLES / "zaak.json").read_bytes()[:400], "broken JSON"),
    "other XML": (b"<rss><channel/></rss>", "root <rss>"),
    "no root": (b"<?xml version='1.0'?>   ", "root <>"),
    "publication without text": (b"<officiele-publicatie><kamerstuk/></officiele-publicatie>", "no text in it"),
    "metadata for text": (b"<metadata_gegevens><metadata/></metadata_gegevens>", "root <metadata_gegevens>"),
    "JSON of others": (b'{"name": "package", "version": 1}', "no document record"),
    "JSON list": (b'[{"a": 1}]', "JSON, but no record"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "save it as DOCX"),
    "RTF": (rb"{\rtf1 tekst}", "save it as DOCX"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture of a page"),
    "gzip": (b"\x1f\x8b\x08" + b"\0" * 50, "unpack it first"),
    "cut zip": (b"PK\x03\x04" + b"\0" * 50, "a zip that is cut off"),
    "other zip": (zipped(a_txt=b"tekst"), "not a Word document"),
    "OpenDocument": (zipped(content_xml=b"<x/>"), "OpenDocument"),
    "Word without text": (zipped(word__document_xml=b"<document/>"), "no text in it"),
    "Word that is no XML": (zipped(word__document_xml=b"tekst"), "broken XML"),
    "zip with a huge list": (
        b"PK\x03\x04" + b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 65535, 65535, 2**31, 0, 0),
        "more parts than a document has",
    ),
    "PDF in name only": (b"%PDF-1.7\nnothing more", "a broken PDF"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_file_is_refused_in_words_and_soon(name: str, tmp_path: Path) -> None:
    raw, words = HOSTILE[name]
    path = tmp_path / "brief.txt"
    path.write_bytes(raw)
    before = time.monotonic()
    with pytest.raises(SourceError, match=words) as caught:
        read(path)
    assert time.monotonic() - before < 20
    assert str(caught.value).startswith(str(path))


def test_an_external_entity_is_not_fetched_even_where_it_is_only_declared_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.dtd"
    secret.write_text('<!ENTITY e "GEHEIM">')
    xml = f'<!DOCTYPE kamerstuk SYSTEM "{secret}"><kamerstuk><al>tekst &e;</al></kamerstuk>'
    with pytest.raises(SourceError, match="&e; stands for letters that are declared elsewhere") as caught:
        parse(xml.encode(), "stuk.xml")
    assert "GEHEIM" not in str(caught.value)


def test_a_zip_bomb_is_stopped_before_it_fills_the_memory() -> None:
    raw = zipped(word__document_xml=b"<document><p>" + b" " * (80 * 2**20) + b"</p></document>")
    assert len(raw) < 200_000
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="unpacks to more than"):
            parse(raw, "bomb.docx")
        assert tracemalloc.get_traced_memory()[1] < 3 * LARGEST
    finally:
        tracemalloc.stop()


def test_more_tags_than_a_document_has_are_not_read() -> None:
    with pytest.raises(SourceError, match="tags; a document has at most"):
        parse(b"<kamerstuk>" + b"<al/>" * 2_100_000 + b"</kamerstuk>", "stuk.xml")


def test_a_prolog_made_to_go_back_and_forth_costs_no_time() -> None:
    before = time.monotonic()
    with pytest.raises(SourceError):
        parse(b"<?xml version='1.0'?>" + b"<?a?><!--b-->" * 4000, "stuk.xml")
    assert time.monotonic() - before < 20


def test_a_pdf_whose_pages_never_end_is_stopped(make_pdf: Make) -> None:
    raw = make_pdf(["tekst"]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    with pytest.raises(SourceError):
        parse(raw, "loop.pdf")


def test_a_pdf_that_takes_too_long_is_given_up(make_pdf: Make) -> None:
    with pytest.raises(SourceError, match="not read after 0 seconds"):
        pdf.parse(make_pdf(["tekst op een pagina"]), "slow.pdf", seconds=0)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path, "no file"),
        (tmp_path / "pipe", "no file"),
        (tmp_path / "none.txt", "cannot be read"),
    ):
        with pytest.raises(SourceError, match=words):
            read(path)


def test_a_file_that_is_too_large_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.truncate(LARGEST * 1024)  # takes no room on disk, but all memory if it were read
    before = time.monotonic()
    with pytest.raises(SourceError, match="a document has at most"):
        read(path)
    assert time.monotonic() - before < 20


def answered(raw: bytes) -> None:
    """Documents with text, or a `SourceError`; anything else fails the test."""
    try:
        found = parse(raw, "file")
    except SourceError as exc:
        assert str(exc).startswith("file: ")
        return
    assert found
    for document in found:
        assert document.source.raw.decode() == document.source.text
        assert any(map(str.isalpha, document.source.text))


BEGINNINGS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"<?xml version='1.0'?>",
    b"<html>",
    b'{"value": [',
    b"\xff\xfe<\0",
    b"<kamerstuk>",
]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_no_bytes_bring_the_reader_down(beginning: bytes, rest: bytes) -> None:
    answered(beginning + rest)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.data())
def test_no_damage_to_a_real_file_brings_the_reader_down(path: Path, data: st.DataObject) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=8))
    answered(bytes(raw))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_to_a_pdf_or_a_word_file_brings_the_reader_down(
    data: st.DataObject, make_pdf: Make, make_docx: Make
) -> None:
    whole = data.draw(
        st.sampled_from(
            [make_pdf(["Een brief", "over ketens"], ["en meer"]), make_docx("<w:p><w:r><w:t>Brief</w:t></w:r></w:p>")]
        )
    )
    raw = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6))
    answered(bytes(raw))


@given(st.text())
def test_any_text_is_taken_as_it_is_or_refused(text: str) -> None:
    answered(text.encode("utf-8", "surrogatepass"))


def test_every_format_that_is_known_has_a_name_of_its_own() -> None:
    names = [format.name for format in FORMATS]
    assert len(names) == len(set(names))
    assert FORMATS[-1].name == "plain text"  # takes what no other takes
