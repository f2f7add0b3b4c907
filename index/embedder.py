"""Texts as vectors of unit length: the static model that ships with Yinju, or any sentence-transformers model.

The static model is served from its own files with numpy and `tokenizers`: importing torch alone would take longer
than answering. `SentenceTransformer(folder)` opens the same folder and gives the same vectors.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.segmenter import normalise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NO_MODEL = "none"  # in place of a model's name: without one
SHIPPED_NAME = "yinju-static-"  # followed by the version of the weights
SHIPPED_MODEL = Path(__file__).parent / "models" / "static"
UNKNOWN_TOKEN = 0  # punctuation, emoji and characters outside the vocabulary: no meaning of their own
MANY = 256  # texts from which on the table in single precision, 32 MB, is worth making
PIECES_KEPT = 1 << 14  # some 10 MB
# No token goes on from a sentence into the next: for the tokenizer a run of marks is a word. (⑴ is a mark: (1).)
_SENTENCE_END = re.compile("\n|(?<=[。！？；])(?=[0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff])")
_TEXTS_AT_ONCE = 4096  # bounds the memory of a long document's token vectors

Vectors = np.ndarray[tuple[int, int], np.dtype[np.float32]]


class Embedder(Protocol):
    """Queries and passages have two methods because many Chinese models want an instruction before a query only."""

    @property
    def name(self) -> str:
        """The model's name or folder; stored with a library, which no other embedder can search."""
        ...

    @property
    def dim(self) -> int:
        """The number of columns of its vectors."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 rows of unit length; a text without a known token gives zeros."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 rows of unit length; a text without a known token gives zeros."""
        ...


def load_embedder(name_or_path: str | None = None) -> Embedder:
    """The shipped static model, or with a name or folder any other one through sentence-transformers; "none" for none.

    The name of an earlier version of the shipped model gives the shipped one too: a library sees by the name that
    its vectors are of another version.

    Raises:
        ModelError: the model's files are missing or damaged, or its download failed.
    """
    if name_or_path is None or name_or_path.startswith(SHIPPED_NAME):
        return StaticEmbedder()
    if name_or_path == NO_MODEL:
        return NoEmbedder()
    if Path(name_or_path).absolute() == SHIPPED_MODEL.absolute():
        return StaticEmbedder()
    return SentenceTransformerEmbedder(name_or_path)


