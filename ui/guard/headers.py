"""What every response says to the browser, and whether a request's own headers fit this server."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

# Gradio builds its components with `new Function` and inline styles, hence the two 'unsafe'. What matters is that
# nothing may be fetched from, or sent to, another host: a mistake of ours or of Gradio's then fails in the browser.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not "no-referrer": with it a browser sends the login form with "Origin: null", as a stranger's page would.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}
_CORS = b"access-control-"
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def hardened(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Response headers with ours, and without any that would let another site read the response."""
    ours = {name for name, _ in _RAW}
    kept = [(n, v) for n, v in headers if n.lower() not in ours and not n.lower().startswith(_CORS)]
    return [*kept, *_RAW]


class Hosts:
    """The names under which this server may be called. Any other comes from a page that rebinds its own name to us.

    Args:
        host: where the server listens. Beyond loopback every address of the machine is right too, since an address,
            unlike a name, cannot be pointed elsewhere.
        others: further names, of a proxy in front for example.
    """

    def __init__(self, host: str, others: Iterable[str] = ()) -> None:
        self._names = {"localhost", host.lower(), *(other.lower() for other in others)}
        self._anywhere = not is_loopback(host)
        if self._anywhere:
            self._names |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}

    def accept(self, header: str) -> bool:
        """Whether a Host header names this server."""
        name = host_name(header)
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name in self._names
        return self._anywhere or address.is_loopback or name in self._names


def same_origin(origin: str, host: str) -> bool:
    """Whether an Origin header names the host that was called; "null" names none."""
    scheme, _, rest = origin.partition("://")
    if scheme not in ("http", "https"):
        return False
    port = ":443" if scheme == "https" else ":80"
    return rest.lower().removesuffix(port) == host.lower().removesuffix(port)


def host_name(header: str) -> str:
    """The name in a Host header, without port and brackets, in lower case."""
    name = header.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0] if name.count(":") == 1 else name


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
