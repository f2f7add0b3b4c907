"""Waiting for files to change, by looking again and again.

Asking the system for its events (watchfiles, watchdog) would be a dependency more, and misses what happens on network
drives and in containers; a look at a thousand files takes some milliseconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.files.regular import find_files

PAUSE = 2.0  # seconds between two looks

Look = dict[Path, tuple[int, int, int]]  # by file: its number on the disk, when it was changed (ns), its size


def changes(paths: Sequence[Path], pause: Callable[[], None] = lambda: time.sleep(PAUSE)) -> Iterator[None]:
    """Give something whenever files, or those in the folders, have come, changed or gone, and are then left in peace.

    A file that is still being written looks different at the next look. Never ends.
    """
    seen = before = _look(paths)
    while True:
        pause()
        now = _look(paths)
        if now == before and now != seen:
            seen = now
            yield
        before = now


def _look(paths: Sequence[Path]) -> Look:
    found: Look = {}
    for path in find_files(paths):
        try:
            status = os.lstat(path)
        except OSError:  # gone since, or not to be looked at
            continue
        found[path] = status.st_ino, status.st_mtime_ns, status.st_size
    return found
