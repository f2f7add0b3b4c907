"""The open development sets beside the checkout, searched and read: nDCG@10, recall, MRR; exact match and F1.

Every query has one relevant passage, so nDCG@10 is 1 / log2(1 + rank) within the first ten and 0 below them.
Exact match and F1 are those of CMRC 2018 (Cui et al., EMNLP 2019, https://doi.org/10.18653/v1/D19-1600): without
punctuation and blanks, F1 over the longest common run of characters and Latin words, the best of the answers counts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from statistics import fmean

import numpy as np

from corpus.document import Passage
from index.hit import Hit
from training.data import DATA, read_lines

RETRIEVAL_SETS = ("cmrc2018-trial", "drcd-dev", "csl-dev", "docs-questions", "faq-dev")
READING_SETS = ("cmrc2018-trial", "drcd-dev")
UNRANKED = 10**6

Search = Callable[[str], Sequence[Hit]]
_TOKEN = re.compile(r"[^\W_㐀-鿿]+|[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the passage that answers it and, in the reading sets, the words that do."""

    text: str
    passage_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DevelopmentSet:
    """One set, each passage a document of its own."""

    name: str
    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]


def is_there(folder: Path = DATA / "dev") -> bool:
    """Whether the sets lie beside the checkout."""
    return folder.is_dir()


def read_set(name: str, folder: Path = DATA / "dev") -> DevelopmentSet:
    """The set of that name; FileNotFoundError where it is not there."""
    passages = tuple(
        _passage(row["id"], row.get("title") or "", row["text"])
        for row in read_lines(folder / f"{name}.passages.jsonl.gz")
    )
    questions = tuple(
        Question(row["query"], row["passage_id"], tuple(row["answers"]))
        for row in read_lines(folder / f"{name}.queries.jsonl.gz")
    )
    return DevelopmentSet(name, passages, questions)


def _passage(name: str, title: str, text: str) -> Passage:
    return Passage(name, name, title, name, text, 0, len(text), 1, text.count("\n") + 1)


def rank_of(question: Question, hits: Sequence[Hit]) -> int:
    """From 1, where the relevant passage stands; UNRANKED where it does not."""
    ranks = (rank for rank, hit in enumerate(hits, start=1) if hit.passage.passage_id == question.passage_id)
    return next(ranks, UNRANKED)


def ranking_figures(ranks: Sequence[int]) -> dict[str, float]:
    """nDCG@10, recall at 1, 5 and 10 and MRR@10, each the mean over the queries."""
    within = [rank if rank <= 10 else UNRANKED for rank in ranks]
    return {
        "ndcg@10": fmean(1 / log2(1 + rank) if rank <= 10 else 0.0 for rank in within),
        "r@1": fmean(float(rank == 1) for rank in within),
        "r@5": fmean(float(rank <= 5) for rank in within),
        "r@10": fmean(float(rank <= 10) for rank in within),
        "mrr@10": fmean(1 / rank if rank <= 10 else 0.0 for rank in within),
    }


def units(text: str) -> list[str]:
    """What CMRC 2018 compares: single Chinese characters and whole other words, lower case, no punctuation."""
    return _TOKEN.findall(unicodedata.normalize("NFC", text).lower())


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1 where the answer is one of the accepted ones, but for punctuation, blanks and case."""
    return float(any("".join(units(answer)) == "".join(units(one)) for one in accepted))


def f1(answer: str, accepted: Sequence[str]) -> float:
    """The best F1 of the longest common run with any accepted answer."""
    return max((_f1(units(answer), units(one)) for one in accepted), default=0.0)


def _f1(found: Sequence[str], wanted: Sequence[str]) -> float:
    common = _longest_common_run(found, wanted)
    return 2 * common / (len(found) + len(wanted)) if common else 0.0


def _longest_common_run(one: Sequence[str], other: Sequence[str]) -> int:
    numbers: dict[str, int] = {}
    codes = [np.array([numbers.setdefault(unit, len(numbers)) for unit in units_], np.int64) for units_ in (one, other)]
    run, best = np.zeros(len(other) + 1, np.int64), 0
    for code in codes[0]:
        run[1:] = np.where(codes[1] == code, run[:-1] + 1, 0)
        best = max(best, int(run.max()))
    return best
