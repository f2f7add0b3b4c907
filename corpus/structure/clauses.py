"""The clauses of regulations: 第十二条 with its paragraphs (款) and items (项), each in the document's own characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from corpus.document import Mention, Passage
from corpus.structure.lines import lines_of
from corpus.structure.numbering import NUMERAL, number_at, value_of

_OPENS = re.compile(rf"^[\s#*]*第\s*({NUMERAL})\s*条(?:之({NUMERAL}))?(?=[\s\u3000:：、.．*]|[\u4e00-\u9fff]|$)")
_ITEMS = frozenset(("（一）", "（1）", "①", "1."))
_TITLES = frozenset(("篇", "章", "节", "附录", "一、"))


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. Its text is that of `parts`, in order."""

    number: tuple[int, int]  # 第十二条之二 is (12, 2); the second is 0 where there is none
    parts: tuple[Mention, ...]  # its lines

    @property
    def passage(self) -> Passage:
        """Where it begins; its heading path leads to its chapter."""
        return self.parts[0].passage

    def paragraph(self, number: int) -> Clause | None:
        """第二款: the paragraph of that number with its items; None where there is none."""
        begins = [place for place, part in enumerate(self.parts) if place == 0 or _item_number(part) is None]
        if not 1 <= number <= len(begins):
            return None
        end = begins[number] if number < len(begins) else len(self.parts)
        return replace(self, parts=self.parts[begins[number - 1] : end])

    def item(self, number: int) -> Clause | None:
        """第二项: the item of that number; None where there is none."""
        found = next((part for part in self.parts if _item_number(part) == number), None)
        return replace(self, parts=(found,)) if found else None


def find_clauses(passages: Iterable[Passage]) -> Iterator[Clause]:
    """The clauses of one document, in order. `passages` are all of its passages.

    A clause ends where the next one begins, at a table, and where the chapter does.
    """
    parts: list[Mention] = []
    number = (0, 0)
    for passage in passages:
        if parts and (passage.table or passage.heading_path != parts[0].passage.heading_path):
            yield Clause(number, tuple(parts))
            parts = []
        if passage.table:
            continue
        for line in _lines(passage):
            text = passage.text[line.start : line.end]
            opens = _OPENS.match(text)
            if parts and (opens or _is_title(text)):
                yield Clause(number, tuple(parts))
                parts = []
            if opens:
                number = value_of(opens[1]) or 0, value_of(opens[2] or "") or 0
            if opens or parts:
                parts.append(line)
    if parts:
        yield Clause(number, tuple(parts))


def _lines(passage: Passage) -> Iterator[Mention]:
    """The lines with text of a passage."""
    for line in lines_of(passage.text):
        if not line.blank:
            start = line.start + len(line.text) - len(line.text.lstrip())
            yield Mention(passage, start, line.start + len(line.text.rstrip()))


def _is_title(text: str) -> bool:
    """A numbered line that no clause holds, though it was not taken for a heading: 二、实施细则."""
    number = number_at(text.lstrip("#* "))
    return number is not None and number.style in _TITLES and not re.search(r"[。；;：:，,]\W*$", text)


def _item_number(part: Mention) -> int | None:
    found = number_at(part.passage.text[part.start : part.end])
    return found.value if found and found.style in _ITEMS else None
