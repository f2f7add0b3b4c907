"""Logins that last: a random cookie after the login page, and credentials that were checked a moment ago."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from ui.guard.passwords import Users

SESSION_SECONDS = 7 * 24 * 3600.0  # without a request
CREDENTIAL_SECONDS = 300.0  # a hash costs 40 ms; a program asks many times with the same credentials
MOST = 10_000  # of each; the oldest go first


class Sessions:
    """Who is logged in, in memory: a restart asks for the password again."""

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._open: OrderedDict[str, tuple[str, float]] = OrderedDict()  # token digest -> user, end
        self._checked: OrderedDict[str, tuple[str, float]] = OrderedDict()  # credentials' digest -> user, end
        self._salt = secrets.token_hex(16)

    def login(self, name: str, password: str) -> str | None:
        """A token for the user's cookie, or None for a wrong name or password. Takes some 40 ms."""
        if not self._users.accept(name, password):
            return None
        token = secrets.token_urlsafe(32)
        _keep(self._open, self._digest(token), (name, self._clock() + SESSION_SECONDS))
        return token

    def user(self, token: str) -> str | None:
        """Whose token it is; None for one that is unknown or too old."""
        key = self._digest(token)
        name = self._valid(self._open, key)
        if name is not None:
            _keep(self._open, key, (name, self._clock() + SESSION_SECONDS))
        return name

    def logout(self, token: str) -> None:
        """Forget a token."""
        self._open.pop(self._digest(token), None)

    def checked(self, authorization: str) -> str | None:
        """The user of an Authorization header that was accepted a moment ago. Takes no time."""
        return self._valid(self._checked, self._digest(authorization))

    def check(self, authorization: str) -> str | None:
        """The user of an Authorization header, `Basic …` or `Bearer NAME:PASSWORD`; None if it is wrong."""
        name, _, password = credentials(authorization).partition(":")
        if not name or not self._users.accept(name, password):
            return None
        _keep(self._checked, self._digest(authorization), (name, self._clock() + CREDENTIAL_SECONDS))
        return name

    def _valid(self, kept: OrderedDict[str, tuple[str, float]], key: str) -> str | None:
        name, end = kept.get(key, ("", 0.0))
        if end > self._clock():
            return name
        kept.pop(key, None)
        return None

    def _digest(self, secret: str) -> str:
        return hashlib.sha256(f"{self._salt}{secret}".encode()).hexdigest()


def credentials(authorization: str) -> str:
    """NAME:PASSWORD out of an Authorization header; "" where it holds none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _keep(kept: OrderedDict[str, tuple[str, float]], key: str, value: tuple[str, float]) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > MOST:
        kept.popitem(last=False)
