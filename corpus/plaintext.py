"""Plain text: every line is what it is."""

from __future__ import annotations

from corpus.encoding import decode
from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.title import find_title


def read(data: bytes, name: str) -> Extract:
    """The text, with line feeds for line ends, titled by its first line that reads like a title.

    Raises UnreadableDocument where the bytes are no text.
    """
    decoded = decode(data)
    if decoded is None:
        raise UnreadableDocument(
            f"{name}: not text in any known encoding",
            f"无法读取《{name}》：文件不是文本，或编码无法识别。请另存为 UTF-8 编码的文本后重新导入，其他文件不受影响。",
        )
    text = decoded[0].replace("\r\n", "\n").replace("\r", "\n")
    return Extract(text, find_title(text), decoded[1])
