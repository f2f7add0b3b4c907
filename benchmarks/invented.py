"""Chinese text of any length for measurements: the sentences of real reports with other words in them.

Every document has a subject of its own, so that its passages are alike and others are not, and the words come as often
as in Chinese at large. It reads as nonsense, but it is cut, counted and embedded as a report is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.loader import load
from corpus.splitter import split
from corpus.structure.sentences import sentence_spans
from index.segmenter import Segmenter

SAMPLE = Path(__file__).parents[1] / "examples" / "sample_report.txt"
CHANGED = frozenset(["n", "v", "vn", "a", "ns", "nr", "nz", "nt"])  # of jieba's tags: words that carry the subject
SUBJECT = 40  # words of each tag that a document likes best
OWN = 0.7  # share of the words that are among these
SENTENCES = (1, 5)  # of a paragraph; passages then have about as many characters as those of a long report
PARAGRAPHS = 3  # of a section
_DIGIT = re.compile(r"\d")

Slots = list[tuple[str, str]]  # (text, tag of the words that may stand there instead; "" for none)


@dataclass(frozen=True, slots=True)
class _Words:
    words: tuple[str, ...]
    often: NDArray[np.float64]  # cumulative shares


class Inventor:
    """Writes documents; the same seed gives the same ones.

    Args:
        sources: reports whose sentences are used.
    """

    def __init__(self, sources: Sequence[Path] = (SAMPLE,), seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)
        self._by_tag = _dictionary()
        segmenter, tags = Segmenter(), {word: tag for tag, found in self._by_tag.items() for word in found.words}
        passages = [passage for path in sources for passage in split(load(path)).passages]
        texts = [p.text[a:b] for p in passages if p.table is None for a, b in sentence_spans(p.text)]
        self._sentences = [_slots(text, segmenter, tags) for text in texts if 20 <= len(text) <= 110]

    def document(self, paragraphs: int) -> str:
        """A text with a heading before every few paragraphs."""
        subject = {tag: _chosen(found, SUBJECT, self._random) for tag, found in self._by_tag.items()}
        lines = []
        for number in range(paragraphs):
            if number % PARAGRAPHS == 0:
                lines.append(f"# {number // PARAGRAPHS + 1}. {self._heading(subject)}")
            size = int(self._random.integers(*SENTENCES))
            lines.append("".join(self._sentence(subject) for _ in range(size)))
        return "\n\n".join(lines) + "\n"

    def _heading(self, subject: dict[str, Sequence[str]]) -> str:
        return "".join(subject[tag][int(self._random.integers(SUBJECT))] for tag in ("n", "vn"))

    def _sentence(self, subject: dict[str, Sequence[str]]) -> str:
        slots = self._sentences[self._random.integers(len(self._sentences))]
        drawn = self._random.random((len(slots), 2)).tolist()
        return "".join(self._word(text, tag, subject, *two) for (text, tag), two in zip(slots, drawn, strict=True))

    def _word(self, text: str, tag: str, subject: dict[str, Sequence[str]], which: float, place: float) -> str:
        if not tag:
            return _DIGIT.sub(lambda digit: str(int(place * 10 + int(digit[0])) % 10), text)
        if which < OWN:
            return subject[tag][int(place * len(subject[tag]))]
        found = self._by_tag[tag]
        return found.words[int(found.often.searchsorted(place))]


def _dictionary() -> dict[str, _Words]:
    """Jieba's words of two and more characters by their tag, with how often they are used."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    lines = (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        word, often, tag = line.split(" ")
        if tag in CHANGED and len(word) > 1 and int(often) > 1:
            found[tag].append((word, int(often)))
    return {tag: _weighed(words) for tag, words in found.items()}


def _weighed(words: Sequence[tuple[str, int]]) -> _Words:
    shares = np.cumsum([often for _, often in words], dtype=np.float64)
    return _Words(tuple(word for word, _ in words), shares / shares[-1])


def _chosen(found: _Words, size: int, random: np.random.Generator) -> Sequence[str]:
    return [found.words[int(place)] for place in found.often.searchsorted(random.random(size))]


def _slots(text: str, segmenter: Segmenter, tags: dict[str, str]) -> Slots:
    """A sentence in stretches that stay as they are and words that give way to others of their tag."""
    slots: Slots = []
    at = 0
    for word in segmenter.pieces(text):
        start = text.find(word, at)
        if word in tags and start >= 0:
            slots += [(text[at:start], ""), (word, tags[word])]
            at = start + len(word)
    return [slot for slot in [*slots, (text[at:], "")] if slot[0]]


def write_documents(folder: Path, documents: int, paragraphs: int, seed: int = 0) -> Iterator[Path]:
    """Write so many documents, and give the file of each."""
    inventor = Inventor(seed=seed)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(documents):
        path = folder / f"{seed}-{number:05}.md"
        path.write_text(inventor.document(paragraphs), encoding="utf-8")
        yield path
