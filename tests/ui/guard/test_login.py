from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from ui.guard import limits
from ui.guard.http import Refusal
from ui.guard.login import LoginDoor, local_path, login_page
from ui.guard.passwords import Users
from ui.guard.sessions import Sessions

Done = TypeVar("Done")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nX: y"])
def test_a_login_never_leads_to_another_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_login_leads_back_to_where_it_was_asked_for() -> None:
    assert local_path("/?c=1") == "/?c=1"


def test_nothing_that_is_sent_becomes_markup() -> None:
    page = login_page('<script>"', '/"><script>')
    assert "<script" not in page


def apart(work: Coroutine[object, object, Done]) -> Done:
    """Run it in a thread of its own: where browser tests ran before, the main one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Counted(Sessions):
    """Counts how many passwords are tried."""

    tried = 0

    def login(self, user: str, password: str) -> str | None:
        self.tried += 1
        return super().login(user, password)

    def check(self, authorization: str) -> str | None:
        self.tried += 1
        return super().check(authorization)


def test_guesses_that_are_sent_at_once_are_as_few_as_one_after_the_other() -> None:
    async def burst(door: LoginDoor, *, by_form: bool) -> list[object]:
        scope = {"client": ("10.0.0.9", 1)}
        tries: list[Coroutine[object, object, object]]
        if by_form:
            tries = [door._try(scope, "甲", f"guess {i}") for i in range(3 * limits.LOGINS)]
        else:
            tries = [door.user(scope, {"authorization": f"Bearer 甲:guess {i}"}) for i in range(3 * limits.LOGINS)]
        return list(await asyncio.gather(*tries))

    for by_form in (True, False):
        sessions = Counted(Users([("甲", "word")]))
        got = apart(burst(LoginDoor(sessions), by_form=by_form))
        assert sessions.tried == limits.LOGINS
        assert all(one is None or isinstance(one, Refusal) for one in got)


def test_names_that_are_only_asked_for_do_not_fill_the_memory() -> None:
    async def tries(door: LoginDoor) -> int:
        for i in range(limits.LOGINS + 50):
            await door._try({"client": ("10.0.0.9", 1)}, f"{i}" * 1000, "wrong")
        return sum(map(len, door._failures._events))

    assert apart(tries(LoginDoor(Sessions(Users([("甲", "word")]))))) < (limits.LOGINS + 1) * 300
