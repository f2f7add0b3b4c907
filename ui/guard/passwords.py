"""Users and their passwords: plain on the command line, or a file of hashed lines, `name:$scrypt$…` (RFC 7914)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

# 16 MiB and some 40 ms a try: OWASP's cheapest scrypt setting with p=1 would be four times that, too slow on two cores.
COST, BLOCK, PARALLEL = 2**14, 8, 1
MOST_COST = 2**20  # of a line in a file: a typing error must not eat the machine
LENGTH = 32  # bytes of salt and of hash
SCHEME = "$scrypt$"


def hash_line(user: str, password: str) -> str:
    """A line of the users' file; two calls give two lines, because the salt is random."""
    salt = secrets.token_bytes(LENGTH)
    digest = _scrypt(password, salt, COST, BLOCK, PARALLEL)
    return f"{user}:{SCHEME}{COST}${BLOCK}${PARALLEL}${_text(salt)}${_text(digest)}"


class Users:
    """Who may log in. Empty: nobody needs to.

    Args:
        pairs: (name, password or hash); of a name that stands twice the last counts.

    Raises:
        ValueError: a hash is not complete.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._secrets = {name: secret if secret.startswith(SCHEME) else _hash(secret) for name, secret in pairs}
        for secret in self._secrets.values():
            _parts(secret)
        self._nobody = f"{SCHEME}{COST}${BLOCK}${PARALLEL}${_text(secrets.token_bytes(LENGTH))}${_text(secrets.token_bytes(LENGTH))}"

    def __bool__(self) -> bool:
        return bool(self._secrets)

    def accept(self, name: str, password: str) -> bool:
        """Whether the password is that user's. An unknown name takes as long as a known one."""
        cost, block, parallel, salt, expected = _parts(self._secrets.get(name, self._nobody))
        right = hmac.compare_digest(_scrypt(password, salt, cost, block, parallel), expected)
        return right and name in self._secrets


def _hash(password: str) -> str:
    return hash_line("", password)[1:]


def _parts(secret: str) -> tuple[int, int, int, bytes, bytes]:
    try:
        cost, block, parallel, salt, digest = secret.removeprefix(SCHEME).split("$")
        numbers = int(cost), int(block), int(parallel)
        if not 2 <= numbers[0] <= MOST_COST or numbers[1:] != (BLOCK, PARALLEL):
            raise ValueError("a cost out of range")
        return *numbers, base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
    except ValueError as error:
        raise ValueError(f"not a hashed password: {error}") from None  # never the line itself


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    memory = 256 * cost * block  # twice what it needs
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=block, p=parallel, maxmem=memory, dklen=LENGTH)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
