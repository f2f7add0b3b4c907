from __future__ import annotations

import io

import pytest

from ui.cli import main
from ui.guard.passwords import Users


def test_the_line_lets_its_user_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("秘 密\n"))
    assert main(["password", "李"]) == 0
    name, _, secret = capsys.readouterr().out.strip().partition(":")
    assert Users([(name, secret)]).accept("李", "秘 密")


@pytest.mark.parametrize("user", ["a:b", "", "#a", "a\nb"])
def test_a_name_that_a_line_cannot_hold_is_wrong_usage(user: str) -> None:
    assert main(["password", user]) == 2


def test_an_empty_password_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(["password", "李"]) == 2
