from __future__ import annotations

from pathlib import Path

import pytest

from ui.guard import limits
from ui.guard.uploads import Uploads


def test_what_nobody_took_in_is_deleted_after_a_while(tmp_path: Path) -> None:
    kept = tmp_path / "hash" / "a.txt"
    kept.parent.mkdir()
    kept.write_text("甲")
    later = kept.stat().st_mtime + limits.UPLOAD_SECONDS
    assert Uploads(tmp_path, ours=True, clock=lambda: later - 1).has_room()
    assert kept.exists()
    assert Uploads(tmp_path, ours=True, clock=lambda: later + 1).has_room()
    assert not kept.exists()


def test_a_full_folder_has_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_UPLOADED", 10)
    (tmp_path / "a").write_bytes(b"x" * 9)
    assert Uploads(tmp_path, ours=True).has_room()
    (tmp_path / "b").write_bytes(b"x")
    assert not Uploads(tmp_path, ours=True).has_room()


def test_a_folder_that_does_not_exist_yet_has_room(tmp_path: Path) -> None:
    assert Uploads(tmp_path / "none", ours=True).has_room()


def test_in_a_folder_of_others_nothing_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("甲")
    assert Uploads(tmp_path, ours=False, clock=lambda: 1e12).has_room()
    assert (tmp_path / "a").exists()


def test_only_what_lies_in_the_folder_can_be_named(tmp_path: Path) -> None:
    folder, secret = tmp_path / "uploads", tmp_path / "secret.txt"
    folder.mkdir()
    secret.write_text("甲")
    (folder / "link.txt").symlink_to(secret)
    uploads = Uploads(folder, ours=True)
    assert uploads.hold({"data": [[{"path": f"{folder}/hash/a.txt"}], {"path": ["not a file"]}, "text", 1, None]})
    for path in (
        str(secret),
        f"{folder}/../secret.txt",
        f"{folder}/link.txt",
        str(folder),
        "a.txt",
        "",
        "https://example.org/a.txt",
        "file:///etc/passwd",
        "\0",
        "x" * 100_000,
    ):
        assert not uploads.hold({"event_data": {"deep": [[{"path": path}]]}}), path[:40]
