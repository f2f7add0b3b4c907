"""The title of a document, read off its first lines."""

from __future__ import annotations

import re
from collections import Counter

from corpus.structure.lines import lines_of

LOOKED_AT = 60  # lines; a title further down is no title
LONGEST = 60  # characters
OFTEN = 3  # lines; a Chinese title may run along the pages, a Latin line that does is a logo
SENTENCE = re.compile(r"[。；！？!?;]")
# Who made it and when stands on a cover too.
IMPRINT = re.compile(
    r"(?:编制|编写|编著|主编|发布|出品|出版|承编|执笔|作者|支持|日期|时间|地址|电话|版本|编号|文号)[^:：]{0,4}[:：]"
    r"|.{2,30}[\s\u3000](?:编|著|编著|出品|编制|编写|发布|主编)$"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def find_title(text: str) -> str:
    """The first line that reads like a title, joined with the rest of it on the next line; "" where there is none."""
    lines = [line.text.strip() for line in lines_of(text)]
    seen = Counter(lines)
    for index, line in enumerate(lines[:LOOKED_AT]):
        ornament = seen[line] >= OFTEN and not CHINESE.search(line)
        if not ornament and _reads_like_title(line):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            return (line + following if _continues(following) else line).strip("#*《》 ")
    return ""


def _reads_like_title(line: str) -> bool:
    if not 4 <= len(line) <= LONGEST or SENTENCE.search(line) or IMPRINT.match(line) or line[0] in "（([【":
        return False
    return len(CHINESE.findall(line)) >= 4 or (
        len(line.split()) >= 2 and not CHINESE.search(line) and not line.isupper()
    )


def _continues(line: str) -> bool:
    """A title broken over two lines leaves a few characters of no meaning of their own on the second."""
    return bool(CHINESE.match(line)) and len(line) <= 6 and not SENTENCE.search(line)
