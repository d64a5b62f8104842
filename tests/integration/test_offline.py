"""No network, no home, no cache: the product needs nothing but itself."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_rebuild_and_ask_work_with_only_the_loopback_and_an_empty_home(
    built: Any, without_network: tuple[str, ...], rag_process: Callable[..., Any], tmp_path: Path
) -> None:
    empty = {}
    for name in ("HOME", "HF_HOME", "XDG_CACHE_HOME", "TMPDIR"):
        empty[name] = str(tmp_path / name.lower())
        (tmp_path / name.lower()).mkdir()
    options = ["--corpus", str(built.corpus), "--index", str(tmp_path / "index")]
    reached = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
    alone = subprocess.run(
        [*without_network, sys.executable, "-c", reached], capture_output=True, check=False
    )
    assert b"Network is unreachable" in alone.stderr
    rebuilt = rag_process("rebuild", *options, "--json", before=without_network, env=empty)
    assert (rebuilt.code, rebuilt.err) == (0, "")
    asked = ["ask", "how many people did the mill employ?", "--json", *options[2:]]
    answered = rag_process(*asked, before=without_network, env=empty)
    assert (answered.code, answered.err) == (0, "")
    assert "214" in json.loads(answered.out)["claims"][0]["text"]
    assert list((tmp_path / "home").rglob("*")) == []
