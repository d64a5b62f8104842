"""Texts of the web server: what it prints when it starts, and why it refuses a request.

Belongs here: its sentences, as plain text. Does not belong here: texts of the page.
"""

from __future__ import annotations

NOT_OFFERED = "There is nothing here. The page is at /, the API at /api/v1 and /mcp."
OTHER_HOST = "This server is not called that. Names besides its address are given with `rag serve --name`."
OTHER_ORIGIN = "Another page may not ask this server."
PASSWORD_WANTED = "A user name and its password are wanted."  # noqa: S105 - no password
TOO_MANY_TRIES = "Too many wrong passwords. Wait, then try again."
TOO_MANY_REQUESTS = "Too many requests in a minute. Wait, then try again."
ADMINISTRATORS = "Only an administrator may do this."
TOO_MANY_WAIT = "too many requests are waiting. Try again in a minute."
FAILED = "Something went wrong while answering; the window that runs the server names the reason."


def not_an_answer(number: int, schema: int) -> str:
    """Return that an element of a request to verify is not a saved answer."""
    return f"answer {number} is not an answer of schema {schema}."


def too_large(most: int) -> str:
    """Return that a request body exceeds a number of bytes."""
    return f"The request is larger than {most:,} bytes, or does not state its length."


def address(url: str) -> str:
    """Return where the page can be opened and how to stop the server."""
    return f"The archive is open at {url} (Ctrl+C closes it)."


def unencrypted_passwords(host: str) -> str:
    """Return the warning that passwords travel unencrypted."""
    return (
        f"Whoever can listen between {host} and its readers can read their passwords. Give --certificate and "
        "--key, or put a proxy that speaks HTTPS in front (docs/serving.md)."
    )


def no_password(host: str) -> str:
    """Return why the server does not listen on a host as long as no password is set."""
    return (
        f"cannot serve as {host!r}: without a password the archive is only offered to this computer. Set one "
        "with `rag password USER --role administrator`, or use --host 127.0.0.1 alone."
    )


def no_name(host: str) -> str:
    """Return why the server does not listen on all addresses without a name of its own."""
    return (
        f"cannot serve on {host!r} without knowing what the server is called. Add --name for every name or "
        "address that readers type, such as --name archive.example."
    )


def bad_certificate(problem: str) -> str:
    """Return that the certificate or its key cannot be used, and why."""
    return f"cannot use the certificate and its key: {problem}. Give both as PEM files."


def port_taken(host: str, port: int, problem: str) -> str:
    """Return that a port cannot be used, why, and what to do."""
    return f"cannot listen on {host} port {port}: {problem}. Name another, or --port 0 for any free one."
