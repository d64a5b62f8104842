"""Users with their roles and hashed passwords, in a file that only its owner can read.

Belongs here: the file, and checking a password against it. Does not belong here: reading a password from a
request (`rag.web.guard`).

The hashes are argon2id, with the parameters that RFC 9106 recommends second and argon2-cffi uses by default.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from filelock import FileLock, Timeout

from rag.atomic_files import replace_file
from rag.auth.access import UserRole
from rag.errors import PasswordError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MIN_PASSWORD_CHARACTERS", "Authenticator", "User", "read_users", "remove_user", "store_user"]

MIN_PASSWORD_CHARACTERS = 12
"""Shortest password. NIST SP 800-63B-4 asks for 15 where attempts are not limited; here they are."""

_MAX_PASSWORD_CHARACTERS = 1024
_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}", re.ASCII)
_MAX_FILE_BYTES = 1_000_000
_LOCK_TIMEOUT_S = 10
_MAX_REMEMBERED = 1000
"""Most pairs of name and password that are remembered as right; beyond that all are forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user: name, role, and the hash of the password."""

    name: str
    role: UserRole
    hash: str


def read_users(path: Path) -> dict[str, User]:
    """Read the users; there are none where there is no file.

    Args:
        path: The file.

    Returns:
        Name → user, in ascending order.

    Raises:
        PasswordError: The file cannot be read or is damaged.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_FILE_BYTES)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise PasswordError(f"{path} cannot be read: {error.strerror or error}.") from None
    try:
        users = [_user(name, known) for name, known in sorted(json.loads(content)["users"].items())]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PasswordError(
            f"{path} is damaged. Delete it, then set the passwords again with `rag password USER`."
        ) from None
    return {user.name: user for user in users}


def _user(name: str, known: Any) -> User:
    if (
        known["role"] not in get_args(UserRole)
        or not isinstance(known["hash"], str)
        or not _NAME.fullmatch(name)
    ):
        raise ValueError
    return User(name=name, role=known["role"], hash=known["hash"])


def store_user(path: Path, name: str, password: str, role: UserRole) -> None:
    """Set the password and role of a user, or add a user.

    Args:
        path: The file; it is created where there is none.
        name: The user: letters, digits and `._@-`, up to 64.
        password: The password, 12 to 1,024 characters.
        role: The role.

    Raises:
        PasswordError: The name or the password is not accepted, or the file cannot be read or written.
    """
    if not _NAME.fullmatch(name):
        raise PasswordError(f"{name!r} is no user name. Take letters, digits and ._@-, at most 64.")
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= _MAX_PASSWORD_CHARACTERS:
        raise PasswordError(
            f"a password has {MIN_PASSWORD_CHARACTERS} to {_MAX_PASSWORD_CHARACTERS:,} characters, "
            f"this one has {len(password)}."
        )
    user = User(name=name, role=role, hash=PasswordHasher().hash(password.encode(errors="surrogatepass")))
    _change(path, lambda users: {**users, name: user})


def remove_user(path: Path, name: str) -> None:
    """Remove a user; raises PasswordError where there is none of this name."""
    if name not in read_users(path):
        raise PasswordError(f"there is no user {name!r} in {path}.")
    _change(path, lambda users: {key: user for key, user in users.items() if key != name})


def _change(path: Path, change: Any) -> None:
    """Replace the file by one with changed users, in one step.

    Args:
        path: The file.
        change: Takes the users by name and returns the new ones.

    Raises:
        PasswordError: The file cannot be read or written, or another process writes it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock"), timeout=_LOCK_TIMEOUT_S, mode=0o600):
            users: dict[str, User] = change(read_users(path))
            content = {name: {"role": user.role, "hash": user.hash} for name, user in sorted(users.items())}
            text = json.dumps({"schema": 1, "users": content}, indent=1) + "\n"
            replace_file(path, text.encode(), private=True)
    except Timeout:
        raise PasswordError(f"{path} is being written by another process. Try again.") from None
    except OSError as error:
        raise PasswordError(f"{path} cannot be written: {error.strerror or error}.") from None


class Authenticator:
    """Finds the user of a name and a password; safe to use from several threads.

    A changed file is read again before the next check. A right password is remembered, as a digest with a key
    of this process, until the user's hash changes: checking a hash takes some 50 ms and 64 MiB.
    """

    def __init__(self, path: Path) -> None:
        """Read the users of a file; raises PasswordError where it is damaged."""
        self._path = path
        self._lock = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._remembered: dict[bytes, User] = {}
        self._hasher = PasswordHasher()
        self._hash_of_nobody = self._hasher.hash(secrets.token_bytes(16))
        self._file_version: tuple[int, int, int] | None = None
        self._users: dict[str, User] = {}
        self.users()

    def users(self) -> dict[str, User]:
        """Return the users as they are in the file now."""
        try:
            stat = self._path.stat()
            version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        except FileNotFoundError:
            version = (0, 0, 0)
        if version != self._file_version:
            self._users, self._file_version = read_users(self._path), version
        return self._users

    def remembered(self, name: str, password: str) -> User | None:
        """Return, at once, the user of a name and password that were right before; None for others."""
        user = self._remembered.get(self._digest(name, password))
        return user if user and self.users().get(name) == user else None

    def check(self, name: str, password: str) -> User | None:
        """Return the user of a name and a password; takes as long for an unknown name.

        Args:
            name: The name.
            password: The password.

        Returns:
            The user; None where the name or the password is wrong.
        """
        user = self.users().get(name)
        with self._lock:  # one at a time, so that many attempts cannot fill the memory
            try:
                self._hasher.verify(user.hash if user else self._hash_of_nobody, password.encode())
            except (VerificationError, InvalidHashError):
                return None
        if user:
            if len(self._remembered) >= _MAX_REMEMBERED:
                self._remembered.clear()
            self._remembered[self._digest(name, password)] = user
        return user

    def _digest(self, name: str, password: str) -> bytes:
        return blake2b(f"{name}:{password}".encode(), key=self._key).digest()
