from __future__ import annotations

from ui.guard.limits import MOST_KEYS, RateLimit


def test_the_next_event_waits_until_the_first_is_old_enough() -> None:
    now = [0.0]
    limit = RateLimit(2, 10.0, lambda: now[0])
    limit.count("a")
    now[0] = 4.0
    limit.count("a")
    assert limit.wait("a") == 10.0 - 4.0
    assert limit.wait("b") == 0.0
    now[0] = 10.0
    assert limit.wait("a") == 0.0


def test_strangers_cannot_fill_the_memory() -> None:
    limit = RateLimit(1, 1e9, lambda: 0.0)
    for i in range(MOST_KEYS + 50):
        limit.count(str(i))
    assert len(limit._events) <= MOST_KEYS + 1
    for i in range(50):
        limit.wait(f"never counted {i}")
    assert len(limit._events) <= MOST_KEYS + 1
