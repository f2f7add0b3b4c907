from __future__ import annotations

import base64

import pytest

from ui.guard.passwords import Users
from ui.guard.sessions import CREDENTIAL_SECONDS, SESSION_SECONDS, Sessions, credentials


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(Users([("name", "word")]), clock)


def test_a_token_names_its_user_until_it_was_not_used_for_long(sessions: Sessions, clock: Clock) -> None:
    token = sessions.login("name", "word")
    assert token
    clock.now = SESSION_SECONDS - 1
    assert sessions.user(token) == "name"
    clock.now += SESSION_SECONDS - 1
    assert sessions.user(token) == "name"
    clock.now += SESSION_SECONDS + 1
    assert sessions.user(token) is None


def test_a_wrong_password_gives_no_token(sessions: Sessions) -> None:
    assert sessions.login("name", "wrong") is None
    assert sessions.user("") is None
    assert sessions.user("guessed") is None


def test_a_token_is_nothing_after_the_logout(sessions: Sessions) -> None:
    token = sessions.login("name", "word")
    assert token
    sessions.logout(token)
    assert sessions.user(token) is None


def test_credentials_are_remembered_for_a_while_only_when_they_were_right(sessions: Sessions, clock: Clock) -> None:
    assert sessions.checked("Bearer name:word") is None
    assert sessions.check("Bearer name:wrong") is None
    assert sessions.checked("Bearer name:wrong") is None
    assert sessions.check("Bearer name:word") == "name"
    assert sessions.checked("Bearer name:word") == "name"
    clock.now = CREDENTIAL_SECONDS + 1
    assert sessions.checked("Bearer name:word") is None


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("Basic " + base64.b64encode("名:密:码".encode()).decode(), "名:密:码"),
        ("bearer name:word", "name:word"),
        ("Basic ???", ""),
        ("Digest name:word", ""),
        ("", ""),
    ],
)
def test_basic_and_bearer_carry_the_same_credentials(header: str, found: str) -> None:
    assert credentials(header) == found
