"""What other programs may ask: the fields of each request with their limits, as they stand in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from corpus.document import Kind
from index.scope import Scope
from qa.answer import Turn
from ui.guard.limits import LONGEST_QUESTION, LONGEST_QUOTE, MOST_TURNS

LONGEST_ANSWER = 5000  # characters of an earlier answer
MOST_VALUES = 50  # of one field of a scope
MOST_HITS = 100
MOST_ROWS = 500

Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
Name = Annotated[str, Field(max_length=200)]
Names = Annotated[tuple[Name, ...], Field(max_length=MOST_VALUES)]
Kinds = Annotated[tuple[Kind, ...], Field(max_length=MOST_VALUES)]


class Request(BaseModel):
    """A request; a field that it does not have is an error, so that a typing mistake is told."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Only(Request):
    """The part of the library to look in. Every field that is set must hold; its values are alternatives."""

    doc: Names = Field(default=(), description="文档：doc_id、文件名或标题")
    kind: Kinds = Field(default=(), description="内容的类型")
    speaker: Names = Field(default=(), description="说话人")
    section: Names = Field(default=(), description="标题中的字")
    year: Names = Field(default=(), description="年份，例如 2023")

    def scope(self) -> Scope:
        """The same as the rooms below know it."""
        kinds = tuple(kind.value for kind in self.kind)
        return Scope(docs=self.doc, kinds=kinds, speakers=self.speaker, sections=self.section, years=self.year)


class EarlierTurn(Request):
    """One earlier question of the conversation."""

    question: Question
    answer: Annotated[str, Field(max_length=LONGEST_ANSWER)] = ""


class AskRequest(Request):
    """A question."""

    question: Question = Field(description="问题")
    history: Annotated[tuple[EarlierTurn, ...], Field(max_length=MOST_TURNS)] = Field(
        default=(), description="之前的对话"
    )
    only: Only = Field(default=Only(), description="只在一部分内容里找")
    explain: bool = Field(default=False, description="列出每个段落各路检索的得分")

    def turns(self) -> tuple[Turn, ...]:
        """The history as the rooms below know it."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class SearchRequest(Request):
    """A search for passages."""

    query: Question = Field(description="要找的词或问题")
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="最多几段")
    only: Only = Field(default=Only(), description="只在一部分内容里找")
    explain: bool = Field(default=False, description="列出每个段落各路检索的得分")


class QuotesRequest(Request):
    """A search for verbatim statements."""

    speaker: Name | None = Field(default=None, description="谁说的：姓名、姓名的一部分、张总")
    about: Question | None = Field(default=None, description="说的是什么；最相关的在前")
    organisation: Name | None = Field(default=None, description="说话人的机构")
    limit: int = Field(default=50, ge=1, le=MOST_ROWS, description="最多几条")


class VerifyRequest(Request):
    """A quotation to check."""

    text: str = Field(min_length=1, max_length=LONGEST_QUOTE, description="要核对的一段话")


class PoliciesRequest(Request):
    """A search for policies."""

    name: Name = Field(default="", description="名称中的字")
    place: Name = Field(default="", description="地方")
    issuer: Name = Field(default="", description="发布机构")
    year: int | None = Field(default=None, ge=1900, le=2200, description="年份")


class WindowRequest(Request):
    """A stretch of a document with what stands around it; the offsets are those of a citation."""

    doc_id: str = Field(min_length=1, max_length=200, description="文档编号")
    char_start: int = Field(ge=0, description="引文的起点")
    char_end: int = Field(ge=0, description="引文的终点（不含）")
    around: int = Field(default=500, ge=0, le=5000, description="前后各取多少字")
