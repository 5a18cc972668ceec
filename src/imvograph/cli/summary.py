"""What a load did, told while it goes on and at its end; of many documents only what is told is kept."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from imvograph.cli.parts import err, out
from imvograph.errors import RefusedError

if TYPE_CHECKING:
    from imvograph.bulk import Outcome

FEW_LINES = 20
"""Up to so many files get a line each; of more there is a summary, and a line for each refusal."""


_WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "loaded": "geladen",
        "skipped": "overgeslagen",
        "unchanged": "ongewijzigd",
        "refused": "geweigerd",
        "as": "als",
        "known": ": de graaf heeft deze tekst al, als {key}",
        "sidecar": "; wat {} zegt is niet overgenomen (--again leest het)",
        "not stored": "geweigerd; er is niets van opgeslagen",
        "interrupted": "onderbroken: de documenten hieronder zijn heel opgeslagen; dezelfde opdracht gaat daar verder",
        "none": "niets te laden",
        "none stored": "er is geen document opgeslagen",
        "document": "document",
        "documents": "documenten",
        "mentions": "vermeldingen",
        "left out": "weggelaten, want door beoordelaars verworpen",
    },
    "en": {
        "loaded": "loaded",
        "skipped": "skipped",
        "unchanged": "unchanged",
        "refused": "refused",
        "as": "as",
        "known": ": the graph has this text already, as {key}",
        "sidecar": "; what {} says was not taken over (--again reads it)",
        "not stored": "refused; nothing of it was stored",
        "interrupted": "interrupted: the documents below are stored whole; the same command goes on from there",
        "none": "nothing to load",
        "none stored": "no document was stored",
        "document": "document",
        "documents": "documents",
        "mentions": "mentions",
        "left out": "left out, as reviewers rejected them",
    },
}


class Summary:
    """Documents by what became of them, mentions by kind, refusals with their reason.

    ``keep_all`` keeps an entry per document, for `as_json`.
    """

    def __init__(self, *, keep_all: bool = False) -> None:
        self.documents, self.left_out, self.interrupted = 0, 0, False
        self.outcomes, self.mentions = Counter[str](), Counter[str]()
        self.refused: list[Outcome] = []
        self._first: list[Outcome] = []
        self._entries: list[dict[str, Any]] | None = [] if keep_all else None

    def add(self, outcome: "Outcome") -> None:
        """Counts one document."""
        self.documents += 1
        self.outcomes[_word(outcome)] += 1
        self.mentions.update(outcome.counts)
        self.left_out += outcome.left_out
        if outcome.error:
            self.refused.append(outcome)
        if len(self._first) <= FEW_LINES:
            self._first.append(outcome)
        if self._entries is not None:
            self._entries.append(_entry(outcome))

    def as_json(self, seconds: float) -> dict[str, Any]:
        """The summary and an entry per document; ``seconds`` of the clock."""
        summary = {
            "documents": self.documents,
            "outcomes": dict(sorted(self.outcomes.items())),
            "mentions": dict(sorted(self.mentions.items())),
            "left_out": self.left_out,
            "seconds": round(seconds, 2),
            "interrupted": self.interrupted,
        }
        return {"summary": summary, "documents": self._entries or []}

    def tell(self, lang: str, seconds: float) -> None:
        """A line a file where there are few, always a summary, and of each refusal the reason; ``nl`` or ``en``."""
        words = _WORDS[lang]
        if self.documents <= FEW_LINES:
            for outcome in (one for one in self._first if not one.error):
                out.print(f"{outcome.path}: {_told(outcome, words)}", markup=False)
                if outcome.report and outcome.report.total:
                    out.print(outcome.report.as_text(lang), markup=False)
        for outcome in self.refused:
            err.print(f"{outcome.path}: {words['not stored']}", style="red", markup=False)
            error = outcome.error
            told = error.report.as_text(lang) if isinstance(error, RefusedError) else error and error.told(lang)
            err.print(told, markup=False)
        if self.interrupted:
            err.print(words["interrupted"])
        if not self.documents:
            out.print(words["none stored" if self.interrupted else "none"])
            return
        by_outcome = ", ".join(f"{count} {words[word]}" for word, count in sorted(self.outcomes.items()))
        noun = words["document" if self.documents == 1 else "documents"]
        out.print(f"{self.documents} {noun}: {by_outcome}; {seconds:.1f} s")
        if self.mentions:
            counted = ", ".join(f"{kind} {count}" for kind, count in sorted(self.mentions.items()))
            out.print(f"{words['mentions']}: {counted}")
        if self.left_out:
            out.print(f"{words['left out']}: {self.left_out}")


def _told(outcome: "Outcome", words: Mapping[str, str]) -> str:
    """What became of a document, and as what it is known."""
    told, key = words[_word(outcome)], str(outcome.graph or "").rpartition("/")[2]
    if outcome.skipped:
        beside = outcome.path.with_suffix(".toml")
        told += words["known"].format(key=key) + (words["sidecar"].format(beside) if beside.is_file() else "")
    elif outcome.graph:
        told += f" {words['as']} {outcome.graph}"
    return told


def _word(outcome: "Outcome") -> str:
    if outcome.error:
        return "refused"
    return "skipped" if outcome.skipped else "loaded" if outcome.changed else "unchanged"


def _entry(outcome: "Outcome") -> dict[str, Any]:
    error = outcome.error
    return {
        "file": str(outcome.path),
        "graph": outcome.graph,
        "outcome": _word(outcome),
        "mentions": dict(outcome.counts),
        "left_out": outcome.left_out,
        "why": str(error) if error else None,
        "report": error.report.as_json() if isinstance(error, RefusedError) else None,
    }
