"""Who makes a request, as the guard writes it down and others read it."""

from __future__ import annotations

from rag.auth.access import attach_user, role_of, user_of


def test_what_the_guard_says_is_read_back_and_the_request_stays_as_it_was() -> None:
    scope = {"type": "http", "path": "/"}
    attached = attach_user(scope, name="ida", role="administrator")
    assert (role_of(attached), user_of(attached)) == ("administrator", "ida")
    assert scope == {"type": "http", "path": "/"}
    assert attached.items() > scope.items()


def test_a_request_that_no_guard_has_seen_may_only_read() -> None:
    assert role_of({}) == "reader"
    assert user_of({"rag.user": "administrator"}) is None
    assert role_of({"rag.user": "administrator"}) == "reader"
