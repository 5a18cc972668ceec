"""The remote store on real engines: the same graph, the same rows, and a gate that two writers cannot pass at once."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from imvograph import assets
from imvograph.answers import ask
from imvograph.build import load_facts
from imvograph.catalog import Catalog, Query
from imvograph.errors import (
    QueryPolicyError,
    QuerySyntaxError,
    RefusedError,
    StoreAnswerError,
    StoreBusyError,
    StoreError,
)
from imvograph.gate import Gate
from imvograph.model.iris import BASE
from imvograph.questions import read
from imvograph.store import EmbeddedStore, RemoteStore, Servers
from imvograph.store.remote import Access, registry, truth
from imvograph.store.remote.client import Client, Reply
from imvograph.store.remote.cluster import Cluster, Node
from imvograph.store.remote.dialects import Dialect
from imvograph.store.remote.probe import Probe
from imvograph.store.remote.registry import WANTED, WANTS
from imvograph.store.remote.turn import turn
from imvograph.store.snapshots import sequence

CATALOG = Catalog.read(assets.QUERIES)
QUESTIONS = read(assets.QUERIES, CATALOG)
CITES, TITLE = NamedNode(BASE + "def/imvo#cites"), NamedNode(BASE + "def/imvo#title")
PREFIXES_OF_DAYS = f"PREFIX imvo: <{BASE}def/imvo#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def letter(number: int, *about: str) -> Triple:
    return Triple(NamedNode(f"{BASE}id/letter/remote-{number}"), TITLE, Literal(" ".join(about), language="nl"))


def graph(name: str) -> str:
    return f"{BASE}graph/added/remote-{name}"


def askings(query: Query) -> Iterator[dict[str, str]]:
    """The example, what the competency questions ask, both scopes, and what was until a day."""
    yield dict(query.example)
    yield from (dict(check.parameters) for q in QUESTIONS for check in q.checks if check.query == query.name)
    if "scope" in query.parameters:
        yield from ({**query.example, "scope": scope} for scope in ("direct", "linked"))
    if "to" in query.parameters:
        yield from ({"to": f"{year}-03-03"} for year in (2018, 2020, 2022))


def test_the_engine_is_recognised(servers: Servers, filled: RemoteStore) -> None:
    signs = {"virtuoso": "/sparql-auth", "fuseki": "/ds/", "oxigraph": "/query"}
    assert filled.dialect.name == next(name for name, sign in signs.items() if sign in servers.query[0])


def test_the_graph_that_comes_back_is_the_graph_that_was_stored(filled: RemoteStore, built: EmbeddedStore) -> None:
    names = [iri for iri in filled.graphs() if "/remote-" not in iri]
    assert names == built.graphs()
    assert [iri for iri in names if filled.graph(iri) != built.graph(iri)] == []
    assert set(built.triples()) <= set(filled.triples())


@pytest.mark.parametrize("name", list(CATALOG))
def test_a_curated_query_gives_the_same_rows(name: str, filled: RemoteStore, built: EmbeddedStore) -> None:
    for values in askings(CATALOG[name]):
        ours, theirs = ask(CATALOG, built, name, values), ask(CATALOG, filled, name, values)
        assert theirs.rows == ours.rows, values


def test_the_same_changes_lead_to_the_same_version_as_in_the_embedded_store(
    filled: RemoteStore, store: EmbeddedStore, built: EmbeddedStore
) -> None:
    with store.batch():  # as `filled` was, to which nothing was done before this test
        for iri in built.graphs():
            store.replace_graph(iri, built.graph(iri))
    assert filled.version == store.version
    for triples in ([letter(1, "een"), letter(2, "twee")], [letter(2, "twee")], [letter(2, "twee")], []):
        assert filled.replace_graph(graph("a"), triples) == store.replace_graph(graph("a"), triples) == filled.version
    assert sequence(filled.version) == len(built.graphs()) + 3


def test_a_triple_stays_in_the_union_until_its_last_graph_leaves(filled: RemoteStore) -> None:
    shared = letter(3, "in twee grafen")
    filled.replace_graph(graph("x"), [shared])
    filled.replace_graph(graph("y"), [shared, letter(4, "alleen hier")])
    assert filled.elsewhere(shared, graph("x")) and list(filled.others(shared.subject, graph("x"))) == [shared]
    assert shared.subject.value in filled.shared_things()
    filled.replace_graph(graph("x"), [])
    assert graph("x") not in filled.graphs() and list(filled.triples(shared.subject)) == [shared]
    filled.replace_graph(graph("y"), [])
    assert list(filled.triples(shared.subject)) == [] and not filled.elsewhere(shared, graph("x"))


def test_a_version_that_is_gone_is_refused_and_never_mixed_with_the_next(filled: RemoteStore) -> None:
    old = filled.snapshot()
    assert old is filled.snapshot()
    filled.replace_graph(graph("moving"), [letter(5, str(sequence(old.version)))])
    with pytest.raises(StoreBusyError, match="changed while"):
        old.select(COUNT)
    assert filled.snapshot().select(COUNT).rows


def test_of_two_writers_at_once_one_is_told_to_offer_its_change_again(servers: Servers, filled: RemoteStore) -> None:
    base = filled.version
    with RemoteStore.open(servers) as other:
        other.replace_graph(graph("race"), [letter(6, "de ander")])
    with pytest.raises(StoreBusyError, match="no longer"):
        filled.replace_graph(graph("race-2"), [letter(7, "ik")], expected=base)
    assert filled.graph(graph("race-2")) == frozenset()
    done: list[object] = []

    def write(number: int) -> None:
        with RemoteStore.open(servers) as mine:
            try:
                done.append(mine.replace_graph(graph(f"thread-{number}"), [letter(100 + number, "tegelijk")]))
            except StoreBusyError as exc:
                done.append(exc)

    before = sequence(filled.version)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    accepted = [item for item in done if isinstance(item, str)]
    assert len(done) == 4 and len(set(accepted)) == len(accepted) >= 1
    stored = [n for n in range(4) if filled.graph(graph(f"thread-{n}"))]
    assert len(stored) == len(accepted) == sequence(filled.version) - before


def everywhere(servers: Servers, dialect: Dialect, text: str) -> tuple[object, ...]:
    """What the engine itself says: of all graphs that it holds, ours and not ours."""
    client = Client(servers.access)
    try:
        return Cluster(client, dialect, [node := Node(servers.query[0])], servers.seconds, patience=5).rows(node, text)
    finally:
        client.close()


def of_graphs(beginning: str) -> str:
    return f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{beginning}')) }} LIMIT 1"


def test_writers_take_turns_and_a_dead_one_does_not_stop_them(servers: Servers, filled: RemoteStore) -> None:
    # On Oxigraph two updates on one condition can both be carried out: 10 to 20 of 100 times, if four come at once.
    if filled.dialect.isolated:
        return  # the engine does it
    client = Client(servers.access)
    cluster = Cluster(client, filled.dialect, [Node(servers.query[0])], servers.seconds, patience=60)

    def send(text: str) -> None:
        reply = client.update(servers.update[0], text, {}, servers.seconds, direct=filled.dialect.direct_updates)
        truth.must_succeed(reply, filled.dialect, servers.update[0])

    died = Literal(f"{int(time.time() - 3 * servers.seconds)}-dead")
    send(f"INSERT DATA {{ GRAPH {registry.REGISTRY} {{ {registry.UNION} {WANTS} {died} }} }}")
    inside, at_once, turns = set[int](), list[set[int]](), 4

    def write(name: int) -> None:
        for _ in range(turns):
            with turn(cluster, send):
                inside.add(name)
                time.sleep(0.01)
                at_once.append(set(inside))
                inside.remove(name)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert [len(names) for names in at_once] == [1] * 4 * turns
    assert cluster.rows(cluster.nodes[0], WANTED) == ()

    def send_and_hear_nothing(text: str) -> None:
        send(text)
        if text.startswith("INSERT"):
            raise StoreAnswerError("the answer was lost on its way")

    with pytest.raises(StoreAnswerError), turn(cluster, send_and_hear_nothing):
        pytest.fail("who does not know that its word stands has no turn")
    assert cluster.rows(cluster.nodes[0], WANTED) == (), "its word does not stay, and stop all others"
    client.close()


def test_the_gate_reads_and_writes_there(filled: RemoteStore, gate: Gate, tmp_path: Path) -> None:
    folder = tmp_path
    good, bad = folder / "remote-good.ttl", folder / "remote-bad.ttl"
    head = "@prefix imvo: <https://w3id.org/imvograph/def/imvo#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    bad.write_text(head + "<https://w3id.org/imvograph/id/motion/x> a imvo:Motion ; imvo:nonsense 1 .\n")
    before = filled.version
    with pytest.raises(RefusedError):
        load_facts(bad, gate, filled)
    assert filled.version == before
    source = assets.DATA / "curated"
    good.write_bytes(next(iter(sorted(source.glob("*.ttl")))).read_bytes())
    loaded = load_facts(good, gate, filled)
    assert loaded.changed and filled.version == loaded.version
    assert filled.graph(loaded.graph)
    filled.replace_graph(loaded.graph, [])


def test_a_change_too_large_for_one_update_is_staged_and_comes_whole(
    servers: Servers, filled: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    update, add = Client.update, Client.add

    def updating(self: Client, url: str, text: str, *rest: Any, **more: Any) -> Reply:
        sent.append("begins" if registry.ADDS.value in text else text[:2_000])
        return update(self, url, text, *rest, **more)

    def adding(self: Client, url: str, name: str, *rest: Any) -> Reply:
        sent.append(f"fills {name}")
        return add(self, url, name, *rest)

    monkeypatch.setattr(Client, "update", updating)
    monkeypatch.setattr(Client, "add", adding)
    many = [letter(1000 + n, "een van velen", str(n)) for n in range(filled.dialect.batch // 2 + 50)]
    seen: set[int] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            with suppress(StoreBusyError):
                seen.add(len(filled.snapshot().graph(graph("many"))))
            stop.wait(0.2)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        filled.replace_graph(graph("many"), many)
        filled.replace_graph(graph("many"), many[:3])
    finally:
        stop.set()
        watching.join(60)
    assert seen <= {0, len(many), 3}
    assert filled.graph(graph("many")) == set(many[:3])
    assert {t for t in filled.triples(None, TITLE) if t in set(many)} == set(many[:3]), "and the union with it"
    filling = [
        n for n, text in enumerate(sent) if registry.STAGING in text and text.startswith(("fills", "INSERT DATA"))
    ]
    assert filling and sent.count("begins"), "it was staged"
    if not filled.dialect.isolated:
        words = [n for n, text in enumerate(sent) if text.startswith("INSERT DATA") and WANTS.value in text]
        begins = [n for n, text in enumerate(sent) if text == "begins"]
        assert [n for n in range(words[0], begins[0]) if n in filling] == [], "a turn is not spent on bringing it there"
    for left in (registry.STAGED, of_graphs(registry.STAGING)):
        assert everywhere(servers, filled.dialect, left) == ()


def test_a_batch_is_one_version_and_reads_its_own(filled: RemoteStore) -> None:
    before = filled.version
    with filled.batch():
        filled.replace_graph(graph("b1"), [letter(8, "acht")])
        filled.replace_graph(graph("b2"), [letter(9, "negen")])
        assert list(filled.triples(letter(9).subject)) == [letter(9, "negen")]
        assert filled.snapshot().version == before
        with pytest.raises(StoreBusyError, match="no longer"):  # it was checked against what is not true any more
            filled.replace_graph(graph("b3"), [letter(9, "negen")], expected=before)
    assert sequence(filled.version) == sequence(before) + 2
    with pytest.raises(ZeroDivisionError), filled.batch():
        filled.replace_graph(graph("b1"), [])
        raise ZeroDivisionError
    assert filled.graph(graph("b1")) == {letter(8, "acht")}


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY STR(?c)", "text/csv"),
        ("ASK { ?s a <https://w3id.org/imvograph/def/imvo#Motion> }", "application/sparql-results+json"),
        (
            "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c . FILTER(?c = <https://w3id.org/imvograph/def/imvo#Covenant>) }",
            "application/n-triples",
        ),
    ],
)
def test_a_stranger_gets_the_answer_of_the_embedded_store(
    text: str, media_type: str, filled: RemoteStore, built: EmbeddedStore
) -> None:
    theirs, ours = filled.answer(text, media_type), built.answer(text, media_type)
    assert sorted(theirs.body.splitlines()) == sorted(ours.body.splitlines())
    assert theirs.version == filled.version


@pytest.mark.parametrize("year", [2011, 2013, 2018, 2021, 2023, 2030])
def test_what_began_until_a_day_is_all_of_it(year: int, filled: RemoteStore, built: EmbeddedStore) -> None:
    """Virtuoso leaves some out, unless it is asked in other words (`store.remote.comparing`)."""
    for until in (f'?day <= "{year}-03-03"^^xsd:date', f'"{year}-03-03"^^xsd:date >= ?day'):
        text = f"{PREFIXES_OF_DAYS} SELECT ?term WHERE {{ ?term imvo:startDate ?day FILTER({until}) }}"
        ours, theirs = (sorted(map(str, store.select(text).rows)) for store in (built, filled))
        assert theirs == ours, until


def test_a_stranger_is_guarded_and_told_what_is_wrong(filled: RemoteStore) -> None:
    with pytest.raises(QueryPolicyError):
        filled.answer("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "text/csv")
    with pytest.raises(QueryPolicyError):
        filled.answer("DELETE WHERE { ?s ?p ?o }", "text/csv")
    with pytest.raises(QuerySyntaxError):
        filled.answer("SELECT ?x WHERE { ?x ?y }", "text/csv")
    named = filled.answer("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", "text/csv").body.decode().split()[1:]
    assert sorted(named) == filled.graphs(), "union, registry and the engine's own graphs are not shown"


def test_the_dump_is_that_of_the_embedded_store(filled: RemoteStore, built: EmbeddedStore) -> None:
    theirs, ours = BytesIO(), BytesIO()
    filled.dump(theirs, RdfFormat.N_QUADS)
    built.dump(ours, RdfFormat.N_QUADS)
    added = (b"/added/remote-",)
    lines = {line for line in theirs.getvalue().splitlines() if not any(word in line for word in added)}
    assert lines == set(ours.getvalue().splitlines())


def test_the_probe_says_what_it_can_do_and_leaves_nothing_behind(servers: Servers, filled: RemoteStore) -> None:
    before = filled.version, filled.graphs()
    found = {item.what: item for item in Probe(servers).run()}
    assert [item for item in found.values() if item.works is False] == []
    assert found["conditional update"].works and found["default-graph-uri"].works
    assert found["one of four at once"].works or servers.dialect == "oxigraph" or filled.dialect.name == "oxigraph"
    assert found["holds imvograph"].seen.startswith(f"version {filled.version}")
    capped = found["10,001 rows in one answer"]
    assert capped.works is (None if filled.dialect.row_cap else True), capped.seen
    assert (filled.version, filled.graphs()) == before
    assert everywhere(servers, filled.dialect, of_graphs(f"{BASE}graph/probe/")) == ()
    assert everywhere(servers, filled.dialect, of_graphs(f"{BASE}graph/union")), "such a question sees all graphs"
    (nobody,) = Probe(Servers(["http://127.0.0.1:9/query"])).run()
    assert nobody.works is False and "http://127.0.0.1:9" in nobody.seen


def test_the_settings_lead_the_command_line_there(servers: Servers, filled: RemoteStore, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(servers.access.secret + "\n")
    environment = {
        **os.environ,
        "IMVOGRAPH_BACKEND": "remote",
        "IMVOGRAPH_REMOTE_QUERY": servers.query[0],
        "IMVOGRAPH_REMOTE_UPDATE": servers.update[0],
        "IMVOGRAPH_REMOTE_AUTH": servers.access.kind,
        "IMVOGRAPH_REMOTE_USER": servers.access.user,
        "IMVOGRAPH_REMOTE_SECRET_FILE": str(secret),
    }

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "imvograph", *words]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120)

    asked = run("query", "commitments-by-topic", "topic=tomaat-italie", "--json")
    assert asked.returncode == 0 and "bhos-2022-04-07-1-t4" in asked.stdout, asked.stderr
    checked = run("backend", "check", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert {item["what"]: item["works"] for item in json.loads(checked.stdout)}["updates"] is True


def test_who_may_only_read_cannot_write(servers: Servers) -> None:
    with RemoteStore.open(servers, read_only=True) as store, pytest.raises(StoreError, match="reading only"):
        store.replace_graph(graph("z"), [])


def test_a_wrong_password_is_said(virtuoso: Servers) -> None:
    wrong = Servers(
        virtuoso.query, virtuoso.update, access=Access("digest", "dba", "wrong"), dialect="virtuoso", patience=0
    )
    with pytest.raises(StoreError, match="remote_auth"):
        RemoteStore.open(wrong)
