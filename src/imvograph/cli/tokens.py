"""Who may write over HTTP: tokens, made, listed and revoked."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from imvograph import settings
from imvograph.cli.parts import Json, StorePath, err, out, print_json

app = typer.Typer(no_args_is_help=True, help="Tokens for those who write over HTTP; only their digests are kept.")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Who will use it; the audit log names them.")],
    scope: Annotated[
        list[str] | None,
        typer.Option(
            help="write:added (every added graph), write:added/NAME (that one); beside it retire (what is retired)."
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is good.")] = 365,
    store: StorePath = None,
    as_json: Json = False,
) -> None:
    """Make a token. It is shown this once: keep it, it cannot be shown again."""
    from imvograph.writing import Tokens

    token, secret = Tokens(settings.read(store=store).store).create(name, scope or ["write:added"], days)
    if as_json:
        print_json(
            {"id": token.id, "name": token.name, "scopes": token.scopes, "expires": token.expires, "token": secret}
        )
        return
    print(secret)
    err.print(f"Token {token.id} for {token.name}: {', '.join(token.scopes)}, until {token.expires}", markup=False)


@app.command("list")
def list_tokens(store: StorePath = None, as_json: Json = False) -> None:
    """The tokens that were made and not revoked; not their secrets, which nobody has."""
    from imvograph.writing import Tokens

    folder = settings.read(store=store).store
    every = Tokens(folder).all()
    if not every:
        err.print(f"no tokens in {folder}; another store is named by --store or IMVOGRAPH_STORE", markup=False)
    if as_json:
        shown = [
            {"id": t.id, "name": t.name, "scopes": t.scopes, "created": t.created, "expires": t.expires} for t in every
        ]
        print_json(shown)
        return
    table = Table("id", "name", "scopes", "created", "expires")
    for token in every:
        table.add_row(token.id, escape(token.name), " ".join(token.scopes), token.created, token.expires)
    out.print(table)


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="The id of the token (imvograph token list).")],
    store: StorePath = None,
    as_json: Json = False,
) -> None:
    """Refuse a token from now on, also in a service that runs."""
    from imvograph.writing import Tokens

    gone = Tokens(settings.read(store=store).store).revoke(token)
    if as_json:
        print_json({"id": gone.id, "name": gone.name, "revoked": True})
    else:
        out.print(f"{gone.id} of {gone.name} is revoked", markup=False)
