"""Zip files under guard: what they would unpack to is counted before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib

from corpus.errors import UnreadableDocument

MOST_MEMBERS = 20_000
MOST_UNPACKED = 1 << 30  # bytes; a workbook of a million full rows has about half of that
STEEPEST = 200  # times; XML packs to a tenth, a table of nothing but equal rows to a hundredth
SMALL = 32 << 20  # bytes; below, however steep, nothing can go wrong


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive, its directory read and nothing else.

    Raises UnreadableDocument where the bytes are no zip file, or unpack to more than an honest file does.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument(
            f"{name}: {error}",
            f"无法读取《{name}》：文件已损坏、没有下载完整，或不是它的后缀所说的格式。请换一份完整的文件后重新导入。",
        ) from error
    unpacked = sum(member.file_size for member in members)
    bomb = unpacked > SMALL and unpacked > STEEPEST * len(data)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or bomb:
        raise UnreadableDocument(
            f"{name}: {len(members)} members, {unpacked} bytes unpacked from {len(data)}",
            f"无法读取《{name}》：压缩包解开后异常庞大（约 {unpacked >> 20} MB），可能是压缩炸弹，为安全起见没有打开。",
        )
    return archive
