from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.milvus_lite import LiteServer
from index.library import Library
from index.milvus.address import parse_address
from index.milvus.connection import Connection
from tests.index.milvus.server import skip_without_server
from ui.cli import main


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    skip_without_server()
    server = LiteServer(tmp_path)
    server.start()
    yield server.address("moved")
    server.stop()


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_every_command_takes_a_library_in_milvus(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, front = tmp_path / "cities.txt", str(tmp_path / "front")
    file.write_text("青禾市2023年建成充电桩1.2万台。\n\n岚溪市的老年人口占比为31.2%。\n", encoding="utf-8")
    store = ["--store", address, "--library", front, "--json"]
    assert main(["index", str(file), *store]) == 0
    assert said(capsys)["library"] == address
    assert main(["ask", "青禾市2023年建成多少充电桩？", *store]) == 0
    assert "1.2万台" in str(said(capsys)["answer"])
    assert main(["search", "老年人口", *store]) == 0
    assert "31.2%" in capsys.readouterr().out
    assert main(["verify", *store]) == 0
    assert said(capsys)["ok"] is True
    assert main(["doctor", *store]) == 0
    assert said(capsys)["store"] == address
    monkeypatch.setenv("MILVUS_URI", address)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert main(["list", "--json"]) == 0
    assert said(capsys)["library"] == address
    assert main(["migrate", address, str(tmp_path / "folder"), "--json"]) == 0
    assert said(capsys)["moved"] == 1
    assert len(Library.open(tmp_path / "folder").documents()) == 1
    assert main(["list", "--library", str(tmp_path / "folder"), "--json"]) == 0
    assert said(capsys)["library"] == str(tmp_path / "folder")  # a folder that is named counts, not MILVUS_URI
    assert main(["migrate", str(tmp_path / "folder"), address.replace("moved", "again"), "--json"]) == 0
    assert said(capsys)["moved"] == 1
    assert Connection(parse_address(address)).collections()


@pytest.mark.parametrize("where", [["--store", "milvus://127.0.0.1:9/a"], ["--library", "milvus://127.0.0.1:9/a"]])
def test_a_server_that_is_not_there_is_told_in_chinese(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    skip_without_server()
    assert main(["ask", "多少？", *where]) == 1
    assert "无法使用 Milvus 里的文库“milvus://127.0.0.1:9/a”" in capsys.readouterr().err
