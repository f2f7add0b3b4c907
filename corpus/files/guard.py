"""Reading under guard: in a process of its own, which may be slow, greedy or crash without harm to this one."""

from __future__ import annotations

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

from corpus import errors
from corpus.document import Parsed
from corpus.errors import UnreadableDocument
from corpus.files.progress import tell
from corpus.files.regular import shown
from corpus.record import parsed_of

# -P: the folder that the user happens to stand in may hold a json.py. -B: the process may write no file.
WORKER = (sys.executable, "-P", "-B", "-m", "corpus.files.worker")
MEGABYTE = 1 << 20
OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None  # how a process ends that has used up its processor time


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    processor: int = 20  # seconds of processor time between two signs of progress
    silence: float = 90.0  # seconds on the clock without a sign of progress and without work
    total: float = 1800.0  # seconds
    memory: int = 640 * MEGABYTE


def _usual_limits() -> Limits:
    """Reading a picture of a page takes about 800 MB and, on a slow machine, half a minute; nothing else does."""
    recognises = find_spec("rapidocr") is not None
    return Limits(processor=60, memory=900 * MEGABYTE) if recognises else Limits()


class GuardedReader:
    """Reads files one after the other; the process is started for the first one and again after it had to be stopped.

    A context manager; threads take turns.
    """

    def __init__(self, limits: Limits | None = None, worker: Sequence[str] = WORKER) -> None:
        self._limits = limits or _usual_limits()
        self._worker = worker
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._turn = threading.Lock()
        self._reading: Path | None = None

    def __enter__(self) -> GuardedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the process."""
        with self._turn:
            self._stop()

    def give_up(self, path: Path) -> None:
        """Let another thread's reading of this file end as if it had crashed; nothing where it is not being read."""
        process = self._process
        if self._reading == path and process is not None:
            process.kill()

    def read(self, path: Path) -> Parsed:
        """The file, taken apart. Its progress is told on (corpus/files/progress.py).

        Raises what `load` raises, and UnreadableDocument where reading crashed or took too long or too much memory.
        """
        with self._turn:
            done = False
            self._reading = path
            try:
                self._ask(path)
                answer = self._answer(path)
                done = "failed" not in answer
            finally:
                self._reading = None
                if not done:  # also when the user interrupts: an answer that nobody took would be that of the next file
                    self._stop()
        if "refused" in answer:
            kind, *texts = answer["refused"]
            raise getattr(errors, kind)(*texts)
        if "failed" in answer:
            raise _stopped(path, answer["trace"], TOO_LARGE if answer["failed"] == "memory" else CRASHED)
        return parsed_of(answer["parsed"])

    def _ask(self, path: Path) -> None:
        process = self._running()
        assert process.stdin
        try:
            process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            process.stdin.flush()
        except OSError as error:
            raise _stopped(path, f"the reader is gone: {error}", CRASHED) from error

    def _answer(self, path: Path) -> dict[str, Any]:
        """What the process finally says; the progress before it is told on."""
        end = time.monotonic() + self._limits.total
        while True:
            message = self._next(path, end)
            if "progress" not in message:
                return message
            tell(*message["progress"])

    def _next(self, path: Path, end: float) -> dict[str, Any]:
        assert self._process
        line, worked = None, _worked(self._process)
        while line is None:
            try:
                line = self._answers.get(timeout=max(0.0, min(self._limits.silence, end - time.monotonic())))
            except queue.Empty as error:
                before, worked = worked, _worked(self._process)
                if worked == before or time.monotonic() >= end:
                    raise _stopped(path, "no answer for too long", TOO_SLOW) from error
        if not line:
            status = self._process.wait()
            raise _stopped(path, f"the reader ended with {status}", TOO_SLOW if status == OUT_OF_TIME else CRASHED)
        return dict(json.loads(line))

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(  # nosec B603: our own module, without a shell
                [*self._worker, str(self._limits.memory), str(self._limits.processor)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            self._answers = queue.Queue()
            threading.Thread(target=_pump, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            process.wait()
            assert process.stdin
            with suppress(OSError):  # what was still to be written has no reader any more
                process.stdin.close()


TOO_SLOW = "读取时间过长，已停止。文件可能已损坏，或结构异常复杂。"
TOO_LARGE = "读取时占用的内存过多，已停止。请拆成几个较小的文件后重新导入。"
CRASHED = "解析程序意外中断，文件可能已损坏。请用原来的软件打开后另存，再重新导入。"


def _stopped(path: Path, reason: str, advice: str) -> UnreadableDocument:
    return UnreadableDocument(f"{path}: {reason}", f"无法读取《{shown(path)}》：{advice}其他文件不受影响。")


def _worked(process: subprocess.Popen[bytes]) -> str:
    """Tells work from waiting on a busy machine: the processor time of a process, where the system shows it."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return " ".join(fields[11:13])  # utime and stime, of proc_pid_stat(5)


def _pump(process: subprocess.Popen[bytes], answers: queue.Queue[bytes]) -> None:
    """Lines from the process into the queue, and nothing, without its line feed, when it has ended."""
    assert process.stdout
    with process.stdout:
        for line in process.stdout:
            answers.put(line)
    answers.put(b"")


@cache
def guarded_reader() -> GuardedReader:
    """The one reader of this process, kept for the files to come; it ends when this process does."""
    reader = GuardedReader()
    atexit.register(reader.close)
    return reader
