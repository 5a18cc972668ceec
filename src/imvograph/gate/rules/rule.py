"""A rule in code: its name, how grave it is, and what it tells a person."""

from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from imvograph.gate.report import Result
from imvograph.model.iris import SHAPES

LONGEST_CAME = 160


@dataclass(frozen=True)
class Rule:
    """One rule; ``nl`` and ``en`` say what came and what to do, with places like ``{came}`` for what came."""

    name: str
    nl: str
    en: str
    severity: str = "Violation"

    @property
    def iri(self) -> str:
        return SHAPES + self.name

    def broken(
        self,
        focus: str,
        path: str | None = None,
        value: NamedNode | Literal | BlankNode | Triple | None = None,
        *,
        severity: str | None = None,
        **came: object,
    ) -> Result:
        """A result of this rule; ``severity`` where this case is less grave than the rule."""
        texts = {key: _short(text) for key, text in came.items()}
        messages = {"nl": self.nl.format(**texts), "en": self.en.format(**texts)}
        shown = None if value is None else str(value)
        return Result(self.iri, severity or self.severity, focus, path, shown, messages)


def _short(came: object) -> str:
    text = str(came)
    return text if len(text) <= LONGEST_CAME else f"{text[: LONGEST_CAME // 2]} … {text[-LONGEST_CAME // 2 :]}"
