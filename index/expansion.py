"""Other words for the words of a query, from the project's own lexicons and the documents' own abbreviations.

A lexicon line is `relation<TAB>weight<TAB>term|term|...`. People ask in everyday words and documents answer in formal
ones, so `colloquial` and `near` lead from the first term to the others; the other relations lead both ways. Groups are
not chained: 上涨 for 涨 and 走高 for 上涨 do not make 走高 for 涨.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

from index.segmenter import normalise

ONE_WAY = frozenset({"colloquial", "near"})
_SEPARATORS = re.compile(r"[|｜\t\n]")

Synonyms = Mapping[str, Mapping[str, float]]  # normalised term -> other terms, each with its weight from 0 to 1


@lru_cache(maxsize=1)
def load_lexicon() -> Synonyms:
    """The lexicons in index/lexicon/, read once. They are written in simplified characters, which need no converting."""
    folder = resources.files("index") / "lexicon"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name)
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    return _synonyms(unicodedata.normalize("NFKC", text).lower())


def read_lexicon(text: str) -> Synonyms:
    """What each term of the lexicon's lines leads to; the highest weight where several lines agree."""
    return _synonyms(normalise(text))  # as one text: fifteen thousand calls took a fifth of a second


def _synonyms(normalised: str) -> Synonyms:
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in normalised.splitlines():
        relation, written, joined = line.split("\t")
        weight, terms = float(written), joined.split("|")
        for term in terms[:1] if relation in ONE_WAY else terms:
            others = found[term]
            for other in terms:
                if other != term and weight > others.get(other, 0.0):
                    others[other] = weight
    return found


def glossary_synonyms(glossary: Iterable[tuple[str, str]]) -> Synonyms:
    """The (short, full) pairs of documents' own definitions (以下简称), both ways."""
    pairs = (pair for pair in glossary if not _SEPARATORS.search("".join(pair)))
    return read_lexicon("\n".join(f"abbr\t1\t{short}|{full}" for short, full in pairs))
