"""From a path to a Document. One module per format, named in FORMATS, makes an Extract of a file's bytes."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from corpus.document import Document
from corpus.errors import EmptyDocument, UnreadableDocument
from corpus.extract import Extract

# The module of each suffix. It is imported when a file of its kind comes, so that asking loads no format's library.
FORMATS = {
    ".txt": "corpus.plaintext",
    ".text": "corpus.plaintext",
    ".md": "corpus.markdown",
    ".markdown": "corpus.markdown",
}
BLANK = "\ufeff \t\n\u3000\f\v\u200b"


class Format(Protocol):
    """What every module named in FORMATS offers."""

    def read(self, data: bytes, name: str) -> Extract:
        """Read a file's bytes; `name` is for messages. Raises UnreadableDocument or EmptyDocument."""


def load(path: Path) -> Document:
    """Read one file.

    Raises:
        UnreadableDocument: missing, not a regular file, not readable, damaged, encrypted or of an unknown format.
        EmptyDocument: no bytes, or no text.
    """
    data = _read(path)
    reader = cast(Format, import_module(FORMATS[path.suffix.lower()]))
    found = reader.read(data, path.name)
    if not found.text.strip(BLANK):
        raise EmptyDocument(f"{path}: nothing but white space", _empty_message(path))
    return Document(
        hashlib.sha256(data).hexdigest(),
        found.title or path.stem,
        str(path),
        found.text,
        found.encoding,
        found.pages,
        found.marks,
        found.grids,
        found.warnings,
    )


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read, sorted, each once.

    A folder stands for the files below it that have a known suffix, hidden ones left out. Everything else is returned
    as it was given, so that `load` says what is wrong with it.
    """
    found: set[Path] = set()
    for path in paths:
        found.update(_files_below(path) if path.is_dir() else [path])
    return sorted(found)


def _files_below(folder: Path) -> list[Path]:
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [Path(parent, name) for name in names if not name.startswith(".")]
    return [file for file in files if file.suffix.lower() in FORMATS]


def _read(path: Path) -> bytes:
    """The bytes of a regular file of a known format that holds some."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableDocument(
                f"{path}: is a folder", f"无法读取“{path}”：这是文件夹，不是文件。请给出其中的文件。"
            )
        if not stat.S_ISREG(mode):  # reading a pipe or a device may never end
            raise UnreadableDocument(
                f"{path}: not a regular file", f"无法读取“{path}”：这不是普通文件（可能是管道或设备）。请换成普通文件。"
            )
        if path.suffix.lower() not in FORMATS:
            raise UnreadableDocument(f"{path}: unknown format", _format_message(path))
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableDocument(
            f"{path}: no such file", f"找不到文件“{path}”。请检查路径和文件名后重试，其他文件不受影响。"
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        raise UnreadableDocument(
            f"{path}: {error}",
            f"无法读取《{path.name}》：没有权限或磁盘出错。请检查文件权限后重新导入，其他文件不受影响。",
        ) from error
    if not data:
        raise EmptyDocument(f"{path}: empty", _empty_message(path))
    return data


def _format_message(path: Path) -> str:
    return f"无法读取《{path.name}》：不支持这种格式。目前支持 {'、'.join(sorted(FORMATS))}，请转换后重新导入。"


def _empty_message(path: Path) -> str:
    return f"《{path.name}》里没有文字，未导入。请检查文件是否保存完整，其他文件不受影响。"
