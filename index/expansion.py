"""Other words for the words of a query, from the project's own lexicons and the documents' own abbreviations.

A lexicon line is `relation<TAB>weight<TAB>term|term|...`. People ask in everyday words and documents answer in formal
ones, so `colloquial` and `near` lead from the first term to the others; the other relations lead both ways. Groups are
not chained: 上涨 for 涨 and 走高 for 上涨 do not make 走高 for 涨.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

from index.segmenter import normalise

ONE_WAY = frozenset({"colloquial", "near"})

Synonyms = Mapping[str, Mapping[str, float]]  # normalised term -> other terms, each with its weight from 0 to 1


@lru_cache(maxsize=1)
def load_lexicon() -> Synonyms:
    """The lexicons in index/lexicon/, read once (0.1 s)."""
    folder = resources.files("index") / "lexicon"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name)
    return read_lexicon(line for file in files for line in file.read_text(encoding="utf-8").splitlines())


def read_lexicon(lines: Iterable[str]) -> Synonyms:
    """What each term of the lexicon lines leads to; the highest weight where several lines agree."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in lines:
        relation, weight, terms = line.split("\t")
        names = normalise(terms).split("|")
        for name in names[:1] if relation in ONE_WAY else names:
            _add(found[name], ((other, float(weight)) for other in names if other != name))
    return found


def glossary_synonyms(glossary: Iterable[tuple[str, str]]) -> Synonyms:
    """The (short, full) pairs of documents' own definitions (以下简称), both ways."""
    return read_lexicon(f"abbr\t1\t{short}|{full}" for short, full in glossary if "|" not in short + full)


def _add(others: dict[str, float], more: Iterable[tuple[str, float]]) -> None:
    for term, weight in more:
        others[term] = max(weight, others.get(term, 0.0))
