"""What the assistant says, and the exact words it said it from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Page, Passage
from corpus.structure.pages import touched
from index.hit import Hit


class Verdict(StrEnum):
    """FOUND: the documents answer. RELATED: passages, no claim of an answer. NOT_FOUND: they do not say."""

    FOUND = "found"
    RELATED = "related"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation, with the answer that was given."""

    question: str
    answer: str
    understood_as: str = ""  # the question completed, where that is known


@dataclass(frozen=True, slots=True)
class CellName:
    """Where in a table a citation lies, in the table's own words."""

    table: str  # caption
    row: str
    column: str
    sheet: str = ""  # of a workbook
    address: str = ""  # in a spreadsheet: "B7"


@dataclass(frozen=True, slots=True)
class Citation:
    """The quote is `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    cell: CellName | None = None
    also: tuple[Citation, ...] = ()  # other places that say the same: 另见

    @property
    def quote(self) -> str:
        """Exactly the source's characters."""
        return self.passage.text[self.start : self.end]

    @property
    def char_start(self) -> int:
        """Where the quote begins in the document's text."""
        return self.passage.start + self.start

    @property
    def char_end(self) -> int:
        """Where the quote ends in the document's text, exclusive."""
        return self.passage.start + self.end

    @property
    def line_start(self) -> int:
        """The line, from 1, of the quote's first character."""
        return self.passage.line_start + self.passage.text.count("\n", 0, self.start)

    @property
    def line_end(self) -> int:
        """The line, from 1, of the quote's last character."""
        return self.passage.line_start + self.passage.text.count("\n", 0, max(self.start, self.end - 1))

    @property
    def page(self) -> int | None:
        """The page, from 1, of the quote's first character; None for a format without pages."""
        found = self._pages()
        return found[0].number if found else self.passage.page

    @property
    def page_label(self) -> str | None:
        """What is printed on that page as its number, or the name of the sheet."""
        found = self._pages()
        return found[0].label if found else self.passage.page_label

    def _pages(self) -> tuple[Page, ...]:
        return touched(self.passage.pages, self.char_start, self.char_end)


@dataclass(frozen=True, slots=True)
class Part:
    """One of the stretches that an answer is joined from."""

    text: str
    citations: tuple[int, ...]  # indexes into Answer.citations


@dataclass(frozen=True, slots=True)
class Rival:
    """Another figure that the documents give for the same thing."""

    text: str  # the value, as written
    citation: Citation
    when: str = ""  # the year or date that stands with it, as written


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing that was read out of a question, for the user to check."""

    label: str  # in Chinese: 所问, 地点, 年份, 机构, 人物, 文件, 别称, 改字
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `text` and `citations` are empty exactly when the verdict is NOT_FOUND."""

    question: str
    understood_as: str  # the question as it was searched for: completed from the history, nicknames resolved
    verdict: Verdict
    text: str
    citations: tuple[Citation, ...]  # best first
    hits: tuple[Hit, ...]  # the ranking of passages, best first, also when nothing answers
    timings_ms: tuple[tuple[str, float], ...] = ()  # ("retrieve", 8.1), ("answer", 4.0), ("total", 13.0)
    confidence: float = 0.0  # calibrated probability that the answer is right, 0 to 1
    parts: tuple[Part, ...] = ()  # joined they are `text`, but for the marks between them
    rivals: tuple[Rival, ...] = ()  # conflicting figures, to be shown side by side
    understanding: tuple[Understood, ...] = ()

    @property
    def answerable(self) -> bool:
        """False exactly when the documents do not say."""
        return self.verdict is not Verdict.NOT_FOUND
