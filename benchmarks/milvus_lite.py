"""A Milvus server on this machine for tests and benchmarks: milvus-lite's, which speaks the protocol of the real one."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from index.milvus.address import Address
from index.milvus.connection import Connection
from index.milvus.schema import COLLECTIONS

STARTS_WITHIN = 60.0  # seconds


class LiteServer:
    """Starts, kills and stops one server over one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            self.port: int = free.getsockname()[1]

    def address(self, name: str) -> str:
        """Of a library on it."""
        return f"milvus://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        data = ["--data-dir", str(self._folder / "data")]
        command = [sys.executable, "-m", "milvus_lite.cmdline", "server", "--host", "127.0.0.1", *data]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen([*command, "--port", str(self.port)], stdout=log, stderr=log)
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        self.kill()
        raise RuntimeError((self._folder / "server.log").read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """Kill -9, as when the machine fails."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        """Ask it to end, and see to it that it does."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def drop(address: Address) -> None:
    """Delete a library's collections, where there are any."""
    with closing(Connection(address)) as connection:
        for collection in connection.collections() & set(COLLECTIONS):
            connection.drop(collection)
