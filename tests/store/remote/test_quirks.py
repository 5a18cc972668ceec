"""What engines do that no recommendation says, by small servers that do just that: each check on an answer is seen to fire."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.errors import (
    AnswerSizeError,
    ImvographError,
    QueryLimitError,
    QuerySyntaxError,
    SettingError,
    StoreAnswerError,
    StoreBusyError,
    StoreError,
)
from imvograph.store import Limits, RemoteStore, Servers
from imvograph.store.remote import Access, cluster
from imvograph.store.remote.comparing import at_most_in_two
from waiting import until

VERSION, NEXT = "000007-0123456789ab", "000008-ba9876543210"
RESULTS = "application/sparql-results+json"
ASKED = "SELECT ?s WHERE { ?s ?p ?o }"
XSD = "http://www.w3.org/2001/XMLSchema#"


def rows(*values: object) -> bytes:
    return table("s", *((value,) for value in values))


def table(names: Sequence[str], *values: tuple[object, ...]) -> bytes:
    bound = [
        {
            name: v if isinstance(v, dict) else {"type": "literal", "value": str(v)}
            for name, v in zip(names, row, strict=True)
        }
        for row in values
    ]
    return json.dumps({"head": {"vars": list(names)}, "results": {"bindings": bound}}).encode()


def uri(name: object) -> dict[str, str]:
    return {"type": "uri", "value": f"http://x/{name}"}


class Reply:
    """What a fake answers: ``cut`` leaves out the end that it announced, ``drip`` waits between bytes, ``head`` between its first."""

    def __init__(
        self,
        body: bytes = rows("a"),
        status: int = 200,
        media_type: str = RESULTS,
        *,
        headers: dict[str, str] | None = None,
        cut: bool = False,
        drip: float = 0,
        head: float = 0,
    ) -> None:
        self.body, self.status, self.headers = body, status, {"Content-Type": media_type, **(headers or {})}
        self.cut, self.drip, self.head = cut, drip, head


class Fake(ThreadingHTTPServer):
    """A server that knows its version and, to every other question, answers as it is told; while not ``awake``, it hangs."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.signature: dict[str, str] = {}
        self.described, self.version = b"", VERSION
        self.awake = threading.Event()
        self.awake.set()
        self.answer: Callable[[dict[str, list[str]]], Reply] = lambda form: Reply()
        self.seen: list[tuple[dict[str, list[str]], dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: Fake

    def version_string(self) -> str:
        return self.server.signature.get("Server", "none")

    def do_GET(self) -> None:
        self.reply(Reply(self.server.described, media_type="text/turtle"))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.awake.wait(60)
        form = parse_qs(body, keep_blank_values=True)
        text = form.get("query", [""])[0]
        if "versionInfo" in text and text.startswith("SELECT ?version"):
            self.reply(Reply(table(["version"], (self.server.version,))))
        elif text == "ASK { }":
            self.reply(Reply(b'{"head": {}, "boolean": true}'))
        elif text == "NONSENSE":
            self.reply(Reply(self.server.described or b"what?", 400, "text/plain"))
        else:
            self.server.seen.append((form or {"body": [body]}, dict(self.headers.items())))
            self.reply(self.server.answer(form))

    def reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {**self.server.signature, **reply.headers}.items():
            if name != "Server":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body) + (50 if reply.cut else 0)))
        head, self._headers_buffer = b"".join(self._headers_buffer) + b"\r\n", []
        with suppress(ConnectionError):  # who asked may have stopped waiting
            for sent, pause in ((head, reply.head), (reply.body, reply.drip)):
                for piece in (bytes([byte]) for byte in sent) if pause else (sent,):
                    self.wfile.write(piece)
                    self.wfile.flush()
                    time.sleep(pause)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def fakes() -> Iterator[Callable[[], Fake]]:
    started: list[tuple[Fake, threading.Thread]] = []

    def start() -> Fake:
        fake = Fake()
        thread = threading.Thread(target=fake.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        started.append((fake, thread))
        return fake

    yield start
    for fake, thread in started:
        fake.awake.set()
        fake.shutdown()
        thread.join()
        fake.server_close()


@pytest.fixture
def fake(fakes: Callable[[], Fake]) -> Fake:
    return fakes()


def opened(fake: Fake, dialect: str = "plain", **more: object) -> RemoteStore:
    limits = Limits(seconds=0.5, answer_bytes=10_000)
    servers = Servers([fake.address], dialect=dialect, patience=0.2, seconds=2, **more)  # type: ignore[arg-type]
    return RemoteStore.open(servers, read_only=True, limits=limits)


SIGNS = {
    "graphdb": ({"Server": "GraphDB/10.8.1 RDF4J/5.1.0"}, b""),
    "stardog": ({"Server": "Stardog/10.2"}, b""),
    "neptune": ({}, b'{"requestId": "5b1e", "code": "MalformedQueryException", "detailedMessage": "no"}'),
    "virtuoso": ({"Server": "Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu"}, b""),
    "fuseki": ({"Fuseki-Request-Id": "3"}, b""),
    "qlever": ({}, b'{"exception": "Invalid SPARQL query", "metadata": {"startIndex": 0, "positionInLine": 0}}'),
    "oxigraph": ({"Server": "Oxigraph/0.5.13"}, b""),
    "blazegraph": ({"Server": "Jetty(9.4.z)"}, b"<> <http://x> <http://www.bigdata.com/rdf#/features/KB/Mode/Quads> ."),
    "plain": ({"Server": "nginx"}, b""),
}


@pytest.mark.parametrize("name", list(SIGNS))
def test_an_engine_is_known_by_its_signs(name: str, fake: Fake) -> None:
    fake.signature, fake.described = SIGNS[name]
    with opened(fake, "auto") as store:
        assert store.dialect.name == name


LIMITS = {
    "Virtuoso sends a part of the rows, with 200": Reply(headers={"X-SQL-State": "S1TAT"}),
    "Virtuoso has more rows than it gives": Reply(rows(1, 2, 3), headers={"X-SPARQL-MaxRows": "3"}),
    "Virtuoso at its own time limit": Reply(b"Virtuoso S1T00 Error SR171: Transaction timed out", 500, "text/plain"),
    "Virtuoso cuts at 10,000 rows and says nothing": Reply(rows(*range(10_000))),
    "Fuseki ran out of time": Reply(b"Query timed out", 503, "text/plain"),
}


@pytest.mark.parametrize("case", list(LIMITS))
def test_a_part_of_an_answer_is_no_answer(case: str, fake: Fake) -> None:
    fake.answer = lambda form: LIMITS[case]
    with opened(fake, case.split()[0].lower()) as store, pytest.raises(QueryLimitError):
        store.select(ASKED)


CUT = Reply(rows(*range(10_000)))


@pytest.mark.parametrize("end", ["LIMIT 10000", "limit 10000 OFFSET 7", "OFFSET 7 LIMIT 10000 # of many"])
def test_ten_thousand_rows_of_virtuoso_are_whole_if_no_more_were_asked_for(end: str, fake: Fake) -> None:
    fake.answer = lambda form: CUT
    with opened(fake, "virtuoso") as store:
        assert len(store.select(f"{ASKED} {end}").rows) == 10_000
        fake.answer = lambda form: Reply(rows(1, 2, 3), headers={"X-SPARQL-MaxRows": "3"})
        assert len(store.select(f"{ASKED} LIMIT 3").rows) == 3
        with pytest.raises(AnswerSizeError):
            store.select(f"{ASKED} LIMIT 4")


@pytest.mark.parametrize(
    "text",
    [
        f"{ASKED} LIMIT 10001",
        f"{ASKED} OFFSET 7",
        f"{ASKED} # LIMIT 7",
        "SELECT ?s WHERE { { SELECT ?s WHERE { ?s ?p ?o } LIMIT 7 } ?s ?q ?x }",
        "SELECT ?s WHERE { ?s ?p 'with a LIMIT 7' }",
        f"{ASKED} LIMIT 20000 OFFSET 7",
    ],
)
def test_ten_thousand_rows_of_virtuoso_are_a_part_whatever_limit_stands_elsewhere(text: str, fake: Fake) -> None:
    fake.answer = lambda form: CUT
    with opened(fake, "virtuoso") as store, pytest.raises(AnswerSizeError, match="at most 10000 rows"):
        store.select(text)


def test_ten_thousand_triples_of_virtuoso_are_a_part_and_one_less_is_all(fake: Fake) -> None:
    lines = [f"<http://x/{n}> <http://x/p> <http://x/o> .\n".encode() for n in range(10_000)]
    with opened(fake, "virtuoso") as store:
        fake.answer = lambda form: Reply(b"".join(lines[:-1]), media_type="application/n-triples")
        assert len(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == 9_999
        fake.answer = lambda form: Reply(b"".join(lines), media_type="application/n-triples")
        for end in ("", " LIMIT 9000"):  # which counts rows there
            with pytest.raises(AnswerSizeError, match="at most 10000 triples"):
                store.construct("CONSTRUCT WHERE { ?s ?p ?o }" + end)


def test_oxigraph_is_cancelled_in_the_middle_of_a_200(fake: Fake) -> None:
    fake.answer = lambda form: Reply(rows(1, 2)[:-20] + b"The SPARQL operation has been cancelled")
    with opened(fake, "oxigraph") as store, pytest.raises(QueryLimitError, match="in the middle"):
        store.select(ASKED)


BROKEN: dict[str, tuple[str, Reply]] = {
    "the body is shorter than announced": ("plain", Reply(cut=True)),
    "the JSON stops": ("neptune", Reply(rows(1, 2)[:-9])),
    "Neptune failed after it had begun": ("neptune", Reply(headers={"X-Neptune-Status": "500 InternalFailure"})),
    "QLever sends its exception with 200": ("qlever", Reply(b'{"exception": "out of memory", "status": "ERROR"}')),
    "a log-in page": ("stardog", Reply(b"<html>Log in</html>", media_type="text/html")),
    "JSON of something else": ("plain", Reply(b'{"rows": []}')),
    "a term of an unknown kind": ("plain", Reply(rows({"type": "triple", "value": "x"}))),
    "a deeply nested body": ("plain", Reply(b"[" * 100_000)),
    "a gateway's error": ("graphdb", Reply(b"Bad Gateway", 502, "text/plain")),
}


@pytest.mark.parametrize("case", list(BROKEN))
def test_a_broken_answer_is_said_to_be_broken(case: str, fake: Fake) -> None:
    dialect, reply = BROKEN[case]
    fake.answer = lambda form: reply
    with opened(fake, dialect) as store, pytest.raises(StoreAnswerError):
        store.select(ASKED)


def test_n_triples_that_stop_in_a_line_and_rdf_xml_that_stops_anywhere_are_noticed(fake: Fake) -> None:
    line = b"<http://x/s> <http://x/p> <http://x/o> .\n"
    fake.answer = lambda form: Reply(line + line[:20], media_type="application/n-triples")
    with opened(fake) as store, pytest.raises(StoreAnswerError, match="cut or broken"):
        store.construct("CONSTRUCT WHERE { ?s ?p ?o }")
    whole = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    fake.answer = lambda form: Reply(whole, media_type="application/rdf+xml")
    with opened(fake, "neptune") as store, pytest.raises(StoreAnswerError, match="cut or broken"):
        store.construct("CONSTRUCT WHERE { ?s ?p ?o }")


def test_a_slow_answer_ends_at_the_deadline_and_a_large_one_at_its_limit(fake: Fake) -> None:
    with opened(fake) as store:
        fake.answer = lambda form: Reply(rows(*range(40)), drip=0.05)
        begun = time.monotonic()
        with pytest.raises(QueryLimitError, match="within") as slow:
            store.answer(ASKED, RESULTS)
        assert 1.5 <= slow.value.seconds <= time.monotonic() - begun, "what it cost is charged"
        with pytest.raises(QueryLimitError, match="within"):
            store.select(ASKED)
        assert time.monotonic() - begun < 30, "a drip of bytes resets a socket's time limit for ever"
        fake.answer = lambda form: Reply(rows("x" * 20_000))
        with pytest.raises(AnswerSizeError, match="10,000 bytes") as large:
            store.answer(ASKED, RESULTS)
        assert "10000 bytes" in str(large.value.nl) and large.value.seconds > 0


@pytest.mark.parametrize(
    ("status", "access"), [(400, Access()), (503, Access()), (500, Access("bearer", secret="t0ken"))]
)
def test_an_error_that_drips_ends_at_the_deadline_too(status: int, access: Access, fake: Fake) -> None:
    with opened(fake, access=access) as store:
        fake.answer = lambda form: Reply(b"no " * 100, status, "text/plain", drip=0.05)
        start = time.monotonic()
        with pytest.raises(QueryLimitError, match="within 2 seconds"):
            store.select(ASKED)
        assert time.monotonic() - start < 10  # all of it takes 15


LIES = {
    "a version that is none": ("000001-x", Reply()),
    "no version at all": ("", Reply()),
    "a number of 5,000 digits": (VERSION, Reply(b"", 503, headers={"Retry-After": "9" * 5000})),
    "a limit of 5,000 digits": (VERSION, Reply(rows(), headers={"X-SPARQL-MaxRows": "9" * 5000})),
    "a column that nobody asked for": (VERSION, Reply(b'{"head": {"vars": ["x"]}, "results": {"bindings": [{}]}}')),
    "a row without a value": (VERSION, Reply(b'{"head": {"vars": ["s"]}, "results": {"bindings": [{}]}}')),
    "a text for a thing": (VERSION, Reply(rows({"type": "literal", "value": "x"}))),
    "a list for a head": (VERSION, Reply(b'{"head": [], "results": {"bindings": []}}')),
    "a number for a row": (VERSION, Reply(b'{"head": {"vars": ["s"]}, "results": {"bindings": [1]}}')),
    "a number for rows": (VERSION, Reply(b'{"head": {"vars": ["s"]}, "results": {"bindings": 1}}')),
    "an ASK with a number": (VERSION, Reply(b'{"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [1]}}')),
}


@pytest.mark.parametrize("case", list(LIES))
def test_a_server_that_lies_gets_no_further_than_an_error_of_ours(case: str, fake: Fake) -> None:
    x = NamedNode("http://x/")
    with opened(fake) as store:
        fake.version, reply = LIES[case]
        fake.answer = lambda form: reply
        uses: list[Callable[[], object]] = [
            lambda: store.select(ASKED),
            lambda: store.ask("ASK WHERE { ?s ?p ?o }"),
            lambda: list(store.triples(None, x, x)),
            store.graphs,
            lambda: store.answer(ASKED, "text/csv"),
        ]
        told = []
        for use in uses:
            try:
                use()
            except StoreError as exc:
                told.append(exc)
        assert told


def test_columns_come_in_the_order_of_the_query(fake: Fake) -> None:
    cells = ", ".join(f'"{name}": {{"type": "literal", "value": "{name}"}}' for name in "zab")
    body = f'{{"head": {{"vars": ["z", "a", "b"]}}, "results": {{"bindings": [{{{cells}}}]}}}}'.encode()
    fake.answer = lambda form: Reply(body)
    with opened(fake) as store:
        for text in ("SELECT ?b ?z ?a { ?b ?z ?a }", "SELECT DISTINCT ?b (MAX(?z * 2) AS ?z) ?a WHERE { ?b ?z ?a }"):
            table = store.select(text)
            assert [name for name in table.variables if name in "abz"] == ["b", "z", "a"]
            assert [getattr(term, "value", "") for term in table.rows[0]] == ["b", "z", "a"]
        assert store.select("SELECT * { ?b ?z ?a }").variables == ("z", "a", "b")


def test_an_answer_whose_head_drips_ends_at_the_deadline_too(fake: Fake) -> None:
    with opened(fake) as store:
        fake.answer = lambda form: Reply(head=0.05)  # after 5 s it would be there
        with pytest.raises(QueryLimitError, match="within"):
            store.answer(ASKED, RESULTS)
        with pytest.raises(QueryLimitError, match="within 2 seconds"):
            store.select(ASKED)


def test_who_waits_for_an_answer_when_the_store_is_closed_is_told_so(fake: Fake) -> None:
    with opened(fake) as store, ThreadPoolExecutor(2) as threads:
        fake.answer = lambda form: Reply(drip=0.2)
        waiting = [threads.submit(store.select, ASKED), threads.submit(store.answer, ASKED, RESULTS)]
        until(lambda: len(fake.seen) == 2)
        store.close()
        for one in waiting:
            with pytest.raises(StoreError, match="closed"):
                one.result()


def test_an_answer_says_how_long_it_took(fake: Fake) -> None:
    fake.answer = lambda form: Reply(drip=0.003)
    with opened(fake) as store:
        begun = time.monotonic()
        found = store.answer(ASKED, RESULTS)
        assert 0.003 * len(rows("a")) <= found.seconds <= time.monotonic() - begun


def test_virtuoso_saying_that_nothing_is_wrong_is_believed(fake: Fake) -> None:
    fake.answer = lambda form: Reply(headers={"X-SQL-State": "00000"})
    with opened(fake, "virtuoso") as store:
        assert len(store.select(ASKED).rows) == 1


def test_terms_are_made_the_same_for_all_engines(fake: Fake) -> None:
    fake.answer = lambda form: Reply(
        rows(
            {"type": "typed-literal", "datatype": XSD + "boolean", "value": "1"},
            {"type": "literal", "xml:lang": "NL", "value": "x"},
            {"type": "literal", "datatype": XSD + "string", "value": "y"},
            {"type": "uri", "value": "http://x/"},
        )
    )
    with opened(fake, "virtuoso") as store:
        found = [row[0] for row in store.select(ASKED).rows]
    assert found == [Literal(True), Literal("x", language="nl"), Literal("y"), NamedNode("http://x/")]


@pytest.mark.parametrize(
    ("dialect", "field", "value"),
    [
        ("stardog", "timeout", "500"),
        ("virtuoso", "timeout", "500"),
        ("graphdb", "timeout", "1"),
        ("graphdb", "infer", "false"),
        ("qlever", "timeout", "1s"),
        ("plain", "default-graph-uri", "https://w3id.org/imvograph/graph/union"),
    ],
)
def test_a_question_goes_out_as_the_engine_wants_it(dialect: str, field: str, value: str, fake: Fake) -> None:
    with opened(fake, dialect) as store:
        store.answer(ASKED, RESULTS)
    assert fake.seen[-1][0][field] == [value]


def test_time_limits_go_into_a_header_or_into_the_text_where_the_engine_wants_them(fake: Fake) -> None:
    with opened(fake, "blazegraph") as store:
        store.answer(ASKED, RESULTS)
    assert fake.seen[-1][1]["X-Bigdata-Max-Query-Millis".upper()] == "500"
    with opened(fake, "neptune") as store:
        store.answer(ASKED, RESULTS)
    assert "hint:Query hint:queryTimeout 500 ." in fake.seen[-1][0]["query"][0]
    assert fake.seen[-1][1]["Te" if "Te" in fake.seen[-1][1] else "TE"] == "trailers"


@pytest.mark.parametrize(
    ("access", "header", "value"),
    [
        (Access("basic", "ann", "secret"), "Authorization", "Basic YW5uOnNlY3JldA=="),
        (Access("bearer", secret="t0ken"), "Authorization", "Bearer t0ken"),
        (Access("header", secret="k3y", header="X-Api-Key"), "X-Api-Key", "k3y"),
    ],
)
def test_who_we_are_goes_with_every_question(access: Access, header: str, value: str, fake: Fake) -> None:
    with opened(fake, access=access) as store:
        store.select(ASKED)
        store.answer(ASKED, RESULTS)
    assert [headers.get(header) for _, headers in fake.seen] == [value, value]
    for kind in ("basic", "digest", "bearer", "header", "sigv5"):
        with pytest.raises(SettingError, match="remote_auth"):
            Access(kind)


@pytest.mark.parametrize("access", [Access(), Access("bearer", secret="t0ken")])
def test_a_redirect_is_told_and_not_followed(access: Access, fakes: Callable[[], Fake]) -> None:
    fake, elsewhere = fakes(), fakes()
    fake.answer = lambda form: Reply(b"", 307, headers={"Location": elsewhere.address})
    with opened(fake, access=access) as store, pytest.raises(StoreError, match="sends us on to"):
        store.select(ASKED)
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(b"Parse error at line 1", 400, "text/plain"), QuerySyntaxError),
        (Reply(b"No", 401, "text/plain"), StoreError),
        (Reply(b"Too many", 429, "text/plain", headers={"Retry-After": "7"}), StoreBusyError),
        (Reply(b"Gateway", 504, "text/plain"), QueryLimitError),
    ],
)
def test_a_status_becomes_an_error_of_ours(reply: Reply, error: type[ImvographError], fake: Fake) -> None:
    fake.answer = lambda form: reply
    with opened(fake) as store, pytest.raises(error) as raised:
        store.select(ASKED)
    assert getattr(raised.value, "retry_after", 7) == 7
    if error is QuerySyntaxError:
        assert raised.value.told("nl") == "de vraag wordt niet aangenomen. De server zegt zelf: «Parse error at line 1»"


