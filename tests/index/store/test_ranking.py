"""How a store ranks: as brute force does, whoever keeps the passages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Parsed, Passage
from index.discovery import unknown_words
from index.embedder import Embedder, NoEmbedder
from index.expansion import glossary_synonyms, load_lexicon
from index.intake import embed
from index.lexical import LexicalIndex
from index.query import QueryParser
from index.retriever import Weights
from index.segmenter import Segmenter
from index.store import Store
from index.units import FIELDS, field_tokens
from tests.index.conftest import SeededEmbedder
from tests.index.store.place import QUESTIONS, Place, parsed


class Oracle:
    """Scores every passage by brute force."""

    def __init__(self, documents: Sequence[Parsed], embedder: Embedder, segmenter: Segmenter) -> None:
        self.passages = [passage for one in documents for passage in one.passages]
        knowing = segmenter.knowing(unknown_words((passage.text for passage in self.passages), segmenter))
        lexicons = [load_lexicon(), glossary_synonyms(pair for one in documents for pair in one.glossary)]
        self._parser = QueryParser(knowing, lexicons)
        self._lexical = LexicalIndex.build((field_tokens(one, knowing.tokens) for one in self.passages), FIELDS)
        self._embedder = embedder
        self._vectors = embed(self.passages, embedder)

    def ranking(self, query: str) -> list[tuple[Passage, float]]:
        """Every passage with its score, best first."""
        words = self._lexical.scores(self._parser.parse(query).terms)
        vector, weights = self._embedder.encode_queries([query])[0], Weights()
        best = np.full(len(self.passages), -np.inf)
        np.maximum.at(best, self._vectors.owners, self._vectors.sentences @ vector)
        total = weights.lexical * words / (words.max() or 1)
        total = total + weights.passage * (self._vectors.passages @ vector) + weights.sentence * best
        return [(self.passages[row], float(total[row])) for row in np.argsort(-total, kind="stable")]


def asked(sample_questions: Path, every: int = 5) -> list[str]:
    lines = sample_questions.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[::every]]


def test_the_ten_best_are_those_of_brute_force(
    report: Store, sample_report: Path, sample_questions: Path, segmenter: Segmenter
) -> None:
    exactly = Oracle([parsed(sample_report)], SeededEmbedder(), segmenter)
    recalls = []
    for question in asked(sample_questions):
        exact = {passage.start for passage, _ in exactly.ranking(question)[:10]}
        recalls.append(len({hit.passage.start for hit in report.retriever().search(question, 10)} & exact) / 10)
    assert np.mean(recalls) >= 0.97


def test_words_alone_rank_as_bm25f_does(
    open_store: Place, sample_report: Path, sample_questions: Path, segmenter: Segmenter
) -> None:
    library, exactly = open_store(NoEmbedder()), Oracle([parsed(sample_report)], NoEmbedder(), segmenter)
    library.update([sample_report])
    for question in asked(sample_questions):
        exact = exactly.ranking(question)[:10]
        found = library.retriever().search(question, 10)
        assert [hit.score for hit in found] == pytest.approx([score for _, score in exact], abs=1e-5)
        assert len({hit.passage.start for hit in found} & {passage.start for passage, _ in exact}) >= 9


def test_a_score_is_the_sum_of_its_parts_and_ranks_count_from_one(open_store: Place, files: Path) -> None:
    library = open_store()
    library.update([files])
    hits = library.retriever().search("充电桩有多少台", 10)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert all(hit.score == pytest.approx(sum(share for _, share in hit.parts)) for hit in hits)
    assert "1.2万台" in hits[0].passage.text


def test_documents_that_come_later_are_ranked_with_the_others(
    open_store: Place, files: Path, segmenter: Segmenter
) -> None:
    library = open_store()
    for name in ("cities.txt", "companies.md"):
        library.update([files / name])
    documents = [parsed(files / "cities.txt"), parsed(files / "companies.md")]
    exactly = Oracle(documents, SeededEmbedder(), segmenter)
    for question in QUESTIONS:
        (best, _), *_ = exactly.ranking(question)
        assert library.retriever().search(question, 1)[0].passage.text == best.text
