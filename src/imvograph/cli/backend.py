"""``imvograph backend``: what the service behind a remote store can do."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from imvograph import settings
from imvograph.cli.parts import Json, out, print_json

app = typer.Typer(no_args_is_help=True, help="The SPARQL service that holds the graph, if it is not embedded.")


@app.callback()
def _root() -> None:
    """So that `check` stays a command of its own."""


@app.command()
def check(
    url: Annotated[str | None, typer.Argument(help="Query address (setting IMVOGRAPH_REMOTE_QUERY).")] = None,
    update: Annotated[str | None, typer.Option(help="Update address (setting IMVOGRAPH_REMOTE_UPDATE).")] = None,
    graph_store: Annotated[
        str | None, typer.Option(help="Graph store address (setting IMVOGRAPH_REMOTE_GRAPH_STORE).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask a SPARQL service what it can and cannot do; exit status 1 if it cannot hold the graph.

    With an update address it also writes, into a graph of its own, which it removes again. Log-in, dialect and replicas
    come from the settings (`imvograph settings`).
    """
    from imvograph.opening import servers
    from imvograph.store.remote.probe import Probe

    found = list(
        Probe(servers(settings.read(remote_query=url, remote_update=update, remote_graph_store=graph_store))).run()
    )
    if as_json:
        print_json([{"what": item.what, "works": item.works, "seen": item.seen} for item in found])
    else:
        table = Table("", "what", "seen")
        for item in found:
            table.add_row({True: "yes", False: "NO", None: ""}[item.works], escape(item.what), escape(item.seen))
        out.print(table)
    if any(item.works is False for item in found):
        raise typer.Exit(1)
