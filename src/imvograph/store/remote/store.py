"""`RemoteStore`: the `Store` contract on a SPARQL service, with nothing in between but HTTP.

default graph   the named graph ``…/graph/union``, sent with each query and kept by the writer in the same update
version         a triple in ``…/graph/registry``; a change is made if it still has the version that it was made for
snapshot        no engine holds one open for us: a read at a version that is gone is refused, never mixed
"""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import IO, Self

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple

from imvograph.errors import QueryLimitError, SettingError, StoreAnswerError, StoreError
from imvograph.model.iris import PREFIXES
from imvograph.sparql import tokens
from imvograph.store import guard
from imvograph.store.base import Answer, Limits, Subject, Table, Term
from imvograph.store.formats import GRAPHS, RDF_XML, in_xml, named_in_xml
from imvograph.store.reader import Reader
from imvograph.store.remote import dialects, results, truth
from imvograph.store.remote.client import RESULTS, TRIPLES, Access, Client, Question
from imvograph.store.remote.cluster import Cluster, Node
from imvograph.store.remote.detect import detect
from imvograph.store.remote.dialects import Dialect
from imvograph.store.remote.pinning import Pin, held, pin_of, written
from imvograph.store.remote.snapshot import RemoteReader, RemoteSnapshot
from imvograph.store.remote.writer import RemoteBatch, Writer


@dataclass(frozen=True)
class Servers:
    """Where a remote store is.

    ``query``: addresses that answer; ``update``: addresses that take changes (the first that does is used);
    ``graph_store``: takes large loads, may be empty; ``seconds``: time limit of a question of ours; ``patience``: how long
    it is tried again, in seconds; ``confirm``: how many servers must show a change before it counts as stored.
    Raises `SettingError` if no address answers.
    """

    query: Sequence[str]
    update: Sequence[str] = ()
    graph_store: str = ""
    dialect: str = "auto"
    access: Access = field(default_factory=Access)
    seconds: float = 60.0
    patience: float = 15.0
    confirm: int = 1

    def __post_init__(self) -> None:
        if not self.query:
            raise SettingError(
                "no SPARQL query service is named: give its address (https://…/sparql) as the setting "
                "IMVOGRAPH_REMOTE_QUERY, or behind: imvograph backend check"
            )


