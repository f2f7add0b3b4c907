"""The tests run without a network: `tests/conftest.py` sees to it, and here is whether it does."""

from __future__ import annotations

import socket
import threading
from contextlib import closing

import pytest

ELSEWHERE = ("192.0.2.1", 9)  # an address that belongs to nobody, RFC 5737


def test_a_connection_to_another_machine_fails_the_test() -> None:
    with closing(socket.socket()) as one, pytest.raises(pytest.fail.Exception, match="stay on this machine"):
        one.connect(ELSEWHERE)


def test_a_message_to_another_machine_fails_the_test() -> None:
    with closing(socket.socket(type=socket.SOCK_DGRAM)) as one, pytest.raises(pytest.fail.Exception):
        one.sendto(b"x", ELSEWHERE)


def test_a_thread_cannot_reach_further_than_a_test() -> None:
    caught: list[BaseException] = []

    def reach() -> None:
        try:
            socket.create_connection(ELSEWHERE, timeout=1)
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=reach)
    thread.start()
    thread.join()
    assert isinstance(caught[0], pytest.fail.Exception)


def test_no_name_of_another_machine_is_looked_up() -> None:
    with pytest.raises(socket.gaierror, match="no name is looked up"):
        socket.getaddrinfo("example.org", 80)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
