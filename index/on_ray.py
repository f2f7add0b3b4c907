"""Files read, taken apart and embedded on the nodes of a Ray cluster; what they find comes back to the one writer.

A file's bytes travel with its task, so that the nodes need no common disk. Every node needs this package in the same
version. Ray itself runs whatever it is sent (its messages are pickles): only a cluster of one's own may be named.
"""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus import errors
from corpus.document import Parsed
from corpus.errors import AssistantError
from corpus.files.guard import guarded_reader
from corpus.files.regular import find_files, fingerprint, read_file
from corpus.record import parsed_of, parsed_record
from index.embedder import Embedder, load_embedder
from index.errors import ClusterUnusable
from index.intake import embed
from index.storage import Vectors

AHEAD = 2  # tasks for each core of the cluster that are under way at once: bounds the memory of their bytes
REACHED_WITHIN = 5.0  # seconds in which the cluster answers, or is taken for absent
Answer = dict[str, Any]  # either "refused" or "parsed" and its vectors


class RayReading:
    """Reads these files on a cluster, a few ahead of whoever asks for them one after the other.

    Args:
        files: those that will be asked for, in that order; a file that is not among them is sent when it is asked for.
        embedder: the library's, which the nodes load by its name.
    """

    def __init__(self, files: Sequence[Path], embedder: Embedder) -> None:
        import ray

        self._ray = ray
        self._embedder = embedder
        self._waiting = [Path(os.path.abspath(file)) for file in files]
        self._running: OrderedDict[Path, Any] = OrderedDict()
        self._most = AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
        self._task = ray.remote(num_cpus=1, max_retries=2)(read_there)

    def __call__(self, path: Path) -> tuple[Parsed, Vectors]:
        """The file, taken apart, and its vectors.

        Raises what the reading of a file does, and ClusterUnusable where the cluster fails or is of another version.
        """
        self._fill(path)
        try:
            answer: Answer = self._ray.get(self._running.pop(path))
        except self._ray.exceptions.RayError as error:
            raise _unusable(
                f"the task for {path.name} failed: {error}", "任务没有完成，可能有一台机器退出了"
            ) from error
        if "refused" in answer:
            raise getattr(errors, answer["refused"][0])(*answer["refused"][1:])
        if answer["embedder"] != self._embedder.name:
            reason = (
                f"集群上的向量模型是“{answer['embedder']}”，文库用的是“{self._embedder.name}”，请在每台机器上装同一版本"
            )
            raise _unusable(f"a node embeds with {answer['embedder']}", reason)
        document = answer["parsed"]["document"]
        document[2] = str(path)  # where the file lies here
        return parsed_of(answer["parsed"]), Vectors(*answer["vectors"])

    def _fill(self, path: Path) -> None:
        """See to it that the file is under way, and those that come next."""
        if path not in self._running and path not in self._waiting:
            self._send(path)
        while self._waiting and (len(self._running) < self._most or path not in self._running):
            self._send(self._waiting.pop(0))

    def _send(self, path: Path) -> None:
        try:
            data = read_file(path)
        except AssistantError as error:
            self._running[path] = self._ray.put(_refused(error))
            return
        self._running[path] = self._task.remote(path.name, data, self._embedder.name)


def read_there(name: str, data: bytes, embedder: str) -> Answer:
    """What a node does with one file: its own copy is read under guard, as every file is."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            parsed = guarded_reader().read(path)
        except AssistantError as error:
            return _refused(error)
    model = _embedder(embedder)
    vectors = embed(parsed.passages, model)
    arrays = (vectors.passages, vectors.sentences, vectors.owners)
    return {"parsed": parsed_record(parsed), "vectors": arrays, "embedder": model.name}


@contextmanager
def cluster(address: str) -> Iterator[None]:
    """Within the block, this process belongs to the Ray cluster at the address. Raises ClusterUnusable."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is told to anybody
    try:
        import ray
    except ImportError as error:
        raise _unusable(f"ray is not installed: {error}", "还没有安装，请运行 pip install 'yinju[ray]'") from error
    try:
        _knock(address)
        ray.init(
            address=address,
            logging_level=logging.ERROR,
            log_to_driver=False,
            configure_logging=False,
            _node_ip_address=_this_node(address),
        )
    except (ConnectionError, RuntimeError, ValueError, OSError) as error:
        reason = f"连不上“{address}”，请检查地址，并确认本机属于这个集群（ray start --address={address}）"
        raise _unusable(f"cannot join {address}: {error}", reason) from error
    try:
        yield
    finally:
        ray.shutdown()


def to_read(paths: Sequence[Path], held: Mapping[str, object]) -> list[Path]:
    """The files, and those in the folders, that are no document of the library yet (`held`, by doc_id); each once."""
    found: dict[str, Path] = {}
    for path in find_files(paths):
        try:
            doc_id = fingerprint(path)
        except AssistantError:  # told when it is its turn
            continue
        if doc_id not in held:
            found.setdefault(doc_id, path)
    return list(found.values())


@lru_cache(maxsize=1)
def _embedder(name: str) -> Embedder:
    return load_embedder(name)


def _knock(address: str) -> None:
    """Raise OSError or ValueError where nobody listens at the address: Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    socket.create_connection((host, int(port)), REACHED_WITHIN).close()


def _this_node(address: str) -> str | None:
    """Where a node of this machine is found: on loopback if the cluster is, else Ray finds it out by itself."""
    host = address.rpartition(":")[0]
    return host if host.startswith("127.") else None


def _refused(error: AssistantError) -> Answer:
    return {"refused": [type(error).__name__, str(error), error.user_message]}


def _unusable(reason: str, chinese: str) -> ClusterUnusable:
    return ClusterUnusable(f"ray: {reason}", f"无法使用 Ray 集群：{chinese}。文库没有改动；不写 --ray 就在本机上导入。")
