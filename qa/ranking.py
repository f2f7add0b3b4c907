"""How a whole passage meets a question: the features that the reranker weighs.

Late interaction over static token vectors (ColBERT's sum of maxima: Khattab and Zaharia, SIGIR 2020) beside words,
characters, the title and what retrieval gave; each also against the best of the passages that are ranked together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.meeting import Vectors
from qa.pieces import KINDS, Pieces
from qa.question import Want, analyse
from qa.typed import kinds_in

Floats = NDArray[np.float32]

LEGS = ("lexical", "passage", "sentence")  # of the retrieval
OWN = (
    "lexical", "passage", "sentence",  # what each leg of the retrieval gave
    "same_body", "close_body", "soft_body",  # of the question's rarity: met by the words, by close ones, by cosines
    "same_title", "close_title", "soft_title",
    "same_either", "close_either",
    "best_sentence", "best_two", "best_around",  # of the body
    "first_sentence",
    "pairs_body", "pairs_title", "pairs_either",  # of the question's pairs of characters
    "trigrams_body", "trigrams_title",
    "neighbours",  # of the question's neighbouring pieces, those that are neighbours in the body too
    "rarest_missing",  # the rarity of the rarest piece that is met nowhere
    "title_in_question",  # of the title's rarity
    "telling_body", "telling_sentence", "telling_first",  # met, of what the other passages lack
    "typed",  # share of the kinds of value asked for that the body holds
    "answers_whether",  # begins with 是, 否 or 可以 where the question asks whether
    "announces",  # the first sentence says what a document is about
    "asks",  # share of the sentences that are questions
    "length",
)  # fmt: skip
AS_IT_IS = ("typed", "answers_whether", "announces", "asks", "length")  # the last of OWN, not held against the best
HELD_AGAINST = OWN[: -len(AS_IT_IS)]
FEATURES = (*OWN, *(f"{name} behind the best" for name in HELD_AGAINST), "reciprocal_rank", "asked_pieces")
CLOSE = 0.5  # cosines below it are chance
NEAR = 0.8  # what a piece counts that is met by a close one only
TELLING = 0.2  # rarity from which a piece of the question says something
WINDOW = 24  # pieces
WORD = KINDS.index("latin")
STOPS = tuple(KINDS.index(mark) for mark in ("。", "?", "\n", "；"))
ASKING_WHETHER = re.compile(r"[吗么嘛][?？]?\s*$|是否|能不能|可不可以|是不是|会不会|有没有|能否|可否")
SAYING_WHETHER = re.compile(
    r"\W*(?:答[复案]?[:：]?\s*)?(?:是的?[,，。]|否|不|没有?|可以|能[,，。够]|会[,，。的]|有的?[,，。]|支持|目前|当前|暂)"
)
ANNOUNCING = re.compile(r"本[文节章篇页]|本(?:教程|指南|文档|主题)|涵盖|详解|讲解|介绍|总结|概述|以下(?:各?节|部分)")
OPENING = 60  # characters


@dataclass(frozen=True, slots=True)
class Text:
    """A text with what its features need."""

    pieces: Pieces
    keys: NDArray[np.int64]  # of its pieces: equal where the pieces are spelled alike
    pairs: frozenset[str]
    trigrams: frozenset[str]
    holds: frozenset[Want]  # the kinds of value that it has
    announces: bool
    asks: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question; its pieces weigh what they are rare, 1 in all."""

    text: Text
    wants: frozenset[Want]
    weights: Floats
    rarity: Floats  # the same before it was divided
    tokens: NDArray[np.integer]  # that stand in some text, ascending
    cosines: Floats  # (tokens, pieces of the question)


@dataclass(frozen=True, slots=True)
class _Met:
    """`(pieces of a text, pieces of the question)`: spelled alike, cosines, and both in one."""

    same: NDArray[np.bool_]
    cosines: Floats
    close: Floats


def text_of(pieces: Pieces) -> Text:
    """Prepare a text once for all questions."""
    spelled = [pieces.text[a:b] for a, b in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)]
    keys = np.array([hash(one) for one in spelled], np.int64)
    letters = "".join(character if character.isalnum() else " " for character in pieces.text)
    announces = bool(ANNOUNCING.search(pieces.text[:OPENING]))
    stops = [KINDS[kind] for kind in pieces.kinds.tolist() if kind in STOPS]
    asks = stops.count("?") / len(stops) if stops else 0.0
    return Text(pieces, keys, _grams(letters, 2), _grams(letters, 3), kinds_in(pieces.text), announces, asks)


def _grams(letters: str, n: int) -> frozenset[str]:
    grams = {letters[i : i + n] for i in range(len(letters) - n + 1)}
    return frozenset(gram for gram in grams if " " not in gram)


def meet_passages(
    question: Text,
    bodies: Sequence[Text],
    titles: Sequence[Text],
    retrieved: Sequence[Sequence[float]],
    rarity: Floats,
    vectors: Vectors,
) -> Floats:
    """`(passages, len(FEATURES))`; the passages are ranked together, best first."""
    rare = _weights(question, rarity)
    tokens = np.unique(np.concatenate([question.pieces.ids, *(text.pieces.ids for text in (*bodies, *titles))]))
    cosines = vectors(tokens) @ vectors(question.pieces.ids).T  # each token once: most stand in many of the texts
    wants = analyse(question.pieces.text).wants
    asked = _Asked(question, wants, rare / (rare.sum() or 1.0), rare, tokens, cosines)
    met = [_met(asked, body) for body in bodies]
    told = _telling(asked, bodies, met)
    rows = [
        [*legs, *_one(asked, body, title, here, rarity), *apart, *_manner(asked, body)]
        for body, title, here, apart, legs in zip(bodies, titles, met, told, retrieved, strict=True)
    ]
    own = np.array(rows, np.float32).reshape(-1, len(OWN))
    behind = own.max(0, initial=-1e9)[None, : len(HELD_AGAINST)] - own[:, : len(HELD_AGAINST)]
    rank = 1 / np.arange(1, len(own) + 1, dtype=np.float32)[:, None]
    telling = np.full((len(own), 1), float((rare > TELLING).sum()), np.float32)
    return np.concatenate([own, behind, rank, telling], axis=1).astype(np.float32)


