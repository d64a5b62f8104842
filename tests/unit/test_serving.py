"""Where the archive may be served."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, cast

import pytest

from rag.errors import ServerError
from rag.serving import serve

if TYPE_CHECKING:
    from rag.pipeline import Archive

NO_ARCHIVE = cast("Archive", None)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org", ""])
def test_only_this_computer_is_served(host: str) -> None:
    with pytest.raises(ServerError, match="no password protection yet"):
        serve(NO_ARCHIVE, host=host)


def test_a_port_in_use_is_an_error_that_names_it_and_the_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=rf"port {port}: .*--port 0"):
            serve(NO_ARCHIVE, port=port)
