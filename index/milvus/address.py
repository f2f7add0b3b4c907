"""Where a library in Milvus is: `milvus://host:port/name`, and with `?fusion=engine` how it is searched."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from index.errors import LibraryInaccessible

PORT = 19530  # Milvus's own
NAME = "yinju"
FUSED = "fusion=engine"  # after the name
SCHEMES = {"milvus": False, "milvus+tls": True, "http": False, "https": True}  # whether it is encrypted
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Address:
    """One library on one Milvus."""

    host: str = "127.0.0.1"
    port: int = PORT
    name: str = NAME  # the collections of the library begin with it
    tls: bool = False
    token: str = field(default="", repr=False)  # "user:password", never shown
    fused: bool = False  # the server fuses words and vectors itself, see index.milvus.fused

    @property
    def uri(self) -> str:
        """As the client library wants it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def __str__(self) -> str:
        """As users write it, without the password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        fusion = f"?{FUSED}" if self.fused else ""
        return f"milvus{'+tls' if self.tls else ''}://{host}:{self.port}/{self.name}{fusion}"


def is_address(text: str) -> bool:
    """Whether a text is meant as an address and not as a folder."""
    return text.partition("://")[0] in SCHEMES and "://" in text


def parse_address(text: str, token: str = "") -> Address:  # nosec B107: "" stands for no token
    """The address that a text writes; a host that is not named is this machine.

    Args:
        text: `milvus://[user:password@][host][:port][/name][?fusion=engine]`, `milvus+tls://` for an encrypted one.
        token: "user:password" where the text has none.

    Raises LibraryInaccessible for anything else.
    """
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError as error:
        raise _malformed(text) from error
    name = parts.path.strip("/") or NAME
    if parts.scheme not in SCHEMES or parts.query not in ("", FUSED) or parts.fragment or not _NAME.fullmatch(name):
        raise _malformed(text)
    if parts.username:
        token = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Address(parts.hostname or "127.0.0.1", port, name, SCHEMES[parts.scheme], token, parts.query == FUSED)


def _malformed(text: str) -> LibraryInaccessible:
    shown = re.sub(r"//[^/@]*@", "//…@", text)  # no password on the screen or in a log
    return LibraryInaccessible(
        f"not an address of a library: {shown!r}",
        f"“{shown}”不是可用的 Milvus 地址。写法是 milvus://主机:端口/文库名，例如 milvus://127.0.0.1:{PORT}/yinju；"
        "文库名只能用英文字母、数字和下划线，不以数字开头；加密连接用 milvus+tls://。",
    )
