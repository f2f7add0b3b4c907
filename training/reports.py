"""The fictional reports with their questions, cut into the very texts that a library embeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.document import Passage
from corpus.loader import load
from corpus.splitter import split
from corpus.structure.sentences import sentence_spans
from index.segmenter import normalise
from index.units import passage_text, sentence_texts
from training.data import DATA, read_lines

HELD_OUT = ("a2", "a4", "b5", "c4", "d2", "d5", "e5", "f5", "g5")  # of the 28: measured, never trained on
_LINES_APART = 1_000_000  # between pooled reports: more than any has


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage or a sentence as it is embedded; lines count from 1, `passage` is the index of its passage."""

    text: str
    line_start: int
    line_end: int
    passage: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the question before it put first, with the line ranges that answer it and their exact words."""

    text: str
    lines: tuple[tuple[int, int], ...]
    quotes: tuple[str, ...]

    def is_answered_by(self, unit: Unit) -> bool:
        """Whether the unit overlaps a range that answers."""
        return any(first <= unit.line_end and unit.line_start <= last for first, last in self.lines)


@dataclass(frozen=True, slots=True)
class Report:
    """One document and the questions that it answers."""

    name: str
    passages: tuple[Unit, ...]
    sentences: tuple[Unit, ...]
    questions: tuple[Question, ...]


@lru_cache(maxsize=1)
def read_reports() -> tuple[Report, ...]:
    """All reports of `reports/`, by name."""
    files = sorted((DATA / "reports").glob("*.jsonl"))
    return tuple(read_report(_document_of(file), list(read_lines(file))) for file in files)


def _document_of(questions: Path) -> Path:
    [document] = (path for suffix in (".txt", ".md") if (path := questions.with_suffix(suffix)).exists())
    return document


def read_report(path: Path, rows: Sequence[Mapping[str, Any]]) -> Report:
    """Cut a document as a library does and read its questions; those it does not answer are left out."""
    passages = split(load(path)).passages
    units = (Unit(normalise(passage_text(p)), p.line_start, p.line_end, i) for i, p in enumerate(passages))
    sentences = (unit for i, passage in enumerate(passages) for unit in _sentences(passage, i))
    return Report(path.stem, tuple(units), tuple(sentences), tuple(_question(row) for row in rows if row["evidence"]))


def _sentences(passage: Passage, number: int) -> list[Unit]:
    units = []
    for text, (start, end) in zip(sentence_texts(passage), sentence_spans(passage.text), strict=True):
        first = passage.line_start + passage.text.count("\n", 0, start)
        last = passage.line_start + passage.text.count("\n", 0, end)
        units.append(Unit(normalise(text), first, last, number))
    return units


def _question(row: Mapping[str, Any]) -> Question:
    before = [turn["question"] for turn in row.get("history") or ()][-1:]
    places = [*row["evidence"], *(row.get("alt_evidence") or ())]
    return Question(
        text=normalise(" ".join([*before, row["question"]])),
        lines=tuple((place["lines"][0], place["lines"][1]) for place in places),
        quotes=tuple(normalise(place["quote"]) for place in places),
    )


def pool(reports: Sequence[Report]) -> Report:
    """Several reports as one, as a library of several documents is searched."""
    passages: list[Unit] = []
    sentences: list[Unit] = []
    questions: list[Question] = []
    for line, report in enumerate(reports):
        line *= _LINES_APART
        first = len(passages)
        passages += [_moved(unit, line, first) for unit in report.passages]
        sentences += [_moved(unit, line, first) for unit in report.sentences]
        questions += [
            replace(question, lines=tuple((a + line, b + line) for a, b in question.lines))
            for question in report.questions
        ]
    return Report("pooled", tuple(passages), tuple(sentences), tuple(questions))


def _moved(unit: Unit, lines: int, passages: int) -> Unit:
    return Unit(unit.text, unit.line_start + lines, unit.line_end + lines, unit.passage + passages)
