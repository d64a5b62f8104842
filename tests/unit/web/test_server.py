"""Where the archive may be served."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from rag.errors import ServerError
from rag.settings import Settings
from rag.web.server import serve

if TYPE_CHECKING:
    from rag.archive import Archive


class _Archive:
    settings = Settings(passwords=Path("no-such-file.json"))


def test_a_port_in_use_is_an_error_that_names_it_and_the_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=rf"port {port}: .*--port 0"):
            serve(cast("Archive", _Archive()), port=port)
