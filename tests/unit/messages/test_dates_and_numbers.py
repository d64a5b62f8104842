"""How durations are written."""

from __future__ import annotations

import pytest

from rag import messages


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1 second"), (89, "89 seconds"), (600, "10 minutes"), (7300, "2 hours 2 minutes")],
)
def test_durations_are_said_as_roughly_as_one_wants_to_know_them(seconds, said):
    assert messages.dates_and_numbers.duration(seconds) == said
