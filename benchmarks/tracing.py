"""Stops a process dead just before its n-th call that changes a file: what `kill -9` does at the worst moment.

The process runs under ptrace(2), so these are the real calls of SQLite, FAISS, numpy and Python, and no line of the
program knows of it. Linux on x86-64 only.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import sys
import traceback
from collections.abc import Callable

AVAILABLE = sys.platform == "linux" and platform.machine() == "x86_64"

TRACE_ME, PEEK_USER, KILL, SYSTEM_CALL = 0, 3, 8, 24  # of sys/ptrace.h
NUMBER, FLAGS = 8 * 15, 8 * 12  # where struct user keeps the call's number (orig_rax) and third argument (rdx)
OPEN_AT = 257
# write, pwrite64, writev, fsync, fdatasync, ftruncate, rename, mkdir, rmdir, unlink, mkdirat, unlinkat, renameat,
# fallocate, renameat2 (asm/unistd_64.h)
WRITING = frozenset([1, 18, 20, 74, 75, 77, 82, 83, 84, 87, 258, 263, 264, 285, 316])


def run_until(work: Callable[[], object], last: int | None = None) -> int:
    """Do the work in a child; the number of its writing calls, or `last` where it was killed before that one.

    Raises RuntimeError where the work failed by itself.
    """
    child = os.fork()
    if child == 0:
        _work(work)
    os.waitpid(child, 0)  # until it has stopped itself
    calls, entering = 0, True
    while True:
        _ptrace(SYSTEM_CALL, child)
        _, status = os.waitpid(child, 0)
        if os.WIFSTOPPED(status) and os.WSTOPSIG(status) == signal.SIGTRAP:
            if entering and _writes(child):
                calls += 1
                if calls == last:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    return calls
            entering = not entering
        elif os.WIFEXITED(status):
            if os.WEXITSTATUS(status):
                raise RuntimeError("the work failed")
            return calls


def _work(work: Callable[[], object]) -> None:
    """In the child: stop until the parent traces, work, and end without what the interpreter does at its end."""
    code = 1
    try:
        _ptrace(TRACE_ME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _writes(child: int) -> bool:
    call = _ptrace(PEEK_USER, child, NUMBER)
    return call in WRITING or (call == OPEN_AT and bool(_ptrace(PEEK_USER, child, FLAGS) & os.O_CREAT))


def _ptrace(request: int, child: int, address: int = 0) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return int(libc.ptrace(request, child, address, None))
