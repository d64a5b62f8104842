"""How many made-up examples a property test runs: as many as it names, and a tenth of them in a quick check.

The profiles are registered in `tests/conftest.py`; `make check` chooses `check`, everything else runs `ci`.
"""

from __future__ import annotations

from typing import Any

from hypothesis import settings

PROFILES = {"ci": 100, "check": 10}
"""Profile → how many examples a test runs that names no number of its own."""


def examples(number: int, **others: Any) -> settings:
    """Return the settings of a test that is to run this many examples in CI.

    Args:
        number: Examples in the profile `ci`; in `check` a tenth, at least one.
        others: Further settings of hypothesis.

    Returns:
        A decorator.
    """
    share = settings.default.max_examples / PROFILES["ci"]
    return settings(max_examples=max(1, round(number * share)), **others)
