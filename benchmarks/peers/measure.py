"""One peer in a process of its own: `python -m benchmarks.peers.measure NAME index|open REPORT QUESTIONS FOLDER`.

`index` takes the report in, asks every question once and prints what it found and what that took; `open` makes ready in
a new process and asks one question, the clock is with whoever started it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.peers.peer import peer


def main(name: str, step: str, report: Path, questions: Path, folder: Path) -> None:
    """Run one step; see above."""
    asked = json.loads(questions.read_text(encoding="utf-8"))
    one = peer(name)
    if step == "open":
        one.open(report, folder)
        one.search(asked[0])
        return
    began, used = time.perf_counter(), _processor()
    one.index(report, folder)
    one.search(asked[0])  # what is loaded by the first question belongs to being ready
    indexed = {"index_s": time.perf_counter() - began, "index_cpu_s": _processor() - used}
    found, spent, busy = [], [], []
    for question in asked:
        began, used = time.perf_counter(), _processor()
        found.append(one.search(question))
        spent.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (_processor() - used))
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({**indexed, "found": found, "ms": spent, "cpu_ms": busy, "memory_mb": peak / 1000}))


def _processor() -> float:
    """Seconds that this process and those it waited for have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(Path, sys.argv[3:]))
