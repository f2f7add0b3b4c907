"""Finding and opening the files that a user gives: regular ones only, and never through a link."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.formats.registry import FORMATS

LARGEST = 256 << 20  # bytes; what is read has to fit into memory several times over
BLOCK = 1 << 20
# Not the target of a link that was put there since, and no waiting for the other end of a pipe; Windows has neither.
FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read, sorted, each once.

    A folder stands for the files below it that have a known suffix, hidden ones left out. Everything else is returned
    as it was given, so that reading it says what is wrong with it; so is a folder that is named like a file.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir() and not _known(path.name):
            found.update(file for file in _walk(path) if _known(file.name))
        else:
            found.add(path)
    return sorted(found)


def skipped_files(paths: Sequence[Path]) -> list[Path]:
    """The files below the folders that `find_files` leaves out for their suffix; hidden ones are not counted."""
    folders = [path for path in paths if path.is_dir() and not _known(path.name)]
    return sorted({file for folder in folders for file in _walk(folder) if not _known(file.name)})


def read_file(path: Path) -> bytes:
    """The bytes of a regular file of a known format.

    Raises UnreadableDocument where there is none, or one that is too large, and EmptyDocument for one of no bytes.
    """
    with _opened(path) as file:
        return file.read()


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's bytes, hexadecimal. Raises as `read_file` does."""
    digest = hashlib.sha256()
    with _opened(path) as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def shown(path: Path) -> str:
    """A file's name for a message: what a terminal would obey or could not show is replaced."""
    return "".join(char if char.isprintable() else "\ufffd" for char in path.name or str(path))


def empty_message(path: Path) -> str:
    """What the user reads about a file without text."""
    return f"《{shown(path)}》里没有文字，未导入。请检查文件是否保存完整，其他文件不受影响。"


def _walk(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is not hidden, but for the folders that are named like files: only themselves."""
    for parent, folders, names in os.walk(folder):
        like_files = [name for name in folders if _known(name)]
        folders[:] = [name for name in folders if not name.startswith(".") and not _known(name)]
        yield from (Path(parent, name) for name in [*like_files, *names] if not name.startswith("."))


def _known(name: str) -> bool:
    return Path(name).suffix.lower() in FORMATS


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The open file; the system's errors, also while it is read, as those of a document."""
    name = shown(path)
    try:
        _check(path, os.lstat(path))
        with open(os.open(path, FLAGS), "rb") as file:
            found = os.fstat(file.fileno())
            _check(path, found)
            if not found.st_size:
                raise EmptyDocument(f"{path}: empty", empty_message(path))
            yield file
    except FileNotFoundError as error:
        raise UnreadableDocument(
            f"{path}: no such file", f"找不到文件“{path}”。请检查路径和文件名后重试，其他文件不受影响。"
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        raise UnreadableDocument(
            f"{path}: {error}",
            f"无法读取《{name}》：没有权限或磁盘出错。请检查文件权限后重新导入，其他文件不受影响。",
        ) from error


def _check(path: Path, found: os.stat_result) -> None:
    """Refuse what is no regular file of a known format and a name that can be kept."""
    name, mode = shown(path), found.st_mode
    if stat.S_ISLNK(mode):  # it could lead to any file of the system
        reason = "is a symbolic link", "这是符号链接，为安全起见没有打开它指向的文件。请直接给出原文件。"
    elif stat.S_ISDIR(mode):
        reason = "is a folder", "这是文件夹，不是文件。请给出其中的文件，或给文件夹改名。"
    elif not stat.S_ISREG(mode):  # reading a pipe or a device may never end
        reason = "is not a regular file", "这不是普通文件（可能是管道或设备）。请换成普通文件。"
    elif not _known(path.name):
        reason = "is of an unknown format", f"不支持这种格式。目前支持 {'、'.join(sorted(FORMATS))}，请转换后重新导入。"
    elif found.st_size > LARGEST:
        reason = f"has {found.st_size} bytes", f"文件超过 {LARGEST >> 20} MB。请拆成几个文件后重新导入。"
    elif not _is_text(str(path)):
        reason = "has a name that is no text", "文件名或路径里有无法识别的字节。请改名后重新导入。"
    else:
        return
    raise UnreadableDocument(f"{str(path)!r} {reason[0]}", f"无法读取《{name}》：{reason[1]}")


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:  # bytes that are no UTF-8 stand in a path as surrogates
        return False
    return True
