from __future__ import annotations

import pytest

from ui.guard.passwords import Users, hash_line


def test_a_plain_and_a_hashed_password_both_let_their_user_in() -> None:
    name, _, secret = hash_line("李", "密:码").partition(":")
    users = Users([("plain", "word"), (name, secret)])
    assert users.accept("plain", "word")
    assert users.accept("李", "密:码")
    assert not users.accept("李", "密码")
    assert not users.accept("plain", "密:码")


def test_the_line_does_not_tell_the_password_and_is_another_each_time() -> None:
    one, two = hash_line("u", "password"), hash_line("u", "password")
    assert one != two
    assert "password" not in one


def test_nobody_comes_in_under_an_unknown_name() -> None:
    users = Users([("a", "b")])
    assert not users.accept("", "")
    assert not users.accept("x", "b")
    assert not Users().accept("", "")


def test_the_hash_itself_is_no_password() -> None:
    _, _, secret = hash_line("u", "p").partition(":")
    assert not Users([("u", secret)]).accept("u", secret)


@pytest.mark.parametrize("secret", ["$scrypt$", "$scrypt$99999999999$8$1$aa$aa", "$scrypt$16384$8$1$?$aa"])
def test_a_broken_hash_is_refused_at_once_without_repeating_it(secret: str) -> None:
    with pytest.raises(ValueError, match="not a hashed password") as wrong:
        Users([("u", secret)])
    assert secret not in str(wrong.value)
