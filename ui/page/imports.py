"""Files on their way into the library: a queue that one thread works through while people go on asking."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from time import monotonic

from corpus.errors import AssistantError
from index.intake import Progress, Step
from index.storage import DocumentInfo
from index.summary import UpdateSummary
from ui.errors import InterfaceError
from ui.guard.limits import MOST_FILES, MOST_QUEUED
from ui.records import new_id

KEPT = 50  # finished files that stay in the list
FULL = "等待导入的文件太多。请等前面的文件导入完，再点“重试”。"
SOON = 1.5  # seconds of work before a guess of the time left is worth saying


class State(StrEnum):
    """How far a file is; the values are shown."""

    WAITING = "等待中"
    WORKING = "正在导入"
    DONE = "已加入"
    SAME = "文库中已有"
    FAILED = "未能导入"
    CANCELLED = "已取消"


@dataclass(frozen=True, slots=True)
class Job:
    """One file. `stage` is what is being done with it, `fraction` how much of that is done, from 0 to 1."""

    job_id: str
    path: Path
    state: State = State.WAITING
    stage: str = ""
    fraction: float = 0.0
    began: float = 0.0  # seconds of `time.monotonic`
    message: str = ""  # Chinese: why it failed
    info: DocumentInfo | None = None  # when it is done

    @property
    def seconds_left(self) -> float | None:
        """A guess from the pace so far; None before there is one."""
        spent = monotonic() - self.began
        if self.state is not State.WORKING or self.fraction <= 0 or spent < SOON:
            return None
        return spent * (1 - self.fraction) / self.fraction


class _Cancelled(InterfaceError):
    """The file that is being read was cancelled: it fails, the others go on."""


class _Abandoned(Exception):
    """A file was cancelled that is read already: nothing is written, the others begin again."""


TakeIn = Callable[[Sequence[Path], Progress], tuple[dict[Path, Path], UpdateSummary]]


@dataclass(slots=True)
class Imports:
    """The queue. `take_in` puts files into the library and tells where each was kept; `explain` words an error."""

    take_in: TakeIn
    explain: Callable[[Exception], str]
    _jobs: dict[str, Job] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _worker: threading.Thread | None = None

    def add(self, files: Sequence[Path]) -> None:
        """Queue files; work begins at once. Those that are too many are listed as failed."""
        with self._turn:
            waiting = sum(job.state in (State.WAITING, State.WORKING) for job in self._jobs.values())
            for number, file in enumerate(files[:MOST_FILES], start=waiting + 1):
                job = Job(new_id(), file)
                if number > MOST_QUEUED:
                    job = replace(job, state=State.FAILED, message=FULL)
                self._jobs[job.job_id] = job
            self._forget()
        self._start()

    def cancel(self, job_id: str) -> None:
        """Take a file back; one that is being read stops at its next step."""
        self._change(job_id, (State.WAITING, State.WORKING), state=State.CANCELLED)

    def retry(self, job_id: str) -> None:
        """Try a file again."""
        self._change(job_id, (State.FAILED, State.CANCELLED), state=State.WAITING, stage="", fraction=0.0, message="")
        self._start()

    def dismiss(self) -> None:
        """Forget the files that are through."""
        with self._turn:
            through = [one.job_id for one in self._jobs.values() if one.state not in (State.WAITING, State.WORKING)]
            for job_id in through:
                del self._jobs[job_id]

    def jobs(self) -> tuple[Job, ...]:
        """Every file that the list shows, in the order of their coming."""
        with self._turn:
            return tuple(self._jobs.values())

    @property
    def busy(self) -> bool:
        """Whether a file waits or is being worked on."""
        return any(job.state in (State.WAITING, State.WORKING) for job in self.jobs())

    def wait(self, seconds: float = 60) -> None:
        """Until all is done; for tests and for the end of the program."""
        worker = self._worker
        if worker is not None:
            worker.join(seconds)

    def _start(self) -> None:
        with self._turn:
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work, name="imports", daemon=True)
                self._worker.start()

    def _work(self) -> None:
        while batch := self._next_batch():
            try:
                kept, summary = self.take_in([job.path for job in batch], self._reporter(batch))
            except _Abandoned:
                for job in batch:
                    self._change(job.job_id, (State.WORKING,), state=State.WAITING)
            except Exception as error:
                for job in batch:
                    self._change(job.job_id, (State.WORKING,), state=State.FAILED, message=self.explain(error))
            else:
                for job in batch:
                    self._finish(job, kept.get(job.path, job.path), summary)

    def _next_batch(self) -> list[Job]:
        with self._turn:
            waiting = [job for job in self._jobs.values() if job.state is State.WAITING]
            for job in waiting:
                self._jobs[job.job_id] = replace(job, state=State.WORKING, began=monotonic(), stage="")
            if not waiting:
                self._worker = None
            return waiting

    def _reporter(self, batch: Sequence[Job]) -> Progress:
        """What the library calls as it goes on."""
        read: set[str] = set()  # names of the files that it has turned to

        def report(step: Step) -> None:
            for job in batch:
                name, state = job.path.name, self._state(job)
                if state is State.CANCELLED and name in read - {step.file}:
                    raise _Abandoned
                if state is State.CANCELLED and name == step.file and step.stage:
                    read.discard(name)
                    raise _Cancelled(f"{name} was cancelled", "已取消，文库没有改动。")
                stage = (step.stage or "读取") if name == step.file else "写入文库" if not step.file else ""
                self._change(job.job_id, (State.WORKING,), stage=stage, fraction=step.share)
                if name == step.file:
                    read.add(name)

        return report

    def _state(self, job: Job) -> State:
        with self._turn:
            return self._jobs[job.job_id].state if job.job_id in self._jobs else State.CANCELLED

    def _finish(self, job: Job, kept: Path, summary: UpdateSummary) -> None:
        failures: dict[Path, AssistantError] = dict(summary.failed)
        found = [one for one in (*summary.added, *summary.replaced) if Path(one.source) == kept.absolute()]
        if kept in failures:
            self._change(job.job_id, (State.WORKING,), state=State.FAILED, message=failures[kept].user_message)
        else:
            done = State.DONE if found else State.SAME
            self._change(job.job_id, (State.WORKING,), state=done, info=found[0] if found else None, fraction=1.0)

    def _change(self, job_id: str, states: Sequence[State], **fields: object) -> None:
        with self._turn:
            job = self._jobs.get(job_id)
            if job is not None and job.state in states:
                self._jobs[job_id] = replace(job, **fields)  # type: ignore[arg-type]

    def _forget(self) -> None:
        through = [one.job_id for one in self._jobs.values() if one.state not in (State.WAITING, State.WORKING)]
        for job_id in through[: max(len(through) - KEPT, 0)]:
            del self._jobs[job_id]
