"""The competency questions, and whether the graph answers them."""

from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape
from rich.table import Table

from imvograph.cli.parts import Json, Language, StorePath, language, opened, out, print_json, progress

if TYPE_CHECKING:
    from imvograph.questions import Outcome

_HEADS = {
    "nl": ("id", "vraag", "query", "rijen", "antwoord"),
    "en": ("id", "question", "query", "rows", "answer"),
}
_STATUS = {
    "nl": {"pass": "goed", "fail": "fout", "missing": "bron ontbreekt"},
    "en": {"pass": "pass", "fail": "fail", "missing": "source missing"},
}
_STYLE = {"pass": "green", "fail": "red", "missing": "yellow"}


def questions(store: StorePath = None, as_json: Json = False, lang: Language = "en") -> None:
    """Ask every competency question, and say whether the graph gives the exact answer, or which source is missing.

    Exit status 1 if a question that should be answered is not; then the last column says what is wrong.
    """
    from imvograph import assets
    from imvograph.catalog import Catalog
    from imvograph.questions import FAIL, answered, read

    told, catalog = language(lang), Catalog.read(assets.QUERIES)
    asked = read(assets.QUERIES, catalog)
    outcomes: list[Outcome] = []
    with opened(store, read_only=True) as graph, progress() as shown:
        task = shown.add_task("Asking", total=len(asked))
        for question in asked:
            shown.update(task, description=question.id)
            outcomes.append(answered(question, catalog, graph))
            shown.advance(task)
    if as_json:
        print_json([_entry(outcome) for outcome in outcomes])
    else:
        _show(outcomes, told)
    if any(outcome.status == FAIL for outcome in outcomes):
        raise typer.Exit(1)


def _entry(outcome: "Outcome") -> dict[str, Any]:
    question = outcome.question
    return {
        "id": question.id,
        "question": question.text,
        "queries": list(question.queries),
        "rows": list(outcome.rows),
        "status": outcome.status,
        "faults": list(outcome.faults),
        "missing": question.missing,
    }


def _show(outcomes: "list[Outcome]", lang: str) -> None:
    shown = Table(*_HEADS[lang])
    for outcome in outcomes:
        question, status = outcome.question, outcome.status
        why = [question.missing[lang]] if question.missing else list(outcome.faults)
        verdict = "\n".join([_STATUS[lang][status] + (":" if why else ""), *why])
        shown.add_row(
            question.id,
            escape(question.text[lang]),
            "\n".join(question.queries),
            "\n".join(map(str, outcome.rows)),
            f"[{_STYLE[status]}]{escape(verdict)}[/]",
        )
    out.print(shown)
    counts = [f"{sum(o.status == status for o in outcomes)} {word}" for status, word in _STATUS[lang].items()]
    out.print(", ".join(counts))
