"""Many users who ask at once for a while: `make load`.

Belongs here: the users, what they check and what is measured. Every answer must be the one that the same
question gets when nobody else asks.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rag
from tests.serving import call

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "why is Russia encouraging the thaw?",
    "who met in the Syrian capital?",
    "how many Syrian refugees are in Turkey?",
    "what was agreed about the grain corridor?",
    "what is the population of Damascus?",
    "who won the Turkish election?",
)
MOST_GROWTH = 0.10
"""Largest share by which the server's memory may grow after its first third; allocators keep some back."""


@dataclass
class Load:
    """What came of it: seconds each answer took, in order of arrival, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1]


def ask_at_once(address: str, expected: dict[str, dict[str, Any]], *, users: int, seconds: float) -> Load:
    """Have users ask, one question after the other, each beginning with another one."""
    load, questions, end = Load(), list(expected), time.monotonic() + seconds

    def use(user: int) -> None:
        turn = user
        while time.monotonic() < end:
            question = questions[turn % len(questions)]
            began = time.monotonic()
            try:
                reply = call(address, "/api/v1/ask", {"question": question})
            except OSError as error:
                load.problems.append(f"user {user}: {error}")
                return
            load.seconds.append(time.monotonic() - began)
            if reply.status != 200:
                load.problems.append(f"user {user}: status {reply.status}")
            elif {**reply.json(), "elapsed_ms": 0} != expected[question]:
                load.problems.append(f"user {user}: {question!r} got another answer")
            turn += 1

    threads = [threading.Thread(target=use, args=(user,)) for user in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def expected_answers(address: str, questions: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return what each question gets when nobody else asks."""
    return {
        question: {**call(address, "/api/v1/ask", {"question": question}).json(), "elapsed_ms": 0}
        for question in questions
    }


def memory_mb(pid: int) -> float:
    """Return a process's resident memory in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000


def main() -> int:
    """Measure and print; 1 where an answer was wrong or missing, or memory grew."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        rag.rebuild(corpus=ROOT / "corpus", index=index)
        command = [sys.executable, "-m", "rag", "serve", "--port", "0", "--index", str(index)]
        env = {**os.environ, "RAG_REQUESTS_PER_MINUTE": "1000000", "RAG_PASSWORDS": f"{folder}/none.json"}
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as server:
            try:
                line = next(line for line in server.stderr if "http://" in line)
                return _measure(re.search(r"http://[^/\s]+", line)[0], server.pid, chosen)
            finally:
                server.terminate()


def _measure(address: str, pid: int, chosen: argparse.Namespace) -> int:
    expected = expected_answers(address, QUESTIONS)
    third = chosen.seconds / 3
    first = ask_at_once(address, expected, users=chosen.users, seconds=third)
    before = memory_mb(pid)
    rest = ask_at_once(address, expected, users=chosen.users, seconds=2 * third)
    after = memory_mb(pid)
    seconds, problems = first.seconds + rest.seconds, first.problems + rest.problems
    print(f"{chosen.users} users, {len(seconds)} answers, {len(problems)} problems")
    print(f"seconds an answer: p50 {statistics.median(seconds):.2f}, p95 {Load(seconds).p95():.2f}")
    print(f"memory of the server: {before:.0f} MB after a third, {after:.0f} MB at the end")
    for problem in problems[:20]:
        print(problem)
    return int(bool(problems) or after > before * (1 + MOST_GROWTH))


if __name__ == "__main__":
    sys.exit(main())
