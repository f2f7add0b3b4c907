"""Words that the documents use and no dictionary knows: names of towns, firms and people above all.

jieba guesses at such words from sentence to sentence (烨皓, 那烨, 在烨皓市), so that a question and the passage that answers
it may be cut in different ways. A word is told by its characters standing together far more often than by chance
(pointwise mutual information: Church and Hanks, Computational Linguistics 16(1), 1990) where the dictionary has nothing
longer than one character.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.segmenter import HAN, Segmenter

LEAST = 3  # times that a word must stand in the documents
COHESION = 5.0  # PMI in nats: together 150 times as often as by chance
WHOLE = 0.8  # share of a shorter word's places that a longer one must have to stand for it
LONGEST = 4  # characters
PLACE_ENDS = "省市区县"
# Characters that join words and count them: what stands beside them is no part of one word with them.
JOINING = frozenset(
    "的了在是有和与就都而及着或不个这那也很到说要去你我他她它会们吗呢吧被把给让从向比对为以于之其几多少哪谁年月日"
    "上下中里内外前后将已由经但所继则还又再并即出各该每某第约占达至时一二三四五六七八九十百千万亿两零〇"
)
_RUN = re.compile(f"[{HAN}]+")


def unknown_words(texts: Iterable[str], segmenter: Segmenter) -> tuple[str, ...]:
    """The words of two to four characters that stand often in the texts and in no dictionary, in order of characters.

    A word that is followed by 省, 市, 区 or 县 is also given with it: 临澜 and 临澜市.
    """
    characters: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for text in texts:
        runs = _RUN.findall(segmenter.normalised(text))
        characters.update("".join(runs))
        for run in runs:
            for zone in _unknown(segmenter.dictionary_words(run)):
                counts.update(zone[i : i + n] for n in range(2, LONGEST + 1) for i in range(len(zone) - n + 1))
    words = _words(counts, characters)
    stems = {word[:-1] for word in words if len(word) > 2 and word[-1] in PLACE_ENDS}
    places = {word + end for word in words | stems for end in PLACE_ENDS if counts[word + end] >= LEAST}
    return tuple(sorted(words | stems | places))


def _unknown(pieces: Iterable[str]) -> Iterator[str]:
    """Neighbouring single characters in one, without those that join words."""
    zone = ""
    for piece in pieces:
        if len(piece) == 1 and piece not in JOINING:
            zone += piece
        elif zone:
            yield zone
            zone = ""
    if zone:
        yield zone


def _words(counts: Counter[str], characters: Counter[str]) -> set[str]:
    """The strings that hold together, without those that are hardly seen but in a longer one."""
    total = characters.total()
    often = characters | counts
    together = {
        word: count
        for word, count in counts.items()
        if count >= LEAST
        and all(math.log(count * total / (often[word[:i]] * often[word[i:]])) >= COHESION for i in range(1, len(word)))
    }
    whole = {
        word
        for word, count in together.items()
        if all(count >= WHOLE * counts[part] for part in (word[:-1], word[1:]) if len(part) > 1)
    }
    inside = {
        part
        for word in whole
        for part in (word[:-1], word[1:])
        if together[word] >= WHOLE * together.get(part, math.inf)
    }
    return {word for word in whole - inside if len(word) > 2 or word[-1] not in PLACE_ENDS}
