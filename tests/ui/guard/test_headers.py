from __future__ import annotations

import socket

import pytest

from ui.guard.headers import Hosts, hardened, same_origin


@pytest.mark.parametrize("header", ["127.0.0.1:7860", "localhost", "LOCALHOST:1", "[::1]:7860", "127.0.0.2"])
def test_loopback_has_its_names(header: str) -> None:
    assert Hosts("127.0.0.1").accept(header)


@pytest.mark.parametrize(
    "header", ["evil.example", "", "192.168.1.5:7860", "localhost.evil.example", "127.0.0.1.nip.io"]
)
def test_another_name_for_loopback_is_a_rebound_one(header: str) -> None:
    assert not Hosts("127.0.0.1").accept(header)


def test_beyond_loopback_every_address_but_only_known_names_are_right() -> None:
    hosts = Hosts("0.0.0.0", ["docs.example"])
    assert hosts.accept("192.168.1.5:7860")
    assert hosts.accept("docs.example")
    assert hosts.accept(socket.gethostname())
    assert not hosts.accept("evil.example:7860")


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://127.0.0.1:7860", "127.0.0.1:7860", True),
        ("https://docs.example", "docs.example:443", True),
        ("http://127.0.0.1:7861", "127.0.0.1:7860", False),
        ("http://evil.example", "127.0.0.1:7860", False),
        ("null", "127.0.0.1:7860", False),
        ("file://127.0.0.1:7860", "127.0.0.1:7860", False),
    ],
)
def test_only_a_page_of_this_server_is_of_the_same_origin(origin: str, host: str, same: bool) -> None:
    assert same_origin(origin, host) is same


def test_no_header_lets_another_site_read_a_response() -> None:
    names = [name for name, _ in hardened([(b"Access-Control-Allow-Origin", b"*"), (b"x-frame-options", b"ALLOW")])]
    assert not [name for name in names if b"access-control" in name.lower()]
    assert names.count(b"x-frame-options") == 1
