"""What a benchmark ran on: processor, cores, memory, versions, commit. Told with every figure that depends on them."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("numpy", "faiss-cpu", "tokenizers", "jieba", "opencc", "gradio")


def described() -> dict[str, str]:
    """machine, versions and commit, each in a line."""
    return {"machine": _machine(), "versions": _versions(), "commit": _commit()}


def _machine() -> str:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_first('/proc/cpuinfo', 'model name') or platform.processor()}, {cores} cores, {_memory()}, {platform.system()}"


def _memory() -> str:
    kilobytes = re.match(r"\d+", _first("/proc/meminfo", "MemTotal"))
    return f"{int(kilobytes.group()) / 1e6:.0f} GB" if kilobytes else "memory unknown"


def _first(path: str, key: str) -> str:
    """What the first line with a key says, of a file of the Linux kernel."""
    lines = Path(path).read_text().splitlines() if Path(path).exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _versions() -> str:
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {_version(name)}" for name in PACKAGES)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=10"]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)  # nosec
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    print("\n".join(described().values()))
