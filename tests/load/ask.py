"""Many users who ask at once for a while: `make load`.

Belongs here: the users, what they check and what is measured. Half of them ask REST, half on the page, through
its queue, as a browser does. Every answer must be the one that the same question gets when nobody else asks:
the same JSON, the same conversation drawn.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import rag
from tests.serving import Page, call

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


def by_rest(address: str) -> Callable[[str], Any]:
    """Return what asks REST and gives the answer without the time it took."""

    def ask(question: str) -> dict[str, Any]:
        reply = call(address, "/api/v1/ask", {"question": question})
        assert reply.status == 200, f"status {reply.status}"
        return {**reply.json(), "elapsed_ms": 0}

    return ask


def on_the_page(address: str) -> Callable[[str], Any]:
    """Return what asks on the page, each question in a window of its own, and gives what is drawn, without ids."""
    page = Page.open(address)

    def ask(question: str) -> str:
        return OWN_IDS.sub("", replace(page, session=secrets.token_hex(5)).ask(question))

    return ask


WAYS = (by_rest, on_the_page)
"""The ways to ask, which the users take in turn."""

OWN_IDS = re.compile(r' data-kept="[^"]*"|[0-9a-f]{16}')
"""What of a drawn conversation is made by chance: its id and those of its turns."""

Expected = list[dict[str, Any]]
"""For each way, what each question gets."""


def ask_at_once(address: str, expected: Expected, *, users: int, seconds: float) -> Load:
    """Have users ask, one question after the other, each beginning with another one."""
    load, end = Load(), time.monotonic() + seconds

    def use(user: int) -> None:
        way = user % len(WAYS)
        ask, answers = WAYS[way](address), expected[way]
        questions, turn = list(answers), user
        while time.monotonic() < end:
            question = questions[turn % len(questions)]
            began = time.monotonic()
            try:
                answer = ask(question)
            except (OSError, AssertionError) as error:
                load.problems.append(f"user {user}: {error}")
                return
            load.seconds.append(time.monotonic() - began)
            if answer != answers[question]:
                load.problems.append(f"user {user}: {question!r} got another answer")
            turn += 1

    threads = [threading.Thread(target=use, args=(user,)) for user in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load


def expected_answers(address: str, questions: tuple[str, ...]) -> Expected:
    """Return what each question gets when nobody else asks."""
    asking = [way(address) for way in WAYS]
    return [{question: ask(question) for question in questions} for ask in asking]


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
        places = {"RAG_PASSWORDS": f"{folder}/none.json", "RAG_HISTORY_DIR": f"{folder}/history"}
        env = {**os.environ, "RAG_REQUESTS_PER_MINUTE": "1000000", **places}
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
