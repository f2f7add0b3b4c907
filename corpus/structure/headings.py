"""Which lines are headings, joined over the lines that they are broken into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.speech.people import ROLE, person_from
from corpus.structure.contents import Contents
from corpus.structure.lines import Line
from corpus.structure.numbering import BULLET, MARKDOWN, Number, number_at
from corpus.tables.captions import is_caption, is_note

LONGEST = 60  # characters of a heading
LONGEST_REST = 30  # of what is left of it on the next line
LONGEST_BARE = 20  # of a heading without number
LONGEST_ITEM = 45  # of a heading numbered in a way that list items are numbered too
PART = "part"  # the style of the parts of a book without number
PARAGRAPH = 40  # characters; a line as long as that is no heading but the text below one

CLAUSE = "条"  # 第三条: a paragraph of a regulation, rarely a heading

# Numbers that list items bear as often as headings do.
ITEM_STYLES = frozenset(("一、", "（一）", "（1）", "①", "1.", "1 ", "A.", "第一、", CLAUSE))
TOP, BARE = 10, 95  # ranks of the headings without number: parts of the book, and titles within the text

# Parts of a book that bear no number.
PARTS = re.compile(
    r"^(?:前言|卷首.{0,6}|序[言一二三]?|自序|总序|引言|导言|导[读论]|绪论|导语|楔子|内容(?:摘要|提要|简介)|摘要(?:与提示)?|提要|执行摘要|(?:卷首|开卷|核心)摘要"
    r"|要点(?:速览|提示|概览)?|(?:核心|规划|主要|内容)要点|速[读览]|一年速览|写在前面.{0,12}|(?:编写|编制|汇编|特别|使用|有关)?说明|重要提示|释义|版权声明|免责声明"
    r"|后记|研究后记|编后[记语]?|[编写]?后[记语]|跋|尾声|结束?语|结论|结语与展望|致谢|鸣谢|附注|参考(?:文献|资料|书目)|资料来源|引用文献|名词解释|术语表?"
    r"|业界观点|专家观点|(?:核心|主要)(?:观点|结论|发现)|先看结论|abstract|introduction|conclusions?|references|appendix|preface|acknowledge?ments)$",
    re.IGNORECASE,
)
# What titles within a text end with.
TITLE_ENDING = re.compile(
    r"(?:介绍|简介|概况|概述|概览|综述|背景|小结|总结|结论|展望|建议|说明|声明|致谢|名单|目的|意义|现状|趋势|前景|要点|摘要|观点|一览|定义|案例"
    r"|分析|问题|挑战|机遇|措施|经验|启示|成效|特点|特征|优势|原因|影响|历程|范围|方法|流程|原则|目标|任务|责任|要求|附则|总则|罚则)$"
)
STATEMENT = re.compile(r"[是将，、？]|成为|推动|助力")  # what makes a line a sentence, as the titles of interviews are
INTERVIEW = re.compile(r"^(?:专访|对话|访谈|对谈|圆桌)\s*[·•:：|｜]")
LABELLED = re.compile(
    r"^(?:人物|对谈|访谈|对话|嘉宾|案例|建议|专栏|专题|样本|情景|阶段|步骤|问题|观点|趋势|结论|发现|场景|主题|议题|领域|附)之?([一二三四五六七八九十]|\d{1,2})(?=[\s\u3000:：])"
    r"[\s\u3000:：]*"
)
SENTENCE_END = re.compile(r"[。；;！!]\s*[”’」）)*]*$")
INSIDE = re.compile(r"[。；]")
BOLD = re.compile(r"^\*\*(.+?)(?:\*\*)?$")
SPEECH = re.compile(
    r"^[■\s]*\**(?:Q\d*|A|问|答|记者|主持人?|提问|嘉宾|受访[者人]|摘要|人物|[\u4e00-\u9fff]{0,6}(?:提问|记者|投资者))\**[:：（(]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading, on the lines `first` to `last` (indexes, inclusive)."""

    first: int
    last: int
    title: str  # as written, without Markdown marks, joined over its lines
    style: str  # headings of one style are of one level, as far as nothing stands above them
    rank: int
    value: int | None = None
    path: tuple[int, ...] = ()  # of a decimal number
    announced: bool = False  # in the table of contents


