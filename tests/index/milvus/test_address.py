from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import LibraryInaccessible
from index.milvus.address import Address, is_address, parse_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("milvus://", Address()),
        ("milvus://10.0.0.7", Address("10.0.0.7")),
        ("milvus://db.example:1234/reports", Address("db.example", 1234, "reports")),
        ("milvus+tls://db.example/reports", Address("db.example", name="reports", tls=True)),
        ("milvus://[::1]:19530/a", Address("::1", name="a")),
        ("http://127.0.0.1:19530", Address()),
        ("milvus://db.example/reports?fusion=engine", Address("db.example", name="reports", fused=True)),
    ],
)
def test_an_address_names_host_port_and_library(text: str, expected: Address) -> None:
    assert parse_address(text) == expected


def test_a_host_that_is_not_named_is_this_machine() -> None:
    assert parse_address("milvus:///reports").host == "127.0.0.1"


def test_a_password_is_used_and_never_shown() -> None:
    address = parse_address("milvus://reader:se%40cret@db.example/reports")
    assert address.token == "reader:se@cret"
    assert "cret" not in f"{address} {address!r}"


def test_the_password_may_come_from_elsewhere() -> None:
    assert parse_address("milvus://db.example", "root:other").token == "root:other"


@pytest.mark.parametrize(
    "text",
    [
        "milvus://host/中文",
        "milvus://host/a b",
        "milvus://host:x",
        "milvus://host/a?b=c",
        "milvus://host/a?fusion=ours",
        "redis://host",
        "a/b",
    ],
)
def test_what_is_no_address_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(LibraryInaccessible) as caught:
        parse_address(text)
    assert "milvus://" in caught.value.user_message


def test_a_refusal_shows_no_password() -> None:
    with pytest.raises(LibraryInaccessible) as caught:
        parse_address("milvus://root:secret@host/中文")
    assert "secret" not in f"{caught.value}{caught.value.user_message}"


@given(st.from_regex(r"[a-z]{1,20}(\.[a-z]{1,10})?", fullmatch=True), st.integers(1, 65535), st.booleans())
def test_an_address_that_is_shown_can_be_typed_again(host: str, port: int, fused: bool) -> None:
    address = Address(host, port, "reports", fused=fused)
    assert parse_address(str(address)) == address


@pytest.mark.parametrize("text", ["folder", "C:\\folder", "/a/b", "milvus/a", "ftp://a"])
def test_a_folder_is_no_address(text: str) -> None:
    assert not is_address(text)
