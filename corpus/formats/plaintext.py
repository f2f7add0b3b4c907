"""Plain text: every line is what it is."""

from __future__ import annotations

from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.files.controls import count_controls
from corpus.files.encoding import decode
from corpus.structure.title import find_title

CERTAIN = ("utf-8", "utf-8-sig", "utf-16", "utf-32")  # valid UTF-8 is nothing else; the others have their mark
MOST_CONTROLS = 0.01  # of the characters; more of them are no accident but a file that is no text
SHOWN = {"gb18030": "GB18030（GBK）", "big5hkscs": "Big5", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def read(data: bytes, name: str) -> Extract:
    """The text, with line feeds for line ends, titled by its first line that reads like a title.

    Raises UnreadableDocument where the bytes are no text.
    """
    decoded = decode(data)
    if decoded is None:
        raise _no_text(name)
    text, encoding = decoded
    if count_controls(text) > MOST_CONTROLS * len(text):
        raise _no_text(name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Extract(text, find_title(text), encoding, warnings=guess_warning(encoding))


def guess_warning(encoding: str) -> tuple[str, ...]:
    """What to warn of where the encoding was guessed: a wrong guess is seen by the user or by nobody."""
    if encoding in CERTAIN:
        return ()
    return (f"文件没有注明编码，按 {SHOWN.get(encoding, encoding)} 读取；如有乱码，请另存为 UTF-8 后重新导入。",)


def _no_text(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name}: not text in any known encoding",
        f"无法读取《{name}》：文件不是文本（含有控制字符），或编码无法识别。"
        "请另存为 UTF-8 编码的文本后重新导入，其他文件不受影响。",
    )