class Finder:
    """Looks through the lines of one document; `skip` are those that are furniture, contents or tables."""

    def __init__(self, lines: Sequence[Line], skip: frozenset[int], contents: Contents) -> None:
        self.lines, self.skip, self.contents = lines, skip, contents
        self.shown = [line.index for line in lines if not line.blank and line.index not in skip]
        self.place = {index: place for place, index in enumerate(self.shown)}

    def find(self) -> list[Heading]:
        """Every heading, in order."""
        found: list[Heading] = []
        for index in self.shown:
            if found and index <= found[-1].last:
                continue
            heading = self._at(index, found)
            if heading:
                found.append(heading)
        return found

    def _at(self, index: int, before: Sequence[Heading]) -> Heading | None:
        text = self._text(index)
        mark = MARKDOWN.match(text)
        if mark:
            title = _plain(text[mark.end() :])
            number = number_at(title)
            whole, last = self._joined(title, title[number.end :] if number else title, index)
            return Heading(index, last, whole, mark.group(1), len(mark.group(1)), number.value if number else None)
        if len(text) > LONGEST + 10 or is_caption(text) or is_note(text) or SPEECH.match(text) or text.startswith(">"):
            return None
        bold = BOLD.match(text)
        body = _plain(text) if bold else text
        number = number_at(body) if not BULLET.match(body) else None
        if number:
            return self._numbered(index, body, number, bool(bold))
        if text.isdecimal():
            return self._lone_number(index, int(text), before)
        return self._bare(index, body, bool(bold))

    def _numbered(self, index: int, text: str, number: Number, bold: bool) -> Heading | None:
        """A line that begins with a number, or that is nothing but one."""
        title = _plain(text[number.end :])
        last = index
        if not title:
            following = self._following(index)
            if following is None or number.style in ("A.", "①"):
                return None
            title, last = self._text(following), following
            if not self._may_be_title(title) or number_at(title):
                return None
            text = f"{text.strip()} {title}"
        if not self._announced(title, last) and not self._is_numbered_title(index, title, number, bold):
            return None
        whole, last = self._joined(text, title, last)
        announced = self.contents.announces(_plain(whole[number.end :]))
        return Heading(index, last, _plain(whole), number.style, number.rank, number.value, number.path, announced)

    def _announced(self, title: str, last: int) -> bool:
        """Whether the contents have this title, alone or with the next line."""
        if self.contents.announces(title):
            return True
        following = self._following(last)
        return following is not None and self.contents.continues(title, self._text(following))

    def _is_numbered_title(self, index: int, title: str, number: Number, bold: bool) -> bool:
        if not self._may_be_title(title):
            return False
        if number.style not in ITEM_STYLES:
            return True
        if len(title) > LONGEST_ITEM or re.search(r"[：:，,、]$", title) or self._in_list(index, number):
            return False
        if number.style == CLAUSE:
            return len(title) <= LONGEST_BARE and not re.search(r"[，：]", title) and self._opens_text(index)
        if number.style == "1 " and not re.match(r"[\u4e00-\u9fffA-Z“《*]", title):
            return False
        return self._opens_text(index) or bold

    def _may_be_title(self, title: str) -> bool:
        return 0 < len(title) <= LONGEST and not SENTENCE_END.search(title) and not INSIDE.search(title)

    def _in_list(self, index: int, number: Number) -> bool:
        """Whether the line above or below counts on in the same style, with nothing between: a list."""
        place = self.place[index]
        for near, step in ((place - 1, -1), (place + 1, 1)):
            if 0 <= near < len(self.shown):
                other = number_at(self._text(self.shown[near]).strip("*"))
                if other and other.style == number.style and (other.value or 0) == (number.value or 0) + step:
                    return True
        return False

    def _opens_text(self, index: int) -> bool:
        """Whether there is text to be the heading of: a table, or a line that is no end of a list."""
        return self.place[index] + 1 < len(self.shown) or index + 1 < len(self.lines)

    def _lone_number(self, index: int, value: int, before: Sequence[Heading]) -> Heading | None:
        """5 on a line of its own, then the title: only where 4 was a heading before."""
        counted = next((heading for heading in reversed(before) if heading.style == "1 "), None)
        following = self._following(index)
        if counted is None or (counted.value or 0) + 1 != value or following is None:
            return None
        title, last = self._text(following), following
        if not self._may_be_title(title) or number_at(title):
            return None
        more = self._following(last)
        if title.endswith(("：", ":")) and more is not None and self._may_be_title(self._text(more)):
            title, last = title + self._text(more), more
        return Heading(index, last, f"{value} {_plain(title)}", "1 ", 60, value)

    def _bare(self, index: int, text: str, bold: bool) -> Heading | None:
        """A heading without number: announced in the contents, a part of a book, or a title within the text."""
        label = LABELLED.match(text)
        if self.contents.announces(text):
            number = number_at(self.contents.number_of(text) + " ")
            style, rank = (number.style, number.rank) if number else (PART, TOP)
            whole, last = self._joined(text, text, index)
            return Heading(index, last, whole, style, rank, number.value if number else None, announced=True)
        if PARTS.match(re.sub(r"[\s【】\[\]]", "", text)):
            return Heading(index, index, text, PART, TOP)
        if label and self._may_be_title(text) and len(text) <= LONGEST_ITEM and self._opens_block(index):
            return Heading(index, index, text, "label", 45)
        if INTERVIEW.match(text) and len(text) <= LONGEST_ITEM:
            return Heading(index, index, text.rstrip(" ■"), "interview", 45)
        if not self._may_be_title(text) or re.search(r"[：:，,、？?”]$|\t", text) or BULLET.match(text):
            return None
        whole, last = self._joined(text, text, index)
        title = TITLE_ENDING.search(whole) and not ROLE.search(whole) and not STATEMENT.search(whole)
        if (bold or title) and len(whole) <= LONGEST_BARE and self._stands_alone(index, last):
            return Heading(index, last, whole, "bold" if bold else "bare", BARE)
        return None

    def _opens_block(self, index: int) -> bool:
        return index == 0 or self.lines[index - 1].blank or index - 1 in self.skip

    def _stands_alone(self, first: int, last: int) -> bool:
        """Whether the lines have nothing right above and below, and stand over a paragraph or over its subtitle."""
        below = last + 1
        closed = below >= len(self.lines) or self.lines[below].blank or below in self.skip
        following = self._following(last)
        over = [following, self._following(following)] if following is not None else []
        long = any(index is not None and len(self._text(index)) >= PARAGRAPH for index in over)
        return closed and self._opens_block(first) and long

    def _joined(self, whole: str, title: str, last: int) -> tuple[str, int]:
        """The heading with the rest of it from the lines below, and its last line."""
        for _ in range(2):
            following = self._following(last)
            if following is None or self.contents.announces(title):
                break
            rest = self._text(following)
            announced = self.contents.continues(title, rest)
            if not announced and not (following == last + 1 and self._may_continue(title, rest, following)):
                break
            apart = following > last + 1
            whole, title, last = _glue(whole, rest, apart), _glue(title, rest, apart), following
        return whole, last

    def _may_continue(self, title: str, rest: str, index: int) -> bool:
        """A short line right below a heading, with no text right below it, unlike anything that begins anew."""
        below = self.lines[index + 1].text.strip() if index + 1 < len(self.lines) and index + 1 not in self.skip else ""
        closed = not below or number_at(below) is not None or re.search(r"[与和及的、，]$", title)
        new = number_at(rest) or BULLET.match(rest) or is_caption(rest) or is_note(rest) or SPEECH.match(rest)
        told = re.match(r"^[^，。]{1,12}[：:]|^[（(“>*—#|]", rest) or ROLE.search(rest) or person_from(rest)
        short = len(rest) <= LONGEST_REST and len(title) >= 2 and not re.search(r"[？?！!]$", title)
        plain = not (new or told or re.search(r"[。；;：:]", rest))
        return bool(closed and short and plain)

    def _following(self, index: int) -> int | None:
        """The next line with text, if it is near and nothing but blank lines stand between."""
        for near in range(index + 1, min(index + 6, len(self.lines))):
            if near in self.skip:
                return None
            if not self.lines[near].blank:
                return near
        return None

    def _text(self, index: int) -> str:
        return self.lines[index].text.strip()


def find_headings(lines: Sequence[Line], skip: frozenset[int], contents: Contents) -> list[Heading]:
    """The headings of a text, in order. `skip`: the lines that are furniture, contents or tables."""
    return Finder(lines, skip, contents).find()


def _plain(text: str) -> str:
    """Without Markdown marks: bold, closing #."""
    return re.sub(r"\*\*|__|[\s#]+$", "", text).strip(" \u3000*")


def _glue(first: str, second: str, apart: bool) -> str:
    """Two lines of one heading; Latin words and lines that stand apart keep a space between them."""
    latin = re.search(r"[A-Za-z]$", first) and re.match(r"[A-Za-z]", second)
    return f"{first} {second}" if latin or (apart and re.search(r"\w$", first)) else first + second
