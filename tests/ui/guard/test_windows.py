from __future__ import annotations

import pytest

from ui.guard.http import parsed
from ui.guard.windows import MOST, Windows, window_in_body, window_in_url


def test_a_window_belongs_to_whoever_used_it_first() -> None:
    windows = Windows()
    assert windows.accept("w", "甲")
    assert windows.accept("w", "甲")
    assert not windows.accept("w", "乙")
    assert windows.accept("", "乙")


def test_windows_are_forgotten_before_they_fill_the_memory() -> None:
    windows = Windows()
    for i in range(MOST + 10):
        windows.accept(str(i), "甲")
    assert len(windows._owners) == MOST
    assert windows.accept("0", "乙")


def test_a_name_of_any_length_is_no_window() -> None:
    windows = Windows()
    assert not windows.accept("w" * 1000, "甲")
    assert not windows._owners


def test_the_name_is_found_where_gradio_puts_it() -> None:
    assert window_in_url("/gradio_api/queue/data", b"session_hash=abc") == "abc"
    assert window_in_url("/gradio_api/heartbeat/abc", b"") == "abc"
    assert window_in_url("/gradio_api/info", b"") == ""
    assert window_in_url("/gradio_api/call/ask/abc", b"") == "abc"
    assert window_in_url("/gradio_api/upload_progress", b"upload_id=abc") == "abc"
    assert window_in_body({"session_hash": "abc"}) == "abc"


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b'{"session_hash": null}', b"[" * 100_000])
def test_a_body_that_is_something_else_names_no_window(body: bytes) -> None:
    assert window_in_body(parsed(body)) == ""
