"""Where the words start: vectors from plain text, by which words stand near each other.

Positive pointwise mutual information of neighbours, then a truncated SVD with the square root of the singular values:
Levy, Goldberg and Dagan 2015, https://doi.org/10.1162/tacl_a_00134
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.utils.extmath import randomized_svd  # type: ignore[import-untyped]
from tokenizers import Tokenizer

from training.data import BUILD, WRITTEN, read_documents, read_pairs
from training.reports import HELD_OUT, read_reports

WINDOW = 5  # tokens to each side; a neighbour at distance d counts 1 / d
SMOOTHING = 0.75  # of the context distribution, as in the paper
MINIMUM = 1.5  # weighted meetings of two tokens
COMPONENTS = 256
SEED = 7
TEXTS_AT_ONCE = 4000
# Documentation of software is most of the text and least like our users': a quarter of it, without the long tails.
DOCUMENT_SHARE = {"law_policy": (1, 20_000), "docs": (4, 3_000), "docs2": (4, 3_000)}
LENGTH, LONGEST = 0.6, 1.5  # of a typical word beside its characters when training starts; at most so many times that

Floats = NDArray[np.float32]


def texts() -> Iterator[str]:
    """Running text: the reports, passages that people wrote questions on, statutes, policies, documentation."""
    for report in read_reports():
        if report.name not in HELD_OUT:
            yield "\n".join(unit.text for unit in report.passages)
    for name in (*WRITTEN, "kdconv", "drcd"):
        yield from dict.fromkeys(pair.passage for pair in read_pairs(name))
    for name, (every, characters) in DOCUMENT_SHARE.items():
        yield from (text[:characters] for _, text in islice(read_documents(name), 0, None, every))


def count_neighbours(tokenizer: Tokenizer, running: Iterator[str]) -> sparse.csr_array:
    """(tokens, tokens) weighted counts of meetings within the window."""
    size = tokenizer.get_vocab_size()
    counts = sparse.csr_array((size, size), dtype=np.float32)
    while batch := list(islice(running, TEXTS_AT_ONCE)):
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        ids = np.array([token for encoding in encodings for token in (*encoding.ids, *[0] * WINDOW)])
        pairs = [(ids[:-d], ids[d:], d) for d in range(1, WINDOW + 1)]
        left, right = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
        weight = np.concatenate([np.full(len(pair[0]), 1 / pair[2], np.float32) for pair in pairs])
        known = (left > 0) & (right > 0)
        counts += sparse.coo_array((weight[known], (left[known], right[known])), shape=(size, size)).tocsr()
    return (counts + counts.T).tocsr()


def factorise(counts: sparse.csr_array) -> Floats:
    """(tokens, COMPONENTS) vectors of the positive pointwise mutual information."""
    kept = counts.tocoo()
    frequent = kept.data >= MINIMUM
    rows, columns, data = kept.row[frequent], kept.col[frequent], kept.data[frequent]
    total = np.bincount(rows, data, minlength=counts.shape[0])
    context = total**SMOOTHING / (total**SMOOTHING).sum()
    information = np.log(data / total[rows] / context[columns])
    positive = information > 0
    matrix = sparse.csr_array(
        (information[positive].astype(np.float32), (rows[positive], columns[positive])), shape=counts.shape
    )
    left, values, _ = randomized_svd(matrix, COMPONENTS, n_iter=2, n_oversamples=20, random_state=SEED)
    vectors: Floats = (left * np.sqrt(values)).astype(np.float32)
    return vectors


def starting_vectors(vectors: Floats) -> Floats:
    """Scaled beside the characters' random vectors; words that the text hardly shows stay near zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    relative = lengths / np.median(lengths[lengths > 0])
    scaled: Floats = LENGTH * np.minimum(relative, LONGEST) * vectors / np.maximum(lengths, 1e-6)
    return scaled


def main() -> None:
    """Write build/training/words.npy."""
    started = time.perf_counter()
    tokenizer = Tokenizer.from_file(str(BUILD / "tokenizer.json"))
    vectors = factorise(count_neighbours(tokenizer, texts()))
    np.save(BUILD / "words.npy", starting_vectors(vectors))
    print(f"word vectors in {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