def _weights(text: Text, rarity: Floats) -> Floats:
    """How rare each piece is; marks weigh nothing."""
    return np.asarray(rarity[text.pieces.ids] * (text.pieces.kinds <= WORD), np.float32)


def _one(asked: _Asked, body: Text, title: Text, here: _Met, rarity: Floats) -> list[float]:
    """How the question is covered."""
    there = _met(asked, title)
    either = np.maximum(_best(here.same), _best(there.same))
    return [
        *_covered(asked, here),
        *_covered(asked, there),
        float(either @ asked.weights),
        float(np.maximum(_best(here.close), _best(there.close)) @ asked.weights),
        *_in_units(asked, body, here),
        *_in_letters(asked.text, body, title),
        _neighbours(asked, here),
        float(np.where(either > 0, 0, asked.rarity).max(initial=0)),
        _share(_weights(title, rarity), np.asarray(there.same.any(1))),
    ]


def _telling(asked: _Asked, bodies: Sequence[Text], met: Sequence[_Met]) -> list[list[float]]:
    """Coverage by the body, its best sentence and its first, each piece by the share of passages that do not meet it.

    The passages are often sections of one document, and what all of them hold tells none of them from the others.
    """
    best = np.array([_best(one.close) for one in met], np.float32).reshape(len(met), len(asked.weights))
    weights = asked.weights * (1 - best.mean(0)) if len(met) else asked.weights
    weights = weights / (weights.sum() or 1.0)
    rows = []
    for body, one, all_of_it in zip(bodies, met, best, strict=True):
        shares = _sentences(body, one) @ weights if len(body.pieces) else np.zeros(1, np.float32)
        rows.append([float(all_of_it @ weights), float(shares.max()), float(shares[0])])
    return rows


def _manner(asked: _Asked, body: Text) -> list[float]:
    """AS_IT_IS."""
    whether = ASKING_WHETHER.search(asked.text.pieces.text) and SAYING_WHETHER.match(body.pieces.text)
    return [
        len(asked.wants & body.holds) / max(1, len(asked.wants)),
        float(bool(whether)),
        float(body.announces),
        body.asks,
        float(np.log1p(len(body.pieces)) / 6),
    ]


def _met(asked: _Asked, text: Text) -> _Met:
    same = text.keys[:, None] == asked.text.keys[None]
    cosines = asked.cosines[np.searchsorted(asked.tokens, text.pieces.ids)]
    close = np.maximum(same, np.where(cosines > CLOSE, NEAR * cosines, 0)).astype(np.float32)
    return _Met(same, cosines, close)


def _best(met: NDArray[np.generic]) -> Floats:
    return np.asarray(met.max(0, initial=0), np.float32)


def _covered(asked: _Asked, met: _Met) -> tuple[float, float, float]:
    best = (_best(met.same), _best(met.close), np.clip(_best(met.cosines), 0, 1))
    same, close, soft = (float(one @ asked.weights) for one in best)
    return same, close, soft


def _in_units(asked: _Asked, body: Text, met: _Met) -> list[float]:
    """The best sentence, two sentences in a row, the best window, the first sentence."""
    if not len(body.pieces):
        return [0.0] * 4
    sentences = _sentences(body, met)
    windows = np.maximum.reduceat(met.close, np.arange(0, len(met.close), WINDOW // 2), axis=0)
    shares = [(one @ asked.weights) for one in (sentences, _with_next(sentences), _with_next(windows))]
    return [*(float(one.max()) for one in shares), float(shares[0][0])]


def _sentences(body: Text, met: _Met) -> Floats:
    """`(sentences, pieces of the question)`; the body holds a piece."""
    starts = np.flatnonzero(np.append(True, np.isin(body.pieces.kinds, STOPS)[:-1]))
    return np.asarray(np.maximum.reduceat(met.close, starts, axis=0), np.float32)


def _with_next(units: Floats) -> Floats:
    return np.asarray(np.maximum(units, np.concatenate([units[1:], np.zeros_like(units[:1])])), np.float32)


def _in_letters(question: Text, body: Text, title: Text) -> list[float]:
    pairs, trigrams = max(1, len(question.pairs)), max(1, len(question.trigrams))
    held = (body.pairs, title.pairs, body.pairs | title.pairs)
    return [
        *(len(question.pairs & one) / pairs for one in held),
        *(len(question.trigrams & one) / trigrams for one in (body.trigrams, title.trigrams)),
    ]


def _neighbours(asked: _Asked, met: _Met) -> float:
    both = np.asarray((met.same[:-1, :-1] & met.same[1:, 1:]).any(0), np.bool_)
    return _share(np.minimum(asked.rarity[:-1], asked.rarity[1:]), both)


def _share(weights: Floats, met: NDArray[np.bool_]) -> float:
    return float(weights @ met / (weights.sum() or 1.0))
