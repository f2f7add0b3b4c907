"""Reading text alone: the stream, what is hidden, and that training goes on where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from index.embedder import StaticEmbedder
from qa.meeting import FEATURES
from qa.pieces import KINDS, cut
from qa.pointer import Vocabulary
from training import piece_stream
from training.piece_stream import Stream, read_stream
from training.pointer_model import Pointer, Sizes
from training.pointer_words import TAGS, Words
from training.pretrain_pointer import Guesser, Settings, Texts, pretrain
from training.spread import in_parts, spread

ROWS = 40
SMALL = Settings(minutes=0.02, batch=4, length=20, asked=3, rate=0.01)
CPU = torch.device("cpu")


@pytest.fixture
def pointer() -> Pointer:
    torch.manual_seed(3)
    sizes = Sizes(ROWS, 5, len(TAGS), len(KINDS), len(FEATURES), 4, word=8, meaning=4, width=12, question=8, pair=4)
    return Pointer(sizes)


@pytest.fixture
def stream() -> Stream:
    """The same few pieces over and over: there is something to learn."""
    ids = np.tile(np.arange(ROWS, dtype=np.uint16), 30)
    return Stream(ids, np.stack([ids % 5, ids % 5, ids % len(TAGS), ids % len(KINDS)], axis=1))


def test_the_stream_holds_the_pieces_of_every_text_and_is_cut_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    static = StaticEmbedder()
    rows = static.tokenizer.get_vocab_size()
    known = Vocabulary(np.zeros(rows, np.float32), np.zeros(rows, np.int64), {"市": 1})
    words = Words(static.tokenizer, [], np.zeros((rows, 4), np.float32), known)
    texts = ["南湖市\n大桥于2019年建成。\n", "北港市\n很大。\n"]
    monkeypatch.setattr(piece_stream, "_texts", lambda: iter([*texts, texts[0]]))
    stream = read_stream(words, tmp_path / "stream.safetensors")
    assert len(stream.ids) == len(stream.spelled) == sum(map(len, cut(texts, static.tokenizer)))
    monkeypatch.setattr(piece_stream, "_texts", lambda: iter(()))
    assert (read_stream(words, tmp_path / "stream.safetensors").ids == stream.ids).all()


def test_nothing_of_a_hidden_piece_is_seen(pointer: Pointer, stream: Stream) -> None:
    model = Guesser(pointer).eval()
    batch, hidden, q_hidden = Texts(stream, SMALL, CPU).batch()
    batch["q_ids"], batch["q_spelled"] = batch["q_ids"] * 0, batch["q_spelled"] * 0

    def read() -> torch.Tensor:
        seen: list[torch.Tensor] = []
        handle = model.guess.register_forward_hook(lambda _m, taken, _o: seen.append(taken[0]))
        model(batch, hidden, q_hidden)
        handle.remove()
        return seen[0]

    before = read()
    changed = (batch["ids"] + 1 - (batch["ids"] == ROWS - 1).long()).clamp(min=1)
    batch["ids"] = torch.where(hidden & (batch["ids"] > 0), changed, batch["ids"])
    batch["spelled"] = torch.where(hidden[..., None], 0, batch["spelled"])
    assert len(before)
    assert torch.allclose(before, read(), atol=1e-6)


def test_words_that_follow_one_another_are_learned(pointer: Pointer, stream: Stream, tmp_path: Path) -> None:
    torch.manual_seed(5)
    held, own = Texts(stream, SMALL, CPU).batch(), tmp_path / "one.safetensors"
    with torch.no_grad():
        before = float(Guesser(pointer)(*held))
    steps = pretrain(pointer, stream, SMALL, own)
    after = Guesser(pointer)
    after.load_state_dict(load_file(own))
    with torch.no_grad():
        assert float(after(*held)) < before - 0.5
    assert steps > 10


def test_a_run_counts_in_what_was_trained_before(pointer: Pointer, stream: Stream, tmp_path: Path) -> None:
    checkpoint = tmp_path / "one.safetensors"
    steps = pretrain(pointer, stream, SMALL, checkpoint)
    trained = pointer.enter.weight.detach().clone()
    again = Pointer(pointer.sizes)
    assert pretrain(again, stream, SMALL, checkpoint) == steps  # nothing is left to do
    assert torch.equal(again.enter.weight, trained)
    other = Settings(minutes=0.001, batch=4, length=20, asked=3, rate=0.02)
    assert pretrain(again, stream, other, checkpoint) < steps  # other settings start afresh


def test_parts_come_back_in_their_order() -> None:
    parts = list(in_parts(list(range(10)), 3))
    assert parts == [[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]
    assert spread(_added, 100, parts) == [103, 112, 121, 109]
    assert spread(_added, 100, []) == []


def _added(shared: int, part: Sequence[int]) -> int:
    return shared + sum(part)


def test_the_question_stands_before_the_passage_or_in_it(stream: Stream) -> None:
    batch, _, _ = Texts(stream, SMALL, CPU).batch()
    assert batch["ids"].shape == (4, 20)
    assert batch["q_ids"].shape == (4, 3)
    first, asked = batch["ids"][:, 0], batch["q_ids"][:, 0]
    behind = (asked - first) % ROWS
    assert ((behind < SMALL.length) | (behind >= ROWS - 2 * SMALL.asked)).all()
