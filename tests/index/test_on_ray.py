from __future__ import annotations

import importlib.util
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument
from index.embedder import Embedder, load_embedder
from index.errors import ClusterUnusable
from index.library import Library
from index.on_ray import RayReading, cluster, to_read

NODES = 2
LOOPBACK = "127.0.0.2"  # Ray takes 127.0.0.1 for the address that other machines see


def needs_ray() -> None:
    if importlib.util.find_spec("ray") is None:
        pytest.skip("needs ray: pip install '.[ray]'")
    if sys.platform != "linux":
        pytest.skip("only Linux has more than one loopback address")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[str]:
    """Of a cluster of two nodes on this machine, reached by nobody else."""
    needs_ray()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", str(repository))
        from ray.cluster_utils import Cluster

        with closing(socket.create_server((LOOPBACK, 0))) as free:
            port = free.getsockname()[1]
        alone = {
            "num_cpus": 1,
            "node_ip_address": LOOPBACK,
            "include_dashboard": False,
            "object_store_memory": 80_000_000,
        }
        nodes = Cluster(initialize_head=True, head_node_args={**alone, "gcs_server_port": port})
        for _ in range(NODES - 1):
            nodes.add_node(num_cpus=1, node_ip_address=LOOPBACK, object_store_memory=80_000_000)
        yield nodes.address
        nodes.shutdown()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.md").write_text(
            f"# 第{number}市\n\n第{number}市建成充电桩{number}台。\n", encoding="utf-8"
        )
    (folder / "copy.md").write_bytes((folder / "0.md").read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    return folder


@pytest.fixture(scope="module")
def shipped() -> Embedder:
    return load_embedder()


def test_two_nodes_give_the_library_that_this_machine_alone_gives(
    address: str, files: Path, tmp_path: Path, shipped: Embedder
) -> None:
    import ray

    here = Library.open(tmp_path / "here", shipped, create=True)
    expected = here.update([files])
    there = Library.open(tmp_path / "there", shipped, create=True)
    with cluster(address):
        assert len(ray.nodes()) == NODES
        found = there.update([files], reading=RayReading(to_read([files], {}), shipped))
    assert there.documents() == here.documents()
    assert [one.document for one in there.parsed()] == [one.document for one in here.parsed()]
    assert [path.name for path, _ in found.failed] == [path.name for path, _ in expected.failed] == ["broken.pdf"]
    assert isinstance(found.failed[0][1], UnreadableDocument)
    assert found.failed[0][1].user_message == expected.failed[0][1].user_message
    ranked = [[hit.passage for hit in one.retriever().search("充电桩", 10)] for one in (here, there)]
    assert ranked[0] == ranked[1]


def test_a_node_with_another_model_is_refused(address: str, files: Path, shipped: Embedder) -> None:
    class Later:
        name, dim = "yinju-static-later", shipped.dim
        encode_queries, encode_passages = shipped.encode_queries, shipped.encode_passages

    with cluster(address), pytest.raises(ClusterUnusable) as caught:
        RayReading([files / "1.md"], Later())(files / "1.md")
    assert "yinju-static-later" in caught.value.user_message


def test_only_what_the_library_does_not_hold_is_sent_and_only_once(files: Path) -> None:
    everything = to_read([files], {})
    assert [path.name for path in everything] == ["0.md", "1.md", "2.md", "3.md", "4.md", "broken.pdf"]
    from corpus.files.regular import fingerprint

    assert files / "3.md" not in to_read([files], {fingerprint(files / "3.md"): None})


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nowhere", "127.0.0.1:port"])
def test_a_cluster_that_is_not_there_is_told_at_once(address: str) -> None:
    needs_ray()
    with pytest.raises(ClusterUnusable) as caught, cluster(address):
        pass
    assert address in caught.value.user_message


def test_without_ray_the_way_to_install_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterUnusable) as caught, cluster("127.0.0.1:1"):
        pass
    assert "pip install 'yinju[ray]'" in caught.value.user_message