class RemoteStore:
    """The `Store` on somebody else's server; make it with `open`. Every method may be called from any thread."""

    def __init__(self, cluster: Cluster, writer: Writer | None, limits: Limits) -> None:
        self._cluster, self._writer, self._limits = cluster, writer, limits
        self._now = RemoteReader(cluster, None)
        self._newest: RemoteSnapshot | None = None

    @classmethod
    def open(cls, servers: Servers, *, read_only: bool = False, limits: Limits | None = None) -> Self:
        """Finds out which engine it is, if not told, and whether it answers.

        Raises `SettingError` for settings that cannot be, `StoreError` if no server answers.
        """
        nodes = [Node(url) for url in dict.fromkeys(servers.query)]
        if not 1 <= servers.confirm <= len(nodes):
            raise SettingError(f"remote_confirm = {servers.confirm}, but {len(nodes)} servers are named")
        if not read_only and not servers.update:
            raise SettingError(
                "to write, the remote backend needs remote_update, the address of a SPARQL update service"
            )
        client = Client(servers.access)
        try:
            dialect = _dialect(client, servers)
            cluster = Cluster(client, dialect, nodes, servers.seconds, servers.patience)
            fields = {dialect.token_field: servers.access.secret} if dialect.token_field else {}
            writer = Writer(cluster, servers.update, servers.graph_store, fields, servers.confirm)
            if not read_only:
                writer.finish_what_was_begun()
            store = cls(cluster, None if read_only else writer, limits or Limits())
            store.snapshot()
        except BaseException:
            client.close()
            raise
        return store

    @property
    def dialect(self) -> Dialect:
        """What is peculiar to the engine."""
        return self._cluster.dialect

    # Reading

    def snapshot(self) -> RemoteSnapshot:
        """As `Store.snapshot`; asks a server for its version, unless it is pinned."""
        pin = pin_of(self)
        return pin.snapshot if pin else self._ask()

    far = True

    def pinned(self) -> AbstractContextManager[None]:
        """As `Store.pinned`."""
        try:
            return held(Pin(self, self._ask()))
        except StoreError as exc:
            return held(Pin(self, exc))

    def _ask(self) -> RemoteSnapshot:
        version = self._cluster.newest()
        if self._newest is None or self._newest.version != version:
            self._newest = RemoteSnapshot(self._cluster, version)
        return self._newest

    @property
    def version(self) -> str:
        """As `Store.version`; inside a `batch`, for its thread, the one that will be published."""
        batch = self._writer.own_batch() if self._writer else None
        return batch.version if batch else self.snapshot().version

    @property
    def asked_plainly(self) -> bool:
        """As `Snapshot.asked_plainly`."""
        return self._now.asked_plainly

    def select(self, text: str) -> Table:
        """As `Store.select`."""
        return self._reader().select(text)

    def ask(self, text: str) -> bool:
        """As `Store.ask`."""
        return self._reader().ask(text)

    def construct(self, text: str) -> list[Triple]:
        """As `Store.construct`."""
        return self._reader().construct(text)

    def triples(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """As `Store.triples`."""
        return self._reader().triples(subject, predicate, object)

    def graphs(self) -> list[str]:
        """As `Store.graphs`."""
        return self._reader().graphs()

    def graph(self, iri: str) -> frozenset[Triple]:
        """As `Store.graph`."""
        return self._reader().graph(iri)

    def others(self, subject: Subject, graph: str) -> Iterator[Triple]:
        """As `Store.others`."""
        return self._reader().others(subject, graph)

    def elsewhere(self, triple: Triple, graph: str) -> bool:
        """As `Store.elsewhere`."""
        return self._reader().elsewhere(triple, graph)

    def shared_things(self) -> frozenset[str]:
        """As `Store.shared_things`, all of one version."""
        return self._reader().shared_things()

    def quads(self) -> Iterator[Quad]:
        """As `Store.quads`, all of one version."""
        return self._reader().quads()

    def dump(self, output: IO[bytes], format: RdfFormat) -> None:
        """As `Store.dump`, all of one version."""
        self._reader().dump(output, format)

    def answer(
        self,
        text: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        client: str = "",
    ) -> Answer:
        """As `Store.answer`: guard, then the server, with a time limit there and a deadline here.

        How many queries one client may have there at once is for that server to say. What a query costs is the time until
        its answer is here, since no server tells more.
        """
        kind = guard.admitted(text, media_type, (*default_graphs, *named_graphs), self._limits)
        words = list(tokens(text))
        own = default_graphs or named_graphs or any(token.is_word("FROM") for token in words)
        has_graph = any(token.is_word("GRAPH") for token in words)
        cluster, dialect, limits = self._cluster, self._cluster.dialect, self._limits

        def ask(url: str) -> bytes:
            default, graphs = (default_graphs, named_graphs) if own else self._now.dataset(has_graph, url)
            asked = Question(text, RESULTS if kind in ("SELECT", "ASK") else TRIPLES, default, graphs)
            question = dialect.question(asked, limits.seconds)
            reply = cluster.client.ask_strange(url, question, limits.seconds + 1, limits.answer_bytes)
            if kind == "ASK":
                return results.written(truth.boolean(reply, dialect, url), media_type)
            if kind == "SELECT":
                return results.written(truth.table(reply, dialect, url, text), media_type)
            triples = truth.graph(reply, dialect, url)
            if media_type != RDF_XML:
                return ox.serialize(triples, format=GRAPHS[media_type], prefixes=PREFIXES) or b""
            return bytes(
                in_xml(ox.serialize(named_in_xml(triples), format=GRAPHS[media_type], prefixes=PREFIXES) or b"")
            )

        begun = time.monotonic()
        try:
            body, version = cluster.read(ask)
        except QueryLimitError as exc:
            exc.seconds = time.monotonic() - begun
            raise
        return Answer(body, media_type, version, time.monotonic() - begun)

    # Writing

    def replace_graph(self, iri: str, triples: Collection[Triple], *, expected: str | None = None) -> str:
        """As `Store.replace_graph`; raises `StoreBusyError` if another writer was faster: nothing was stored then."""
        with written(self):
            return self._writable().replace(iri, triples, expected)

    @contextmanager
    def batch(self) -> Iterator[RemoteBatch]:
        """As `Store.batch`. The whole graph is copied here first, for what is read in a batch: meant for builds."""
        with written(self), self._writable().batch() as batch:
            yield batch

    def close(self) -> None:
        """As `Store.close`."""
        self._cluster.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _reader(self) -> RemoteReader | Reader:
        batch = self._writer.own_batch() if self._writer else None
        return Reader(batch.live) if batch else self._now

    def _writable(self) -> Writer:
        if self._writer is None:
            raise StoreError("the remote store is open for reading only")
        return self._writer


def _dialect(client: Client, servers: Servers) -> Dialect:
    """The dialect that the settings name, or that the first server which answers speaks."""
    if servers.dialect != "auto":
        return dialects.named(servers.dialect)
    problem: StoreError = StoreAnswerError("no server is named")
    for url in servers.query:
        try:
            return detect(client, url)
        except StoreError as exc:
            problem = exc
    raise problem
