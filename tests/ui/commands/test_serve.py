from __future__ import annotations

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters, stdio_client

from ui.cli import main
from ui.commands.serve import _users
from ui.guard.passwords import hash_line


def test_a_file_of_users_may_mix_plain_and_hashed_passwords_and_remarks(tmp_path: Path) -> None:
    file = tmp_path / "users.txt"
    file.write_text(f"# 用户\nplain:word\n\n{hash_line('李', '秘密')}\n", encoding="utf-8-sig")
    users = _users(str(file))
    assert users.accept("plain", "word")
    assert users.accept("李", "秘密")
    assert not users.accept("# 用户", "")


def test_a_hash_that_was_cut_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "users.txt"
    file.write_text(hash_line("李", "秘密")[:60], encoding="utf-8")
    assert main(["serve", "--auth", str(file)]) == 2
    assert "yinju password" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [["--ssl-certfile", "c.pem"], ["--ssl-keyfile", "k.pem"], ["--ssl-certfile", __file__, "--ssl-keyfile", __file__]],
)
def test_tls_needs_a_certificate_and_the_key_that_belongs_to_it(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", *options]) == 2
    assert "--ssl-keyfile" in capsys.readouterr().err


def test_an_mcp_client_can_start_the_server_itself(tmp_path: Path, report: Path, repository: Path) -> None:
    library = tmp_path / "library"
    command = ["-m", "ui", "serve", str(report), "--stdio", "--library", str(library)]
    server = StdioServerParameters(command=sys.executable, args=command, cwd=repository, env=dict(os.environ))

    async def talk() -> str:
        async with Client(stdio_client(server)) as client:
            result = await client.call_tool("search", {"query": "噪声投诉", "k": 1})
            return str(result.content[0].text)  # type: ignore[union-attr]

    with ThreadPoolExecutor(1) as thread:  # browser tests before this one may hold a loop in the main thread
        found = json.loads(thread.submit(asyncio.run, talk()).result())
    assert "噪声投诉集中在居民区上空" in found["passages"][0]["text"]
