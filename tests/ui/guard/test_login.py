from __future__ import annotations

import pytest

from ui.guard.login import local_path, login_page


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nX: y"])
def test_a_login_never_leads_to_another_site(target: str) -> None:
    assert local_path(target) == "/"


def test_a_login_leads_back_to_where_it_was_asked_for() -> None:
    assert local_path("/?c=1") == "/?c=1"


def test_nothing_that_is_sent_becomes_markup() -> None:
    page = login_page('<script>"', '/"><script>')
    assert "<script" not in page
