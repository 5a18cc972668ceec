"""One change of one graph under ``graph/added/``, from outside: preconditions, gate, store, audit."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal

from pyoxigraph import NamedNode, Triple

from imvograph.errors import ConflictError, ForbiddenError, ImvographError, NotFoundError, RefusedError
from imvograph.gate import Change, Gate, Report
from imvograph.model.iris import PREFIXES
from imvograph.pipeline import admit
from imvograph.store import Snapshot, Store
from imvograph.writing.audit import Audit, Entry
from imvograph.writing.tokens import RETIRE, Token

Method = Literal["PUT", "POST", "DELETE"]
METHODS: tuple[Method, ...] = ("PUT", "POST", "DELETE")
NONE = "none"
"""The state of a graph that is not there."""
_DEPRECATED = NamedNode(PREFIXES["owl"] + "deprecated")


def state(triples: frozenset[Triple]) -> str:
    """A digest of what a graph holds; `NONE` if it holds nothing. The ETag of a graph begins with it."""
    if not triples:
        return NONE
    return sha256("\n".join(sorted(map(str, triples))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Written:
    """What a change did: the version afterwards, whether the graph is new, whether anything changed, the report."""

    version: str
    created: bool
    changed: bool
    report: Report


class Writer:
    """Writes graphs; ``opened`` gives the store for writing, and only for as long as one change takes.

    The service reads; whoever writes takes the writer's lock of the store. So a load on the command line and a change over
    HTTP take turns, and neither can hold the other up: who comes second is told to come back (`StoreBusyError`).
    """

    def __init__(
        self, opened: Callable[[], AbstractContextManager[Store]], gate: Callable[[], Gate], audit: Audit
    ) -> None:
        self._opened, self._make_gate, self._audit = opened, gate, audit
        self._gate: Gate | None = None

    def check(self, graph: str, triples: frozenset[Triple], snapshot: Snapshot) -> Report:
        """What the gate would say; nothing is stored."""
        return self._judge().check(Change(graph, triples), snapshot)

    def write(
        self,
        method: Method,
        graph: str,
        triples: frozenset[Triple],
        token: Token,
        wanted: Callable[[str], bool],
        digest: str,
    ) -> Written:
        """PUT replaces, POST adds, DELETE removes. ``wanted`` says of the graph's `state` whether to go on.

        Raises `ConflictError` if not, `NotFoundError` for the DELETE of nothing, `ForbiddenError` if the token may not say
        whether something is retired, `RefusedError`, `StoreBusyError`, `StoreError`. Each is in the audit log; ``digest`` is
        of the bytes that came.
        """
        version = ""
        try:
            with self._opened() as store:
                version = store.version
                written = self._written(method, graph, triples, token, wanted, store)
                version = written.version
        except ImvographError as exc:
            outcome = "refused" if isinstance(exc, RefusedError) else "failed"
            self._note(method, graph, token, outcome, version, digest, str(exc))
            raise
        self._note(method, graph, token, "stored" if written.changed else "unchanged", version, digest)
        return written

    def _written(
        self,
        method: Method,
        graph: str,
        triples: frozenset[Triple],
        token: Token,
        wanted: Callable[[str], bool],
        store: Store,
    ) -> Written:
        held = store.graph(graph)
        if not wanted(state(held)):
            raise ConflictError(
                f"{graph} is not in the state that was asked for; fetch it again and look what changed",
                nl=f"{graph} is niet in de gevraagde toestand; haal hem opnieuw op en kijk wat er veranderde",
            )
        if method == "DELETE" and not held:
            raise NotFoundError(f"There is no graph {graph}", nl=f"Een graaf {graph} is er niet")
        to_hold = {"PUT": triples, "POST": held | triples, "DELETE": frozenset[Triple]()}[method]
        retired = next((t.subject for t in to_hold ^ held if t.predicate == _DEPRECATED), None)
        if retired is not None and RETIRE not in token.scopes:
            raise ForbiddenError(
                f"This token may not say whether {retired} is retired (owl:deprecated); that takes the scope {RETIRE}",
                RETIRE,
                nl=f"Dit token mag niet zeggen of {retired} vervallen is (owl:deprecated); daarvoor is de scope {RETIRE} nodig",
            )
        loaded = admit(Change(graph, to_hold), self._judge(), store)
        return Written(loaded.version, not held, loaded.changed, loaded.report)

    def _judge(self) -> Gate:
        if self._gate is None:
            self._gate = self._make_gate()
        return self._gate

    def _note(
        self, method: str, graph: str, token: Token, outcome: str, version: str, digest: str, why: str = ""
    ) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._audit.add(Entry(now, token.id, token.name, method, graph, outcome, version, digest, why[:500]))
