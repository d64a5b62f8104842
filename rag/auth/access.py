"""The user of a request, and the user's role.

Belongs here: writing the user into a request's ASGI scope, which the guard does, and reading it back. Does
not belong here: checking a password (`passwords`), finding one in a request (`rag.web.guard`).

Events of the page read it from `gr.Request.request.scope`, the API from `Request.scope`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["UserRole", "attach_user", "role_of", "user_of"]

UserRole = Literal["administrator", "reader"]
"""A reader asks, reads and verifies. An administrator also rebuilds, imports and forgets."""

_KEY = "rag.user"


@dataclass(frozen=True, slots=True, kw_only=True)
class _RequestUser:
    name: str | None
    role: UserRole


def attach_user(scope: Mapping[str, Any], *, name: str | None, role: UserRole) -> dict[str, Any]:
    """Write the user of a request into its scope.

    Args:
        scope: The request's ASGI scope.
        name: The user's name; None where no passwords are set.
        role: The user's role.

    Returns:
        A copy of the scope with the user in it.
    """
    return {**scope, _KEY: _RequestUser(name=name, role=role)}


def role_of(scope: Mapping[str, Any]) -> UserRole:
    """Return the role of a request's user.

    Args:
        scope: The request's ASGI scope.

    Returns:
        The role. Everybody is `administrator` where no passwords are set, and `reader` where no guard has
        written a user into the scope.
    """
    user = scope.get(_KEY)
    return user.role if isinstance(user, _RequestUser) else "reader"


def user_of(scope: Mapping[str, Any]) -> str | None:
    """Return the name of a request's user; None where no passwords are set."""
    user = scope.get(_KEY)
    return user.name if isinstance(user, _RequestUser) else None
