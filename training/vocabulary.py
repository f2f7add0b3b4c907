"""The tokenizer: Chinese words with the probabilities of jieba's dictionary, cut along the likeliest path.

A Unigram model (Kudo 2018, https://arxiv.org/abs/1804.10959) whose pieces are words finds the same maximum-probability
path as jieba without its HMM, and Hugging Face `tokenizers` opens it anywhere. The pieces that ship are those that the
training texts use most; a word that is left out falls into shorter words and characters.
"""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import jieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from training.data import (
    BUILD,
    DOCUMENTS,
    HEADINGS,
    QUESTIONS,
    WRITTEN,
    read_documents,
    read_lexicons,
    read_pairs,
)
from training.reports import HELD_OUT, read_reports

SIZE = 31_000  # rows of 256 half-precision numbers in 16 MB
UNKNOWN = "[UNK]"
YEARS = [str(year) for year in range(1949, 2051)]
DIGITS_AND_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz%"
MINIMUM_LATIN = 20  # occurrences of a Latin word in the training texts
# How much one occurrence counts towards a place in the vocabulary: texts like the users' own count most.
GENRE_WEIGHT = {"reports": 30.0, "written": 30.0, "lexicon": 20.0, "questions": 1.0, "headings": 0.3, "text": 0.3}
POLICY_WEIGHT = 2.0
MINIMUM_CHARACTER, MINIMUM_SPELLED = 5, 200  # weighted uses of a character, and of a piece that needs its characters
MOST_A_TEXT = 20
TEXTS_AT_ONCE = 2000
DOCUMENTS_COUNTED = 4000  # of each collection; more changes the ranking of rare words only

_LATIN = re.compile(r"[a-z][a-z0-9]+")


def unigram(scores: dict[str, float]) -> Tokenizer:
    """A tokenizer over these pieces and their log probabilities; row 0 is for characters it does not know."""
    pieces = [(UNKNOWN, 0.0), *((piece, round(score, 2)) for piece, score in scores.items())]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    # A run of other marks stays one unknown token, so that a text of them alone is not an empty bag.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}%]+"), behavior="isolated")]
    )
    return tokenizer


def candidate_scores(latin: Counter[str], terms: Counter[str]) -> dict[str, float]:
    """Log probabilities of jieba's words, of the lexicons' terms it lacks, of Latin words, years and characters."""
    frequencies: dict[str, float] = {}
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, frequency, *_ = line.decode("utf8").split()
            frequencies[word.lower()] = float(frequency)
    total = sum(frequencies.values())
    frequencies |= {term: 20.0 for term in terms if term not in frequencies and _is_short_word(term)}
    frequencies |= {word: max(float(n), 50.0) for word, n in latin.items() if n >= MINIMUM_LATIN}
    frequencies |= dict.fromkeys(YEARS, 5000.0)
    scores = {word: math.log(max(n, 1.0) / total) for word, n in frequencies.items()}
    return scores | {character: math.log(2000 / total) for character in DIGITS_AND_LETTERS}


def _is_short_word(term: str) -> bool:
    return 2 <= len(term) <= 4 and all("\u4e00" <= character <= "\u9fff" for character in term)


def weighted_texts() -> Iterator[tuple[float, str]]:
    """Every training text that decides about the vocabulary, with its weight."""
    for report in (report for report in read_reports() if report.name not in HELD_OUT):
        texts = [*(unit.text for unit in report.passages), *(question.text for question in report.questions)]
        yield from ((GENRE_WEIGHT["reports"], text) for text in texts)
    for group in read_lexicons():
        yield GENRE_WEIGHT["lexicon"] * group.weight, "\n".join(group.terms)
    for names, kind in ((WRITTEN, "written"), (QUESTIONS, "questions"), (HEADINGS, "headings")):
        for name in names:
            yield from ((GENRE_WEIGHT[kind], f"{pair.query}\n{pair.passage}") for pair in read_pairs(name))
    for name in DOCUMENTS:
        weight = POLICY_WEIGHT if name == "law_policy" else GENRE_WEIGHT["text"]
        yield from ((weight, text) for _, text in islice(read_documents(name), DOCUMENTS_COUNTED))


def choose(texts: list[tuple[float, str]], size: int = SIZE) -> dict[str, float]:
    """The `size - 1` candidate pieces that the texts use most, the characters of common pieces always among them."""
    latin = Counter(word for _, text in texts for word in _LATIN.findall(text))
    terms = Counter(term for group in read_lexicons() for term in group.terms if group.weight >= 0.5)
    scores = candidate_scores(latin, terms)
    used = _count(unigram(scores), texts)
    kept = {*DIGITS_AND_LETTERS, *YEARS}
    kept |= {piece for piece, n in used.items() if len(piece) == 1 and n >= MINIMUM_CHARACTER}
    kept |= {character for piece, n in used.items() if n >= MINIMUM_SPELLED for character in piece}
    by_use = [piece for piece, _ in used.most_common() if piece not in kept]
    kept |= set(by_use[: size - 1 - len(kept)])
    return {piece: score for piece, score in scores.items() if piece in kept}


def _count(tokenizer: Tokenizer, texts: list[tuple[float, str]]) -> Counter[str]:
    """How often each piece is used, by the texts' weights; a text counts a piece at most MOST_A_TEXT times."""
    counts: Counter[int] = Counter()
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        part = texts[start : start + TEXTS_AT_ONCE]
        encodings = tokenizer.encode_batch_fast([text for _, text in part], add_special_tokens=False)
        for (weight, _), encoding in zip(part, encodings, strict=True):
            for token, n in Counter(encoding.ids).items():
                counts[token] += weight * min(n, MOST_A_TEXT)  # type: ignore[assignment]
    return Counter({tokenizer.id_to_token(token) or UNKNOWN: n for token, n in counts.items() if token})


def main() -> None:
    """Write build/training/tokenizer.json."""
    started = time.perf_counter()
    tokenizer = unigram(choose(list(weighted_texts())))
    BUILD.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(BUILD / "tokenizer.json"), pretty=False)
    print(f"{tokenizer.get_vocab_size()} pieces in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
