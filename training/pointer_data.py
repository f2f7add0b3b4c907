"""What the pointer learns from: questions that people wrote, statute templates, and clozes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from corpus.structure.sentences import sentence_spans
from qa.meeting import meet
from qa.pieces import Pieces, cut, plain
from qa.pointer import LONGEST_QUESTION
from training.cloze import clozes
from training.data import DATA, WRITTEN, read_documents, read_encyclopaedia, read_lines
from training.pointer_model import LONGEST
from training.pointer_words import Words
from training.spread import in_parts, spread

ASKED_ABOUT = {"drcd": 14, "kdconv": 5, **dict.fromkeys(WRITTEN, 4)}  # clozes of a passage, by where it is from
OTHER_TEXTS = {"law_policy": 1, "docs": 3, "docs2": 9}  # every so manyth document
PARAGRAPH = (60, 400)  # characters
PARAGRAPHS, CLOZES = 3, 2  # of a document, of a paragraph
TEMPLATE_ANSWER = 40  # characters
AT_ONCE = 200  # of what processes are given

Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a passage; `answers` are places in the passage, none where it does not answer."""

    question: str
    passage: str
    answers: tuple[tuple[int, int], ...]
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the network sees it; `gold` are spans: first piece, and how many more."""

    arrays: Arrays
    gold: tuple[tuple[int, int], ...]


def written() -> list[Asked]:
    """The questions that people wrote; also asked of a passage of the same text that does not answer ("other")."""
    made = []
    for name in ("drcd", *WRITTEN):
        for row in read_lines(DATA / "train" / f"{name}.jsonl.xz"):
            answer = row.get("answer") or ""
            places = places_of(answer, row["passage"])
            if places or not answer:
                made.append(Asked(row["query"], row["passage"], places, name))
            made += [Asked(row["query"], o, (), "other") for o in (row.get("negatives") or ())[:1] if answer not in o]
    return made


def of_encyclopaedia(rng: random.Random, elsewhere: float, without: float = 0.0) -> list[Asked]:
    """The questions on the encyclopaedia; such shares of them are also asked of what does not answer ("other").

    `elsewhere`: of another entry. `without`: of the same entry without the sentence that answers, which is as near a
    miss as there is.
    """
    entries = read_encyclopaedia()
    made = []
    for entry in entries:
        for question, answer in entry.questions:
            places = places_of(answer, entry.text)
            made.append(Asked(question, entry.text, places[:1], "encyclopaedia"))
            other = rng.choice(entries)
            if rng.random() < elsewhere and other is not entry:
                made.append(Asked(question, other.text, (), "other"))
            if rng.random() < without:
                made.append(Asked(question, _without(entry.text, places), (), "other"))
    return made


def _without(text: str, places: Sequence[tuple[int, int]]) -> str:
    """The text without the sentences that any of the places touches."""
    return "".join(
        text[start:end]
        for start, end in sentence_spans(text)
        if all(end <= first or last <= start for first, last in places)
    )


def places_of(answer: str, passage: str) -> tuple[tuple[int, int], ...]:
    """Everywhere that an answer stands; nowhere for an empty one."""
    found, at = [], passage.find(answer) if answer else -1
    while at >= 0:
        found.append((at, at + len(answer)))
        at = passage.find(answer, at + 1)
    return tuple(found)


def templates(rng: random.Random, most: int) -> list[Asked]:
    """Questions that rules made from statutes, with short answers."""
    rows = list(read_lines(DATA / "train" / "law_questions.jsonl.xz"))
    rng.shuffle(rows)
    asked = (
        Asked(row["query"], row["passage"], places_of(row.get("answer") or "", row["passage"]), "law") for row in rows
    )
    return list(islice((one for one in asked if one.answers and _length(one) <= TEMPLATE_ANSWER), most))


def _length(one: Asked) -> int:
    start, end = one.answers[0]
    return end - start


def by_cloze(words: Words, rng: random.Random, policies: int, documents: int) -> list[Asked]:
    """Clozes of the passages that people asked about, and of so many paragraphs of other texts."""
    texts = list(_cloze_texts(rng, policies, documents))
    parts = [(part, rng.random()) for part in in_parts(texts, AT_ONCE)]
    return list(chain.from_iterable(spread(_clozes, words, parts)))


def _clozes(words: Words, part: tuple[Sequence[tuple[str, str, int]], float]) -> list[Asked]:
    texts, seed = part
    made, rng = [], random.Random(seed)
    for title, text, most in texts:
        pieces = cut([text], words.tokenizer)[0]
        found = clozes(pieces, words.tags(pieces), plain(title), words.similar, rng, most)
        made += [Asked(one.question, text, ((one.start, one.end),), "cloze") for one in found]
    return made


def _cloze_texts(rng: random.Random, policies: int, documents: int) -> Iterator[tuple[str, str, int]]:
    """Title, text, and how many clozes of it."""
    seen: set[str] = set()
    for name, most in ASKED_ABOUT.items():
        for row in read_lines(DATA / "train" / f"{name}.jsonl.xz"):
            new = dict.fromkeys(text for text in (row["passage"], *(row.get("negatives") or ())) if text not in seen)
            seen |= set(new)
            yield from ((row.get("title", ""), text, most) for text in new)
    for name, every in OTHER_TEXTS.items():
        some = policies if name == "law_policy" else documents
        yield from islice(_paragraphs(name, every, rng), some)


def _paragraphs(name: str, every: int, rng: random.Random) -> Iterator[tuple[str, str, int]]:
    for title, text in islice(read_documents(name), 0, None, every):
        paragraphs = [one for one in text.split("\n") if PARAGRAPH[0] <= len(one) <= PARAGRAPH[1]]
        rng.shuffle(paragraphs)
        yield from ((title, one, CLOZES) for one in paragraphs[:PARAGRAPHS])


def rows_of(asked: Sequence[Asked], words: Words, rng: random.Random, window: int) -> list[Row]:
    """The questions as the network sees them, with so many pieces of the passage around an answer.

    Left out are those with an answer that is longer than any span.
    """
    parts = [(part, window, rng.random()) for part in in_parts(asked, AT_ONCE)]
    return list(chain.from_iterable(spread(_rows, words, parts)))


def _rows(words: Words, part: tuple[Sequence[Asked], int, float]) -> list[Row]:
    asked, window, seed = part
    rng = random.Random(seed)
    pieces = lru_cache(maxsize=256)(lambda text: cut([text], words.tokenizer)[0])
    made: list[Row] = []
    for one in asked:
        question, passage = pieces(one.question[:LONGEST_QUESTION]), pieces(one.passage)
        gold = [span for place in one.answers if (span := _span(passage, *place))[1] < LONGEST]
        if not len(question) or not len(passage) or (one.answers and not gold):
            continue
        features = meet(question, passage, words.known.rarity, words.vectors.__getitem__).astype(np.float16)
        made.append(_row(question, passage, features, gold, words, rng, window))
    return made


def _row(
    question: Pieces,
    passage: Pieces,
    features: NDArray[np.float16],
    gold: Sequence[tuple[int, int]],
    words: Words,
    rng: random.Random,
    window: int,
) -> Row:
    at = gold[0][0] if gold else rng.randrange(len(passage))
    low = max(0, min(len(passage) - window, at - rng.randrange(max(1, window - LONGEST))))
    here = slice(low, low + window)
    arrays: Arrays = {
        "ids": passage.ids[here],
        "spelled": words.known.spelled(passage)[here],
        "features": features[here],
        "q_ids": question.ids,
        "q_spelled": words.known.spelled(question),
        "q_features": words.known.asked(question, passage),
    }
    last = low + len(arrays["ids"])
    return Row(arrays, tuple((first - low, more) for first, more in gold if low <= first and first + more < last))


def _span(passage: Pieces, start: int, end: int) -> tuple[int, int]:
    """The first piece of a place, and how many more it touches."""
    first = int(np.searchsorted(passage.ends, start, side="right"))
    return first, max(0, int(np.searchsorted(passage.starts, end, side="left")) - 1 - first)