class StaticEmbedder:
    """The mean of a text's token vectors, one row of a table a token; queries and passages alike. Loaded when used."""

    def __init__(self, folder: Path = SHIPPED_MODEL) -> None:
        self.folder = folder
        self._pieces: dict[str, list[int]] = {}  # with their known tokens

    @cached_property
    def name(self) -> str:
        """The model and the version of its weights: a library made with other weights cannot be searched with these."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self.folder / "model.safetensors", "numpy") as weights:
                return f"{SHIPPED_NAME}{weights.metadata()['version']}"
        except (OSError, KeyError, SafetensorError) as error:
            raise _damaged(self.folder, "model.safetensors") from error

    @property
    def dim(self) -> int:
        """The number of columns of the table."""
        return int(self._table.shape[1])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 rows of unit length; a text without a known token gives zeros."""
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 rows of unit length; a text without a known token gives zeros."""
        return self._encode(texts)

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The known tokens of each text, in order."""
        found: list[list[int]] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            part = [_SENTENCE_END.split(text) for text in texts[start : start + _TEXTS_AT_ONCE]]
            known = self._tokens_of({piece for pieces in part for piece in pieces})
            found += [list(chain.from_iterable([known[piece] for piece in pieces])) for pieces in part]
        return found

    def _tokens_of(self, pieces: set[str]) -> dict[str, list[int]]:
        """The known tokens of each line or sentence.

        Headings stand over every sentence below them, and a passage's sentences are embedded again by themselves: each
        is cut once.
        """
        known = {piece: tokens for piece in pieces if (tokens := self._pieces.get(piece)) is not None}
        missing = list(pieces - known.keys())
        if missing:
            encodings = self.tokenizer.encode_batch_fast(list(map(normalise, missing)), add_special_tokens=False)
            cut = ([token for token in encoding.ids if token != UNKNOWN_TOKEN] for encoding in encodings)
            new = dict(zip(missing, cut, strict=True))
            if len(self._pieces) + len(new) > PIECES_KEPT:
                self._pieces.clear()
            self._pieces.update(new)
            known |= new
        return known

    def token_similarities(self, vectors: Vectors, tokens: NDArray[np.int32]) -> Vectors:
        """Return (tokens, n) cosines of tokens with unit rows: late interaction, one product."""
        return _unit_rows(self._table[tokens].astype(np.float32)) @ vectors.T

    def token_vectors(self, tokens: NDArray[np.integer]) -> Vectors:
        """Return (tokens, dim) unit rows of tokens; zeros for the unknown one, whose direction means nothing."""
        rows: Vectors = self._table[tokens].astype(np.float32)
        rows[tokens == UNKNOWN_TOKEN] = 0
        return _unit_rows(rows)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        table = self._wide_table if len(texts) >= MANY else self._table
        for row, tokens in enumerate(self.token_ids(texts)):
            # A sum and not a mean: the length is set to one next. float32, as the table is half precision.
            vectors[row] = table[tokens].astype(np.float32, copy=False).sum(axis=0)
        return _unit_rows(vectors)

    @cached_property
    def _wide_table(self) -> Vectors:
        """The table in single precision: the same sums in a third of the time."""
        return self._table.astype(np.float32)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer. Raises ModelError where its file is missing or broken."""
        from tokenizers import Tokenizer  # imported late: half of the time that loading takes

        try:
            return Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        except Exception as error:  # the library raises bare Exception for a missing or broken file
            raise _damaged(self.folder, "tokenizer.json") from error

    @cached_property
    def _table(self) -> np.ndarray[tuple[int, int], np.dtype[np.float16]]:
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            return load_file(self.folder / "model.safetensors")["embedding.weight"]
        except (OSError, KeyError, SafetensorError) as error:
            raise _damaged(self.folder, "model.safetensors") from error


class NoEmbedder:
    """No model: every text is the zero vector, so that words alone decide."""

    name = NO_MODEL
    dim = 1

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 1) float32 zeros."""
        return np.zeros((len(texts), self.dim), np.float32)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 1) float32 zeros."""
        return np.zeros((len(texts), self.dim), np.float32)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model by name or folder; its own query and passage prompts are used.

    Only safetensors weights are read, and no code of the model's repository is run.
    """

    def __init__(self, name_or_path: str) -> None:
        self.name = name_or_path
        self._model = _open_model(name_or_path)
        self.dim = int(self._model.get_embedding_dimension())

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 rows of unit length; an empty text gives zeros."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 rows of unit length; an empty text gives zeros."""
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        rows = [row for row, text in enumerate(texts) if text.strip()]
        if rows:
            found = encode([texts[row] for row in rows], show_progress_bar=False)
            vectors[rows] = np.nan_to_num(np.asarray(found, dtype=np.float32))
        return _unit_rows(vectors)


def _unit_rows(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors


def _open_model(name_or_path: str) -> Any:
    from sentence_transformers import SentenceTransformer  # imported late: it brings torch

    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)  # one line a load on stderr otherwise
    try:
        return SentenceTransformer(
            name_or_path, trust_remote_code=False, model_kwargs={"use_safetensors": True}, device="cpu"
        )
    except Exception as error:  # hub, network, file and configuration errors have no common family
        raise _not_opened(name_or_path) from error


def _not_opened(name_or_path: str) -> ModelError:
    if Path(name_or_path).exists():
        return ModelError(
            f"cannot open the embedding model in {name_or_path}",
            f"无法打开文件夹《{name_or_path}》中的向量模型：文件不全、已损坏，或权重不是 safetensors 格式。"
            "文库没有改动。请换一个完整的 sentence-transformers 模型文件夹，或不加 --embedder 使用自带模型。",
        )
    return ModelError(
        f"cannot download or find the embedding model {name_or_path}",
        f"无法取得向量模型“{name_or_path}”：本机没有这个文件夹，下载也没有成功。文库没有改动。有两个办法："
        "一、在能联网的机器上下载该模型，把文件夹拷到本机，用 --embedder 指定这个文件夹；"
        "二、设置镜像站后重试，例如 HF_ENDPOINT=https://hf-mirror.com。不加 --embedder 则使用自带模型，无需下载。",
    )


def _damaged(folder: Path, file: str) -> ModelError:
    return ModelError(
        f"cannot read {folder / file}",
        f"自带的向量模型缺少文件或已损坏：{folder / file}。文库没有改动。请重新安装引据，或运行 make train 重新训练。",
    )
