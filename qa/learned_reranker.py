"""The reranker that ships: boosted trees over how whole passages meet a question, grown by `training/fit_reranker.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedder import SHIPPED_MODEL, StaticEmbedder
from index.errors import ModelError
from index.hit import Hit
from qa.closeness import shipped_model
from qa.passages import RERANKED
from qa.pieces import cut
from qa.ranking import LEGS, Text, meet_passages, text_of
from qa.reranker import reordered
from qa.trees import Trees, trees_of

SHIPPED_RERANKER = SHIPPED_MODEL.parent / "reranker"
LONGEST_QUESTION = 200  # characters

Floats = NDArray[np.float32]


class LearnedReranker:
    """Loaded when first used; what a text needs is kept between questions.

    Args:
        folder: holds `model.json`, trees over FEATURES, and `rarity.npy`, of the static model's rows.
        static: the model whose token vectors are compared; the shipped one where none is named.
    """

    def __init__(self, folder: Path = SHIPPED_RERANKER, static: StaticEmbedder | None = None) -> None:
        self.folder = folder
        self._static = static or shipped_model()
        self._text = lru_cache(maxsize=4096)(self._prepared)

    @property
    def name(self) -> str:
        """The model and the version of its weights."""
        return f"yinju-reranker-{self._settings['version']}"

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The first RERANKED hits by the model's score; the others follow in their old order."""
        first = hits[:RERANKED]
        return [*reordered(first, self.scores(question, first)), *hits[RERANKED:]]

    def scores(self, question: str, hits: Sequence[Hit]) -> list[float]:
        """How well each passage answers, beside the others; best first in the order of the retrieval."""
        return [self._trees.at(row) for row in self.features(question, hits).tolist()]

    def features(self, question: str, hits: Sequence[Hit]) -> Floats:
        """`(hits, len(FEATURES))`."""
        return meet_passages(
            self._text(question[:LONGEST_QUESTION]),
            [self._text(hit.passage.text) for hit in hits],
            [self._text("\n".join((hit.passage.title, *hit.passage.heading_path))) for hit in hits],
            [[dict(hit.parts).get(leg, 0.0) for leg in LEGS] for hit in hits],
            self._rarity,
            self._static.token_vectors,
        )

    def _prepared(self, text: str) -> Text:
        return text_of(cut([text], self._static.tokenizer)[0])

    @cached_property
    def _settings(self) -> Mapping[str, Any]:
        try:
            stored: Mapping[str, Any] = json.loads((self.folder / "model.json").read_text("utf8"))
        except (OSError, ValueError) as error:
            raise _damaged(self.folder) from error
        return stored

    @cached_property
    def _trees(self) -> Trees:
        return trees_of(self._settings)

    @cached_property
    def _rarity(self) -> Floats:
        try:
            stored: Floats = np.load(self.folder / "rarity.npy", allow_pickle=False).astype(np.float32)
        except (OSError, ValueError) as error:
            raise _damaged(self.folder) from error
        return stored


@lru_cache(maxsize=1)
def shipped_reranker() -> LearnedReranker:
    """The reranker that ships, loaded once."""
    return LearnedReranker()


def _damaged(folder: Path) -> ModelError:
    return ModelError(
        f"cannot read the reranker in {folder}",
        f"自带的重排模型缺少文件或已损坏：{folder}。文库没有改动。请重新安装引据，运行 make train 重新训练，"
        "或用 --reranker none 不用它。",
    )
