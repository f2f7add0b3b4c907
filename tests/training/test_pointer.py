"""The pointer in torch and as it is served, its data, and its loss by hand."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from index.embedder import StaticEmbedder
from index.segmenter import normalise
from qa.meeting import FEATURES, meet
from qa.pieces import KINDS, cut
from qa.pointer import Pointer as Served
from qa.pointer import Vocabulary
from training.cloze import clozes
from training.data import read_encyclopaedia, read_lines
from training.pointer_data import ASKED_ABOUT, Asked, of_encyclopaedia, places_of, rows_of, written
from training.pointer_export import save_pointer
from training.pointer_model import LARGE, LONGEST, Pointer, Shelf, Sizes, loss_of
from training.pointer_words import TAGS, Words
from training.teacher import SPANS, Told, loss_by_teacher, tell
from training.train_pointer import Settings, average, train

QUESTION, PASSAGE = "南湖市哪一年建成？", "北港市很大。南湖市的大桥于2019年建成，全长3.2公里。"


@pytest.fixture(scope="module")
def words() -> Words:
    static = StaticEmbedder()
    rows = static.tokenizer.get_vocab_size()
    rng = np.random.default_rng(3)
    known = Vocabulary(
        rng.random(rows).astype(np.float16).astype(np.float32), rng.integers(0, len(TAGS), rows), {"市": 1, "年": 2}
    )
    return Words(static.tokenizer, [""] * rows, static.token_vectors(np.arange(rows)), known)


@pytest.fixture(scope="module", params=["small", "large"])
def model(words: Words, request: pytest.FixtureRequest) -> Pointer:
    """As deep as what ships, and narrow."""
    torch.manual_seed(3)
    rows, table = words.vectors.shape
    deep = {name: LARGE[name] for name in ("dilations", "attentive", "heads")} if request.param == "large" else {}
    counts = rows, 3, len(TAGS), len(KINDS), len(FEATURES), table
    made = Pointer(Sizes(*counts, word=8, meaning=4, width=12, question=8, pair=4, **deep)).eval()
    with torch.no_grad():  # as they are stored
        made.vectors.copy_(torch.from_numpy(words.vectors))
        for value in made.parameters():
            value.copy_(value.half().float())
    return made


def test_the_served_pointer_scores_spans_as_the_trained_one(model: Pointer, words: Words, tmp_path: Path) -> None:
    save_pointer(tmp_path, model, words)
    [row] = rows_of([Asked(QUESTION, PASSAGE, (), "")], words, random.Random(1), window=1000)
    with torch.no_grad():
        spans, nothing = model(Shelf([row.arrays]).batch([0]))
    shares = spans[0].flatten().softmax(0).reshape(-1, LONGEST)
    [pieces] = cut([PASSAGE], words.tokenizer)
    by_words: dict[tuple[int, int], float] = defaultdict(float)
    for first, more in torch.nonzero(shares > 0).tolist():
        by_words[_bare(pieces.starts[first], pieces.ends[first + more])] += float(shares[first, more])
    served = Served(tmp_path).spans(QUESTION, PASSAGE, k=20)
    for one in served:
        assert math.exp(one.score) == pytest.approx(by_words[_bare(one.start, one.end)], rel=0.01)
    assert math.exp(served[0].score) == pytest.approx(max(by_words.values()), rel=0.01)
    assert served[0].sure == pytest.approx(-float(nothing[0]), abs=1e-3)


def _bare(start: int, end: int) -> tuple[int, int]:
    """The place without marks at its ends."""
    words = [i for i in range(start, end) if PASSAGE[i] not in "，。"]
    return (words[0], words[-1]) if words else (start, start)


def test_padding_changes_no_score(model: Pointer, words: Words) -> None:
    asked = [Asked(QUESTION, PASSAGE, (), ""), Asked("多长", PASSAGE * 4, (), "")]
    rows = [row.arrays for row in rows_of(asked, words, random.Random(1), window=1000)]
    with torch.no_grad():
        shelf = Shelf(rows)
        alone, together = model(shelf.batch([0]))[0], model(shelf.batch([0, 1]))[0]
    n = alone.shape[1]
    longest = [min(LONGEST, n - i) for i in range(n)]
    for i, most in enumerate(longest):
        assert torch.allclose(alone[0, i, :most], together[0, i, :most], atol=1e-4)


def test_nothing_is_pointed_at_in_nothing(model: Pointer, words: Words, tmp_path: Path) -> None:
    save_pointer(tmp_path, model, words)
    pointer = Served(tmp_path)
    assert pointer.spans("", PASSAGE) == pointer.spans(QUESTION, "") == []


def test_spans_do_not_overlap_and_come_best_first(model: Pointer, words: Words, tmp_path: Path) -> None:
    save_pointer(tmp_path, model, words)
    spans = Served(tmp_path).spans(QUESTION, PASSAGE, k=4)
    places = sorted((one.start, one.end) for one in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert [one.score for one in spans] == sorted((one.score for one in spans), reverse=True)


def test_the_runs_that_are_averaged_start_alike_and_end_apart(model: Pointer, words: Words) -> None:
    asked = [Asked(QUESTION, PASSAGE, places_of(answer, PASSAGE), "") for answer in ("2019年", "3.2公里", "北港市")]
    rows = rows_of(asked, words, random.Random(1), window=100)
    settings = Settings(batch=1, run_epochs=2, run_rate=0.01, rounds=1)
    alone = []
    for number in (0, 1):
        one = deepcopy(model)
        average(one, rows, replace(settings, runs=1, seed=settings.seed + number))
        alone.append(one.state_dict()["start.weight"])
    both = deepcopy(model)
    average(both, rows, replace(settings, runs=2))
    assert not torch.allclose(*alone)
    assert torch.allclose(both.state_dict()["start.weight"], (alone[0] + alone[1]) / 2, atol=1e-6)


def test_the_loss_by_hand() -> None:
    spans, gold = torch.zeros(1, 1, LONGEST), torch.zeros(1, 1, LONGEST)
    gold[0, 0, :2] = 1  # two of LONGEST spans that are all as likely
    loss = loss_of(spans, torch.zeros(1), gold, torch.ones(1))
    assert float(loss) == pytest.approx(math.log(LONGEST / 2) + 0.3 * math.log(2), abs=1e-4)


def test_a_teacher_tells_its_likeliest_spans_and_how_likely_they_are(model: Pointer, words: Words) -> None:
    asked = [Asked(QUESTION, text, (), "") for text in (PASSAGE * 3, "年", PASSAGE)]
    rows = rows_of(asked, words, random.Random(1), window=1000)
    told = tell(model, rows)
    assert torch.allclose(told.shares.sum(1), torch.ones(3), atol=1e-3)
    assert told.shares[1, 0] == 1  # of one piece there is one span
    assert told.spans[1].tolist() == [0] * SPANS
    with torch.no_grad():
        spans, nothing = model(Shelf([rows[2].arrays]).batch([0]))
    best = spans.flatten().topk(SPANS)
    assert told.shares[2].tolist() == pytest.approx(best.values.softmax(0).tolist(), abs=0.02)
    assert float(told.nothing[2]) == pytest.approx(float(nothing.sigmoid()), abs=0.02)


def test_the_loss_by_a_teacher_by_hand() -> None:
    spans = torch.zeros(2, 1, LONGEST)
    shares = torch.zeros(2, SPANS)
    shares[:, 0], shares[:, 1] = 0.75, 0.25
    told = Told(torch.arange(SPANS).expand(2, -1), shares, torch.tensor([0.5, 0.5]))
    loss = loss_by_teacher(spans, torch.zeros(2), told, [1, 0], torch.tensor([1.0, 0.0]))
    assert float(loss) == pytest.approx(math.log(LONGEST) + 0.3 * math.log(2), abs=1e-4)
    spans[0, 0, 0] = 1  # one row has an answer; of the other only counts that it has none
    closer = loss_by_teacher(spans, torch.zeros(2), told, [1, 0], torch.tensor([1.0, 0.0]))
    assert float(closer) == pytest.approx(math.log(LONGEST - 1 + math.e) - 0.75 + 0.3 * math.log(2), abs=1e-4)


def test_a_pointer_comes_to_say_what_its_teacher_says(model: Pointer, words: Words) -> None:
    rows = rows_of([Asked(QUESTION, PASSAGE, places_of("3.2公里", PASSAGE), "")], words, random.Random(1), window=100)
    place = 5 * LONGEST + 2  # not what is marked as the answer
    told = Told(torch.full((1, SPANS), place), torch.tensor([[1.0] + [0.0] * (SPANS - 1)]), torch.tensor([0.9]))
    pupil = deepcopy(model)
    train(pupil, rows, 60, 0.02, 0.0, Settings(batch=1, taught=1.0), told)
    with torch.no_grad():
        spans, nothing = pupil.eval()(Shelf([rows[0].arrays]).batch([0]))
    assert int(spans.flatten().argmax()) == place
    assert float(nothing) > 0


def test_a_rows_gold_is_where_the_answer_stands(words: Words) -> None:
    [row] = rows_of([Asked(QUESTION, PASSAGE, places_of("2019年", PASSAGE), "")], words, random.Random(1), window=1000)
    [pieces] = cut([PASSAGE], words.tokenizer)
    [(first, more)] = row.gold
    assert PASSAGE[pieces.starts[first] : pieces.ends[first + more]] == "2019年"


def test_a_window_holds_the_answer(words: Words) -> None:
    text = "别的话。" * 80 + PASSAGE
    [row] = rows_of([Asked(QUESTION, text, places_of("2019年", text), "")], words, random.Random(1), window=60)
    [(first, more)] = row.gold
    assert len(row.arrays["ids"]) == 60
    assert 0 <= first <= first + more < 60


def test_places_are_found_again_and_again_and_nowhere_for_nothing() -> None:
    assert places_of("中", "中国中部") == ((0, 1), (2, 3))
    assert places_of("", "中国") == ()


def test_a_cloze_asks_in_place_of_its_answer(words: Words) -> None:
    [pieces] = cut(["中央大桥于2019年建成通车，投资超过三亿元。"], words.tokenizer)
    made = clozes(pieces, ["x"] * len(pieces), "", lambda row, rng: "", random.Random(2), 5)
    dates = [one for one in made if pieces.text[one.start : one.end] == "2019年"]
    assert dates
    assert all("2019年" not in one.question for one in dates)
    assert all(any(word in one.question for word in ("年", "时")) for one in dates)


def test_what_meets_the_question_is_finite_and_marks_the_pieces_of_the_question(words: Words) -> None:
    question, passage, empty = cut([QUESTION, PASSAGE, ""], words.tokenizer)
    rows = meet(question, passage, words.known.rarity, words.vectors.__getitem__)
    assert np.isfinite(rows).all()
    same = [PASSAGE[a:b] for a, b, one in zip(passage.starts, passage.ends, rows[:, 0], strict=True) if one]
    assert {"建成"} <= set(same)
    assert meet(question, empty, words.known.rarity, words.vectors.__getitem__).shape == (0, len(FEATURES))
    assert np.isfinite(meet(empty, passage, words.known.rarity, words.vectors.__getitem__)).all()


def test_the_sentence_with_the_words_that_no_other_has_tells_most(words: Words) -> None:
    text = "铁路由省政府出资。铁路全长一百公里。铁路的车站很多。"
    question, passage = cut(["铁路全长多少？", text], words.tokenizer)
    rows = meet(question, passage, words.known.rarity, words.vectors.__getitem__)
    for name in ("best_pairs", "best_telling", "best_telling_words"):
        column = rows[:, FEATURES.index(name)]
        best = {text[passage.starts[i]] for i in np.flatnonzero(column == column.max())}
        assert text.index("全长") in passage.starts[column == 1]
        assert not best & set("由省很多")


def test_every_answer_of_the_encyclopaedia_stands_in_its_entry() -> None:
    entries = read_encyclopaedia()
    assert len(entries) > 6000
    assert all(answer and answer in entry.text for entry in entries for _, answer in entry.questions)


def test_questions_on_the_encyclopaedia_are_also_asked_of_entries_that_do_not_answer() -> None:
    asked = of_encyclopaedia(random.Random(1), elsewhere=0.5)
    share = sum(one.source == "other" for one in asked) / sum(one.source != "other" for one in asked)
    assert share == pytest.approx(0.5, abs=0.02)
    assert all(bool(one.answers) == (one.source == "encyclopaedia") for one in asked)


def test_no_passage_or_question_of_a_development_set_is_learned_from(written_reports: Path) -> None:
    asked = [*written(), *of_encyclopaedia(random.Random(1), 0)]
    texts = {normalise(one.passage) for one in asked}
    for name in ASKED_ABOUT:
        texts |= {
            normalise(row["passage"]) for row in read_lines(written_reports.parent / "train" / f"{name}.jsonl.xz")
        }
    questions = {normalise(one.question) for one in asked}
    for name in ("cmrc2018-trial", "drcd-dev"):
        folder = written_reports.parent / "dev"
        assert not texts & {normalise(row["text"]) for row in read_lines(folder / f"{name}.passages.jsonl.gz")}
        assert not questions & {normalise(row["query"]) for row in read_lines(folder / f"{name}.queries.jsonl.gz")}
