"""The folder where uploads wait: nothing else can be named as one, what nobody took in is deleted, the disk stays free.

Gradio would take any file of this machine, and any address of the network, that a browser names as its upload; it
forgets the files of an upload that was broken off, and keeps those that are no longer used as long as it lives.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from ui.guard import limits


class Uploads:
    """The folder.

    Args:
        folder: where Gradio puts uploads.
        ours: whether it belongs to this server alone, so that what is old in it may be deleted.
    """

    def __init__(self, folder: Path, *, ours: bool, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._ours, self._clock = folder.resolve(), ours, clock

    def hold(self, body: object) -> bool:
        """Whether every file that a request names, anywhere in it, lies in the folder."""
        left = [body]
        while left:
            value = left.pop()
            if isinstance(value, dict):
                if isinstance(path := value.get("path"), str) and not self._holds(path):
                    return False
                left += value.values()
            elif isinstance(value, list):
                left += value
        return True

    def _holds(self, path: str) -> bool:
        try:
            return Path(path).is_absolute() and self._folder in Path(path).resolve().parents
        except (OSError, ValueError):  # too long, or with a zero byte
            return False

    def has_room(self) -> bool:
        """Whether one more upload may come; files that have waited too long are deleted first."""
        if not self._ours:
            return True
        oldest = self._clock() - limits.UPLOAD_SECONDS
        held = 0
        for path, written, size in self._files():
            if written < oldest:
                with suppress(OSError):
                    path.unlink()
            else:
                held += size
        return held < limits.MOST_UPLOADED

    def _files(self) -> Iterator[tuple[Path, float, int]]:
        """Path, time of the last writing and bytes of each."""
        for path in self._folder.rglob("*"):
            with suppress(OSError):  # gone meanwhile
                found = path.stat()
                if path.is_file():
                    yield path, found.st_mtime, found.st_size
