"""Search files that turn out to be damaged while they are used: the question is refused, never answered wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from index.blocks import DamagedFile
from index.errors import DamagedLibrary


@contextmanager
def refused_if_damaged() -> Iterator[None]:
    """Within the block a damaged block of a file is told as a damaged library, with the way to mend it."""
    try:
        yield
    except DamagedFile as error:
        raise DamagedLibrary(
            f"a search file is damaged: {error}",
            "文库的检索文件有一处已损坏，没有据此回答；保存的原文不受影响。请运行 yinju verify --repair，"
            "按库中保存的原文重新建立检索文件。",
        ) from error
