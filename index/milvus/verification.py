"""What is wrong with a library in Milvus, and how each thing is mended. Nothing is changed by looking."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from corpus.files.regular import shown
from index.milvus.address import Address
from index.milvus.library import MilvusLibrary
from index.verification import HARMLESS, READ_AGAIN, RESTORE, Finding


def verify(folder: Path, address: Address) -> tuple[Finding, ...]:
    """Every document is read back and compared with the checksum that it was stored with.

    Raises LibraryNotFound where there is no library, and LibraryInaccessible where it cannot be reached.
    """
    with closing(MilvusLibrary.open(folder, address)) as library:
        damaged, left_over = library.damaged(), library.left_over()
    findings = [
        Finding(
            shown(Path(info.source)),
            "保存的原文、段落或句子不完整，或与入库时的校验和不符。",
            READ_AGAIN.format(info.source)
            if Path(info.source).is_file()
            else f"原文件“{info.source}”已不在；{RESTORE}",
        )
        for info in damaged
    ]
    if left_over:
        problem = f"上次写入中断留下的 {left_over} 份文档的数据，检索和回答都不会用到。"
        findings.append(Finding(str(address), problem, HARMLESS, damage=False))
    return tuple(findings)