def test_a_read_is_asked_again_of_another_server(fakes: Callable[[], Fake]) -> None:
    bad, good = fakes(), fakes()
    bad.answer = lambda form: Reply(b"Bad Gateway", 502, "text/plain")
    with RemoteStore.open(Servers([bad.address, good.address], dialect="plain", patience=1), read_only=True) as store:
        assert [len(store.select(ASKED).rows) for _ in range(4)] == [1] * 4
    assert len(good.seen) == 4 and len(bad.seen) < 3, "one that failed rests for a while"


def test_a_replica_that_hangs_keeps_one_asker_waiting_and_then_rests(
    fakes: Callable[[], Fake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "REST", 0.0)
    monkeypatch.setattr(cluster, "PROMPT", 0.3)
    hanging, well = fakes(), fakes()
    servers = Servers([hanging.address, well.address], dialect="plain", seconds=1, patience=1)
    with RemoteStore.open(servers, read_only=True) as store:
        for _ in range(4):
            store.select(ASKED)
        assert hanging.seen, "it is asked, and its version is known"
        hanging.awake.clear()
        took = []
        for _ in range(20):
            begun = time.monotonic()
            assert len(store.select(ASKED).rows) == 1
            took.append(time.monotonic() - begun)
        assert sum(seconds >= 1 for seconds in took) == 1, "one asker waits, the others are led around it"
        for node in store._cluster.nodes:  # its rest is over, and it hangs still: only its version is waited for
            node.down_until = 0.0
        assert [len(store.select(ASKED).rows) for _ in range(4)] == [1] * 4


def test_a_query_that_takes_too_long_is_tried_once_and_blames_no_server(fakes: Callable[[], Fake]) -> None:
    pair = [fakes(), fakes()]
    limits = Limits(seconds=0.5, answer_bytes=10_000)
    servers = Servers([fake.address for fake in pair], dialect="plain", seconds=1, patience=1)
    with RemoteStore.open(servers, read_only=True, limits=limits) as store:
        for answer, error in ((Reply(drip=0.5), QueryLimitError), (Reply(rows("x" * 20_000)), AnswerSizeError)):
            for fake in pair:
                fake.answer = lambda form, answer=answer: answer  # type: ignore[misc]
                fake.seen.clear()
            with pytest.raises(error):
                store.answer(ASKED, RESULTS)
            assert sum(len(fake.seen) for fake in pair) == 1
            for fake in pair:
                fake.answer = lambda form: Reply()
            for _ in range(8):
                store.answer(ASKED, RESULTS)
            assert min(len(fake.seen) for fake in pair) >= 4, "both go on taking their share"


def test_a_server_named_twice_confirms_once(fake: Fake) -> None:
    with pytest.raises(SettingError, match="1 servers are named"):
        RemoteStore.open(Servers([fake.address] * 2, [fake.address], dialect="plain", confirm=2))


MOVING: dict[str, Callable[[RemoteStore], object]] = {
    "a graph": lambda store: store.graph("http://x/g"),
    "all triples": lambda store: list(store.triples()),
    "all quads": lambda store: list(store.quads()),
    "what two graphs share": lambda store: store.shared_things(),
}


@pytest.mark.parametrize("what", list(MOVING))
def test_what_takes_several_requests_is_of_one_version_or_refused(what: str, fake: Fake) -> None:
    """Virtuoso, page by page: the graph changes between the first page and the second, and their number fits by chance."""
    pages: dict[int, list[tuple[object, ...]]] = {
        3: [(uri(f"{n:05}"), uri("p"), uri("o")) for n in range(5_000)],
        1: [(uri(n),) for n in range(5_000)],
    }

    def answer(form: dict[str, list[str]]) -> Reply:
        text = form["query"][0]
        names = re.findall(r"\?([spo])\b", text.partition("WHERE")[0])
        if "?graph" in text:
            return Reply(table(["graph"], (uri("g"),)))
        if "COUNT(*)" in text:
            return Reply(table(["n"], (5_001,)))
        if "STR(?s) >" not in text:
            return Reply(table("".join(names), *pages[len(names)]))
        fake.version = NEXT
        page = [(*pages[len(names)][-1],), (uri("new"), uri("p"), uri("o"))[: len(names)]]
        return Reply(table("".join(names), *page))

    fake.answer = answer
    with opened(fake, "virtuoso") as store, pytest.raises(StoreBusyError, match="changed while"):
        MOVING[what](store)
    assert fake.version == NEXT


def test_a_server_that_moved_on_does_not_name_the_graphs_for_one_that_did_not(fakes: Callable[[], Fake]) -> None:
    pair = [fakes(), fakes()]
    graphs = {VERSION: uri("old"), NEXT: uri("new")}
    asked = list[str]()

    def answering(fake: Fake) -> Callable[[dict[str, list[str]]], Reply]:
        def answer(form: dict[str, list[str]]) -> Reply:
            if not form["query"][0].startswith("SELECT ?graph"):
                return Reply()
            asked.append(fake.address)
            if len(asked) == 1:  # it takes in a change, just before it is asked for the graphs of the version before
                fake.version = NEXT
            return Reply(table(["graph"], (graphs[fake.version],)))

        return answer

    for fake in pair:
        fake.answer = answering(fake)
    servers = Servers([fake.address for fake in pair], dialect="plain", patience=1)
    with RemoteStore.open(servers, read_only=True) as store:
        old = store.snapshot()
        for _ in pair:
            store._cluster.newest()
        assert len(old.select("SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }").rows) == 1
    (last,) = [fake.seen[-1][0] for fake in pair if fake.version == VERSION]
    assert last["named-graph-uri"] == ["http://x/old"]


class Leader:
    """What GraphDB's leader answers: it keeps the words of writers that take turns, and refuses changes by rules of its own."""

    def __init__(self) -> None:
        self.words, self.changes = set[str](), list[str]()

    def __call__(self, form: dict[str, list[str]]) -> Reply:
        text = form.get("update", form.get("query", [""]))[0]
        word = re.search(r'DATA .*wantedBy> "([^"]+)"', text)
        if "query" in form:
            return Reply(table(["who"], *((word,) for word in self.words)) if "wantedBy" in text else rows())
        if not word:
            self.changes.append(text)
            return Reply(b"sh:ValidationReport", 409, "text/plain")
        (self.words.add if text.startswith("INSERT") else self.words.discard)(word[1])
        return Reply(b"")


def test_a_write_goes_from_the_follower_to_the_leader_and_is_refused_but_once(fakes: Callable[[], Fake]) -> None:
    """GraphDB: followers take no updates; a store with SHACL of its own answers 409 with a report."""
    follower, leader = fakes(), fakes()
    leader.answer = answer = Leader()
    follower.answer = lambda form: Reply(b"Node is not leader", 503, "text/plain") if "update" in form else answer(form)
    servers = Servers([follower.address], [follower.address, leader.address], dialect="graphdb", patience=0.5)
    node, name = NamedNode("https://w3id.org/imvograph/id/letter/x"), "https://w3id.org/imvograph/graph/added/x"
    with RemoteStore.open(servers) as store:
        assert store.replace_graph(name, []) == VERSION, "no change, and nothing is sent"
        assert [form for fake in (follower, leader) for form, _ in fake.seen if "update" in form] == []
        with pytest.raises(StoreError, match="ValidationReport"):
            store.replace_graph(name, [Triple(node, node, node)])
    assert len(answer.changes) == 1 and str(node) in answer.changes[0], "refused once, not offered again"
    sent = [[form["update"][0] for form, _ in fake.seen if "update" in form] for fake in (follower, leader)]
    assert sent[0] == sent[1] and len(sent[1]) == 3, "its word, the change, its word back: each to the follower first"
    assert answer.words == set(), "its turn is over"


def test_an_update_carries_the_token_of_qlever(fake: Fake) -> None:
    fake.answer = lambda form: Reply(rows() if "query" in form else b"{}", 200 if "query" in form else 403)
    servers = Servers(
        [fake.address], [fake.address], dialect="qlever", access=Access("bearer", secret="t0ken"), patience=0
    )
    node = NamedNode("https://w3id.org/imvograph/id/letter/x")
    with RemoteStore.open(servers) as store, pytest.raises(StoreError, match="remote_auth"):
        store.replace_graph("https://w3id.org/imvograph/graph/added/x", [Triple(node, node, node)])
    tokens = [form["access-token"] for form, _ in fake.seen if "update" in form]
    assert tokens and all(token == ["t0ken"] for token in tokens)


DAY = '"2020-03-03"^^xsd:date'
IN_TWO = f"(?d < {DAY} || ?d = {DAY})"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (f"FILTER(?d <= {DAY})", f"FILTER({IN_TWO})"),
        (f"FILTER({DAY}>=?d && (!BOUND(?e)||?e >= {DAY}))", f"FILTER({IN_TWO} && (!BOUND(?e)||?e >= {DAY}))"),
        (f"BIND(IF(?d <= {DAY}, 1, 2) AS ?n)", f"BIND(IF({IN_TWO}, 1, 2) AS ?n)"),
        (f"BIND(?d<={DAY} AS ?n)", f"BIND({IN_TWO} AS ?n)"),
        *((same, same) for same in (
            f"FILTER(!?d <= {DAY})", f"FILTER(?d <= {DAY} - 1)", f"FILTER(?d < {DAY})", "FILTER(?n <= 3)",
            f"FILTER({DAY} >= STR(?d))", "FILTER(?s = '(?d <= \"2020\"^^xsd:date)')", "FILTER(?a <= ?b)",
        )),
    ],
)  # fmt: skip
def test_a_day_at_most_is_a_day_before_or_that_day(said: str, asked: str) -> None:
    assert at_most_in_two(f"SELECT * {{ ?s ?p ?d {said} }}") == f"SELECT * {{ ?s ?p ?d {asked} }}"


@pytest.mark.parametrize(
    "given",
    [
        ("bearer", "", "gehéim"),
        ("bearer", "", "two\nlines"),
        ("header", "", "with a blank ", "X-Api-Key"),
        ("header", "", "k3y", "X Api Key:"),
    ],
)
def test_a_secret_that_fits_in_no_header_is_a_setting_that_cannot_be_and_is_not_shown(given: tuple[str, ...]) -> None:
    with pytest.raises(SettingError, match="look at remote_header and the secret") as caught:
        Access(*given)
    assert given[2] not in str(caught.value)
    assert Access("basic", "Zoë", "gehéim").headers


def test_without_an_address_is_said_where_to_give_one() -> None:
    with pytest.raises(SettingError, match=r"no SPARQL query service is named: .*IMVOGRAPH_REMOTE_QUERY"):
        Servers([])
