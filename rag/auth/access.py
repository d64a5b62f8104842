"""Who makes a request, and what they may do.

Belongs here: what the server's guard writes into a request's ASGI scope, and reading it back. Does not belong
here: how somebody proves who they are (`rag.web.guard`).

The page's events read it from `gr.Request.request.scope`, the API from `Request.scope`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Role", "admit", "role_of", "user_of"]

Role = Literal["administrator", "reader"]
"""A reader asks, reads and verifies; rebuilding, importing and forgetting are the administrator's as well."""

_KEY = "rag.visitor"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visitor:
    user: str | None
    role: Role


def admit(scope: Mapping[str, Any], *, user: str | None, role: Role) -> dict[str, Any]:
    """Write down who makes a request.

    Args:
        scope: The request's ASGI scope.
        user: The name of the user; None where no passwords are set.
        role: What the user may do.

    Returns:
        A copy of the scope that says so.
    """
    return {**scope, _KEY: _Visitor(user=user, role=role)}


def role_of(scope: Mapping[str, Any]) -> Role:
    """Return what the maker of a request may do.

    Args:
        scope: The request's ASGI scope.

    Returns:
        `administrator` for everybody where no passwords are set; `reader` where no guard has said anything.
    """
    visitor = scope.get(_KEY)
    return visitor.role if isinstance(visitor, _Visitor) else "reader"


def user_of(scope: Mapping[str, Any]) -> str | None:
    """Return the name of the user who makes a request; None where no passwords are set."""
    visitor = scope.get(_KEY)
    return visitor.user if isinstance(visitor, _Visitor) else None
