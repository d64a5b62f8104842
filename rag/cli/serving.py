"""The commands of a server: `rag serve`, and `rag password` for its users.

Belongs here: their arguments, reading a password. Does not belong here: the server (`rag.web.server`), its
users (`rag.auth.passwords`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from rag.auth.access import UserRole  # noqa: TC001 - typer reads it
from rag.cli.arguments import Index  # noqa: TC001 - typer reads them
from rag.cli.output import print_text, stderr_console
from rag.settings import load_settings

__all__ = ["password", "serve"]


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    index: Index = None,
    name: Annotated[
        list[str] | None, typer.Option(help="Another name readers reach it by; may be repeated.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="PEM file, to speak HTTPS.")] = None,
    key: Annotated[Path | None, typer.Option(help="PEM file of the certificate's key.")] = None,
) -> None:
    """Serve the page, and the API for programs and assistants."""
    if (certificate is None) != (key is None):
        raise typer.BadParameter("give --certificate and --key together")
    settings = load_settings(index=index)
    stderr_console().print(f"Opening the archive in {settings.index} …", markup=False)
    from rag.archive import open_archive  # noqa: PLC0415 - takes seconds
    from rag.web.server import serve as serve_archive  # noqa: PLC0415

    archive = open_archive(settings=settings)
    serve_archive(archive, host=host, port=port, names=name or (), certificate=certificate, key=key)


def password(
    user: Annotated[str | None, typer.Argument(help="Name of the user; none lists them.")] = None,
    role: Annotated[UserRole, typer.Option(help="Only administrators change the archive.")] = "reader",
    remove: Annotated[bool, typer.Option("--remove", help="Remove the user.")] = False,
) -> None:
    """Set a user's password for the page and the API, read twice from the terminal or once from stdin."""
    from rag.auth.passwords import read_users, remove_user, store_user  # noqa: PLC0415

    path = load_settings().passwords
    if user is None:
        for known in read_users(path).values():
            print_text(f"{known.name}: {known.role}\n")
    elif remove:
        remove_user(path, user)
    else:
        store_user(path, user, _typed_password(), role)
        stderr_console().print(f"Set. Users are kept in {path}.", markup=False)


def _typed_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
