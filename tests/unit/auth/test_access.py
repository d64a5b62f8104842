"""Who makes a request, as the guard writes it down and others read it."""

from __future__ import annotations

from rag.auth.access import admit, role_of, user_of


def test_what_the_guard_says_is_read_back_and_the_request_stays_as_it_was() -> None:
    scope = {"type": "http", "path": "/"}
    admitted = admit(scope, user="ida", role="administrator")
    assert (role_of(admitted), user_of(admitted)) == ("administrator", "ida")
    assert scope == {"type": "http", "path": "/"}
    assert admitted.items() > scope.items()


def test_a_request_that_no_guard_has_seen_may_only_read() -> None:
    assert role_of({}) == "reader"
    assert user_of({"rag.visitor": "administrator"}) is None
    assert role_of({"rag.visitor": "administrator"}) == "reader"
