"""How much one user, and all users together, may ask of the server, and how large a request may be."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable

LONGEST_QUESTION = 2000  # characters; a pasted chapter is not a question
LONGEST_QUOTE = 5000  # characters of a quotation to check
MOST_TURNS = 50  # earlier questions that a request may bring
LARGEST_REQUEST = 2_000_000  # bytes of a request that is no upload
LARGEST_UPLOAD = 1_000_000_000  # bytes of one upload with all its files
LARGEST_FILE = 200_000_000  # bytes of one file
MOST_FILES = 100  # of one upload
MOST_UPLOADED = 4_000_000_000  # bytes of all uploads that were not taken in yet
UPLOAD_SECONDS = 3600.0  # after which what is left of an upload is deleted
MOST_QUEUED = 300  # files that wait for being taken in
MOST_WAITING = 100  # requests that wait for an answer at the same time
REQUESTS_A_MINUTE = 600  # of one user who is logged in, or of one other machine
LOGINS = 10  # wrong passwords for a name or from a machine ...
LOGIN_SECONDS = 300.0  # ... in this time
ANSWER_SECONDS = 60.0  # after which a request for an answer is given up
BODY_SECONDS = 120.0  # without a byte of a request's body
MOST_KEYS = 10_000  # users and machines that are remembered
LONGEST_NAME = 200  # characters of one, and of the name of a browser window


class RateLimit:
    """At most `most` events of one key in any `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._events: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Seconds until the key may have one more event; 0 when it may now."""
        if key not in self._events:  # asking for a name does not make it one that is remembered
            return 0.0
        events = self._recent(key)
        return 0.0 if len(events) < self._most else max(events[0] + self._seconds - self._clock(), 0.001)

    def count(self, key: str) -> None:
        """One more event of the key."""
        self._recent(key).append(self._clock())
        while len(self._events) > MOST_KEYS:
            self._events.popitem(last=False)

    def _recent(self, key: str) -> deque[float]:
        events = self._events.setdefault(key, deque(maxlen=self._most))
        self._events.move_to_end(key)
        while events and events[0] <= self._clock() - self._seconds:
            events.popleft()
        return events
