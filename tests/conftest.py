"""What tests of several rooms share: no network, where the documents lie, and which of them may be missing."""

from __future__ import annotations

import ipaddress
import socket
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

REACHING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
NAMING = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
OWN_NAMES = frozenset({"", "localhost", socket.gethostname()})


def only_this_machine(event: str, given: tuple[object, ...]) -> None:
    """An audit hook, for the whole run: whoever reaches for another machine fails, and no name of one is looked up.

    `Failed` is no Exception: no code under test can take it for a network that happens to be down.
    """
    if event in REACHING and isinstance(address := given[1], tuple) and not _is_here(str(address[0])):
        raise pytest.fail.Exception(f"a connection to {address}: the tests stay on this machine")
    if event in NAMING and not _needs_no_lookup(_text(given[0])):
        raise socket.gaierror(socket.EAI_NONAME, f"no name is looked up in the tests: {given[0]!r}")


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in OWN_NAMES
    return address.is_loopback or address.is_unspecified


def _needs_no_lookup(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host in OWN_NAMES
    return True


def _text(host: object) -> str:
    return host.decode("latin-1") if isinstance(host, bytes) else str(host or "")


sys.addaudithook(only_this_machine)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def sample_report() -> Path:
    """The fictional report that `make run` indexes."""
    return REPOSITORY / "examples" / "sample_report.txt"


@pytest.fixture(scope="session")
def sample_questions() -> Path:
    """Forty questions on it, with their evidence."""
    return REPOSITORY / "examples" / "sample_questions.jsonl"


def _shared(relative: str) -> Path:
    path = SHARED / relative
    if not path.exists():
        pytest.skip(f"needs ../shared/{relative}, which is not part of the repository")
    return path


@pytest.fixture(scope="session")
def real_report() -> Path:
    """The users' own report of several thousand lines; skips where it is not beside the checkout."""
    return _shared("corpus/ai-blue-book-2021.txt")


@pytest.fixture(scope="session")
def dev_questions() -> Path:
    """The development questions on the real report; skips where they are not beside the checkout."""
    return _shared("eval/dev.jsonl")


@pytest.fixture(scope="session")
def written_reports() -> Path:
    """The folder of fictional reports with their questions; skips where it is not beside the checkout."""
    return _shared("data/reports")
