"""The Milvus server of the tests: that of MILVUS_URI, or milvus-lite's on this machine."""

from __future__ import annotations

import importlib.util
import os
from dataclasses import replace
from typing import Protocol
from urllib.parse import quote

import pytest

from index.milvus.address import parse_address


class Server(Protocol):
    """A server that is running."""

    def address(self, name: str) -> str:
        """Of a library on it."""


class ServerElsewhere:
    """One that is looked after by somebody else."""

    def __init__(self, uri: str) -> None:
        self._address = parse_address(uri, os.environ.get("MILVUS_TOKEN", ""))

    def address(self, name: str) -> str:
        user, _, password = self._address.token.partition(":")
        login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
        return str(replace(self._address, name=name)).replace("://", f"://{login}", 1)


def skip_without_server() -> None:
    """Skip, with the reason, where the packages of the test extra are missing."""
    for package in ("pymilvus", "milvus_lite"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"needs {package}: pip install '.[test]'")
