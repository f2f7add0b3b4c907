"""The open data beside the checkout as plain pairs of texts. Its README says where each file comes from."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.segmenter import normalise

DATA = Path(os.environ.get("YINJU_DATA", Path(__file__).parents[2] / "shared" / "data"))
BUILD = Path("build/training")
ENCYCLOPAEDIA = Path(__file__).parent / "written" / "encyclopaedia.jsonl.xz"  # our own: it lies in the repository

QUESTIONS = ("docs_questions", "faq_docs", "faq_howto", "drcd", "kdconv", "lawbench", "law_cases", "law_questions")
HEADINGS = ("docs_headings", "headings_docs", "law_headings", "policy_headings")
WRITTEN = (
    "written_figures",
    "written_general",
    "written_policy",
    "written_policy2",
    "written_profiles",
    "written_voices",
)
DOCUMENTS = ("docs", "docs2", "law_policy")
WORDNETS = {"cow-synsets": 0.3, "wiktionary-synsets": 0.3, "en-zh": 0.2, "cldr-en-zh": 0.4}  # and how much they weigh
# The title says which regulation, topic or company is meant; these passages do not say it themselves.
TITLE_BEFORE_PASSAGE = frozenset({"law_questions", "law_headings", "written_profiles", "written_figures"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and a text that answers it. Pairs of one `group` are of one document."""

    query: str
    passage: str
    source: str
    group: str = ""
    answer: str = ""
    negatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """An invented article of an encyclopaedia with its questions: `(question, answer)`, the answer in its words."""

    title: str
    text: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms that mean the same or nearly so; `weight` from 0 to 1."""

    terms: tuple[str, ...]
    weight: float


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, packed with xz or gzip or not at all."""
    opener: Any = {".xz": lzma.open, ".gz": gzip.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf8") as lines:
        for line in lines:
            yield json.loads(line)


def read_pairs(name: str) -> list[Pair]:
    """The pairs of `train/NAME.jsonl.xz`, normalised as search does. Near misses (no answer) are left out."""
    pairs = []
    for row in read_lines(DATA / "train" / f"{name}.jsonl.xz"):
        if name in WRITTEN and not row["answer"]:
            continue
        before = row.get("title", "") + "\n" if name in TITLE_BEFORE_PASSAGE else ""
        pairs.append(
            Pair(
                query=normalise(row["query"]),
                passage=normalise(before + row["passage"]),
                source=name,
                group=row.get("group") or row.get("title", ""),
                answer=normalise(row.get("answer") or ""),
                negatives=tuple(normalise(text) for text in row.get("negatives", ())),
            )
        )
    return pairs


def read_encyclopaedia() -> list[Entry]:
    """The entries of `training/written/`, as they were written."""
    return [
        Entry(row["title"], row["text"], tuple((one["query"], one["answer"]) for one in row["questions"]))
        for row in read_lines(ENCYCLOPAEDIA)
    ]


def read_documents(name: str) -> Iterator[tuple[str, str]]:
    """Title and text of every document of `text/NAME.jsonl.xz`, normalised."""
    for row in read_lines(DATA / "text" / f"{name}.jsonl.xz"):
        yield normalise(row["title"]), normalise(row["text"])


def read_lexicons() -> list[Terms]:
    """Every group of terms of the written lexicons and, with less weight, of the open wordnets."""
    groups = []
    for path in sorted((DATA / "lexicon").glob("written_*.tsv")):
        for line in path.read_text("utf8").splitlines():
            _relation, weight, terms = line.split("\t")[:3]
            groups.append(Terms(_terms(terms), float(weight)))
    for name, trust in WORDNETS.items():
        with gzip.open(DATA / "lexicon" / f"{name}.tsv.gz", "rt", encoding="utf8") as lines:
            next(lines)
            groups += [Terms(_terms("|".join(line.rstrip("\n").split("\t")[1:])), trust) for line in lines]
    return [group for group in groups if len(group.terms) > 1]


def _terms(joined: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(normalise(term).strip() for term in joined.split("|") if term.strip()))


def data_hashes() -> dict[str, str]:
    """The first 16 hexadecimal digits of the SHA-256 of every file that is trained on."""
    folders = ("train", "text", "lexicon", "reports")
    files = sorted(path for folder in folders for path in (DATA / folder).iterdir())
    named = {path.relative_to(DATA).as_posix(): path for path in files}
    named[ENCYCLOPAEDIA.relative_to(Path(__file__).parents[1]).as_posix()] = ENCYCLOPAEDIA
    return {name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for name, path in named.items()}
