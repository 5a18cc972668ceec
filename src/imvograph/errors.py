"""Every error of imvograph, in one tree; each says what came, and what would be right: in English, and in Dutch (``nl``)
where a stranger can meet it.

ImvographError
├── SourceError           a document cannot be read: encoding, kind, checksum, network
├── TurtleError           offered RDF cannot be parsed, or holds what no graph of ours may hold
├── EvidenceError         an offset or a quote does not fit its text
├── ConflictError         what is to be changed is not in the state that was asked for
├── ForbiddenError        a token does not allow what is asked; carries the scope that would
├── RefusedError          the gate refused a change; carries the report
├── CatalogError          a file in queries/ breaks the rules of the catalogue (ours to mend)
├── ParameterError        a parameter of a curated query is missing, unknown or of the wrong type
├── NotFoundError         no such thing, query, graph or topic; carries what is near
├── GoneError             a thing that was here and is retired; carries what replaced it
├── QueryError            a SPARQL text that we do not run
│   ├── QuerySyntaxError  it does not parse; carries line and column
│   └── QueryPolicyError  it parses, but is too large, too deep, an update, or calls elsewhere
├── StoreError            the store cannot be opened, read or written
│   ├── StoreBusyError    another process, or too many queries at once; try again
│   ├── StoreAnswerError  a remote server gave no answer, or none that is whole; another one may
│   └── QueryLimitError   a query was stopped at its limit of time or memory
│       └── AnswerSizeError  its answer is larger than is sent
├── ServiceError          a running instance cannot be reached, or answers what imvograph would not (the client)
└── SettingError          a setting has a value that cannot be, or a library that is needed is not installed
"""

from collections.abc import Sequence
from typing import Any, Protocol


class Told(Protocol):
    """A report that can speak for itself; the gate makes them."""

    def as_text(self, lang: str) -> str: ...

    def as_json(self) -> dict[str, Any]: ...


class ImvographError(Exception):
    """What every error here is; ``str()`` of it is a sentence for a person, and ``nl`` the same in Dutch."""

    def __init__(self, message: str, *, nl: str | None = None) -> None:
        super().__init__(message)
        self.nl = nl

    def told(self, language: str) -> str:
        """The sentence in Dutch (``nl``) where there is one, else in English."""
        return self.nl if language == "nl" and self.nl else str(self)


class SourceError(ImvographError):
    """A document cannot be read as what it claims to be."""


def unreadable(name: object, exc: OSError | ValueError) -> SourceError:
    """The error for a file that the system will not read: the reason in words, without the system's number for it."""
    why, waarom = next(
        (words for kind, words in _UNREADABLE.items() if isinstance(exc, kind)),
        (getattr(exc, "strerror", None) or str(exc),) * 2,
    )
    return SourceError(f"{name}: cannot be read: {why}", nl=f"{name}: kan niet gelezen worden: {waarom}")


_UNREADABLE = {
    FileNotFoundError: ("there is no such file", "er is geen bestand met die naam"),
    NotADirectoryError: ("there is no such file", "er is geen bestand met die naam"),
    IsADirectoryError: ("it is a folder", "het is een map"),
    PermissionError: ("you may not read it; ask its owner", "je mag het niet lezen; vraag het de eigenaar"),
    UnicodeDecodeError: ("it is no text in UTF-8; save it as that", "het is geen tekst in UTF-8; bewaar het zo"),
}


class TurtleError(ImvographError):
    """Offered RDF that cannot be parsed, or that holds what may not come in."""


class EvidenceError(ImvographError):
    """An offset outside its text, or a quote that is not the slice."""


class ConflictError(ImvographError):
    """What is to be changed is no longer, or not yet, in the state that the change was meant for."""


class ForbiddenError(ImvographError):
    """A token does not allow what is asked with it; ``scope`` is the one that would."""

    def __init__(self, message: str, scope: str, *, nl: str | None = None) -> None:
        super().__init__(message, nl=nl)
        self.scope = scope


class RefusedError(ImvographError):
    """The gate refused a change; nothing was stored.

    ``report`` is the ``imvograph.gate.Report`` that says which triple, which rule, what to do.
    """

    def __init__(self, message: str, report: Told, *, nl: str | None = None) -> None:
        super().__init__(message, nl=nl)
        self.report = report


class CatalogError(ImvographError):
    """A curated query whose header or text breaks the rules of ``queries/README.md``."""


class ParameterError(ImvographError):
    """A parameter that is missing, unknown, or has a value of the wrong type.

    ``name`` is the parameter, ``value`` what came (``None`` if nothing), ``example`` a right value.
    """

    def __init__(
        self, message: str, name: str, value: str | None = None, example: str | None = None, *, nl: str | None = None
    ) -> None:
        super().__init__(message, nl=nl)
        self.name, self.value, self.example = name, value, example


class NotFoundError(ImvographError):
    """No such thing; ``near`` lists what exists and looks like it, best first."""

    def __init__(self, message: str, near: Sequence[str] = (), *, nl: str | None = None) -> None:
        super().__init__(message, nl=nl)
        self.near = tuple(near)


class GoneError(ImvographError):
    """A thing that was here and is no more.

    ``replaced_by`` lists the IRIs of what took its place, ``release`` is the address of the last release that holds it.
    """

    def __init__(
        self, message: str, replaced_by: Sequence[str] = (), release: str | None = None, *, nl: str | None = None
    ) -> None:
        super().__init__(message, nl=nl)
        self.replaced_by, self.release = tuple(replaced_by), release


class QueryError(ImvographError):
    """A SPARQL text that we do not run."""


class QuerySyntaxError(QueryError):
    """A SPARQL text that does not parse; ``line`` and ``column`` count from 1, if known; ``near`` is what was meant, perhaps."""

    def __init__(
        self,
        message: str,
        line: int | None = None,
        column: int | None = None,
        near: Sequence[str] = (),
        *,
        nl: str | None = None,
    ) -> None:
        super().__init__(message, nl=nl)
        self.line, self.column, self.near = line, column, tuple(near)


class QueryPolicyError(QueryError):
    """A SPARQL text that is too large, too deep, an update, or calls elsewhere."""


class StoreError(ImvographError):
    """The store cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """The store is in use by another process, or all query workers are; ``retry_after`` in seconds."""

    def __init__(self, message: str, retry_after: int = 1, *, nl: str | None = None) -> None:
        super().__init__(message, nl=nl)
        self.retry_after = retry_after


class StoreAnswerError(StoreError):
    """A remote server cannot be reached, or what it sent is cut, broken or an error; another server may do better."""


class QueryLimitError(StoreError):
    """A query was stopped at its limit of time or memory; ``seconds`` is what it cost by then, at most."""

    def __init__(self, message: str, seconds: float = 0.0, *, nl: str | None = None) -> None:
        super().__init__(message, nl=nl)
        self.seconds = seconds


class AnswerSizeError(QueryLimitError):
    """The answer to a query is larger than is sent; half an answer never is."""


class SettingError(ImvographError):
    """A setting has a value that cannot be, or a library that is needed is not installed."""


class ServiceError(ImvographError):
    """A running instance cannot be reached, or answers what imvograph would not."""
