"""The way out again: a document or a curator's file leaves the graph, if nothing else rests on it."""

from typing import Annotated

import typer

from imvograph.cli.parts import Json, Language, StorePath, err, gate, language, opened, out, print_json
from imvograph.errors import RefusedError

_WORDS = {
    "nl": {
        "refused": "niet weggehaald; de graaf is zoals hij was",
        "unloaded": "weggehaald; {0.graph} is weg, versie {0.version}",
    },
    "en": {
        "refused": "not unloaded; the graph is as it was",
        "unloaded": "unloaded; {0.graph} is gone, version {0.version}",
    },
}


def unload(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY|IRI…", help="Keys or IRIs of what was loaded, as kst-26485-337.", show_default=False
        ),
    ],
    store: StorePath = None,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Take documents, or facts of your own, out of the graph again: the whole named graph, or nothing of it.

    The gate is asked as for any change: what another graph still speaks of is not taken away from under it (exit status 1,
    with a report that names the things). What a build made of data/ comes back with the next build.
    """
    from imvograph.pipeline import unload as take_out

    checked, told = gate(), language(lang)
    done, refused = [], 0
    with opened(store) as graph:
        for name in names:
            try:
                gone = take_out(name, checked, graph)
            except RefusedError as exc:
                refused += 1
                done.append({"name": name, "graph": None, "outcome": "refused", "report": exc.report.as_json()})
                if not as_json:
                    err.print(f"{name}: {_WORDS[told]['refused']}", style="red", markup=False)
                    err.print(exc.report.as_text(told), markup=False)
                continue
            done.append({"name": name, "graph": gone.graph, "outcome": "unloaded", "report": None})
            if not as_json:
                out.print(f"{name}: {_WORDS[told]['unloaded'].format(gone)}", markup=False)
    if as_json:
        print_json(done)
    if refused:
        raise typer.Exit(1)
