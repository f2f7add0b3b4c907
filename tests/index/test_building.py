"""Documents that are cut while those before them are still embedded: what comes in counts, not what was read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document, Passage
from corpus.splitter import split
from index import building, cutting
from index.building import Building
from index.cutting import CuttingProcess
from index.segmenter import Segmenter
from index.storage import Vectors

DIM = 2
DOCUMENTS = [
    split(Document(str(number), topic, f"{topic}.txt", f"我们讨论{topic}问题。", "utf-8")).passages
    for number, topic in enumerate(("充电", "汽车", "银行", "医院", "学校", "港口", "农业"))
]


def vectors_of(passages: Sequence[Passage]) -> Vectors:
    rows = np.ones((len(passages), DIM), np.float32)
    return Vectors(rows, rows, np.arange(len(passages), dtype=np.int32))


def built(folder: Path, segmenter: Segmenter, coming: Sequence[int], told: int) -> list[str]:
    """The digests of the segments; so many documents are told of before the first one comes in, and the next then."""
    one = Building(folder, "1", DIM, segmenter)
    for passages in DOCUMENTS[:told]:
        one.ahead(passages)
    for number in coming:
        while told and told <= number:
            one.ahead(DOCUMENTS[told])
            told += 1
        one.add(DOCUMENTS[number], vectors_of(DOCUMENTS[number]))
    return [written.digest for written in one.finish(None)]


@pytest.mark.parametrize(
    ("coming", "told"),
    [
        pytest.param([0, 1, 2, 3, 4, 5, 6], 1, id="one ahead"),
        pytest.param([0, 1, 2, 3, 4, 5, 6], 7, id="more than the batch takes"),
        pytest.param([1, 2, 5], 7, id="some do not come"),
        pytest.param([0, 3], 4, id="the last ones do not come"),
    ],
)
def test_documents_that_are_told_of_ahead_change_nothing(
    tmp_path: Path, segmenter: Segmenter, monkeypatch: pytest.MonkeyPatch, coming: list[int], told: int
) -> None:
    monkeypatch.setattr(building, "BATCH", 3)
    assert built(tmp_path / "told", segmenter, coming, told) == built(tmp_path / "untold", segmenter, coming, 0)


def test_a_cutting_process_gives_the_passages_in_their_order(tmp_path: Path) -> None:
    texts = [{"text": "甲乙"}, {"text": "丙丁戊"}, {"text": "己"}]
    process = CuttingProcess(tmp_path / "cut", Segmenter(), ())
    process.add(texts)
    process.end()
    lengths = [int(row[0]) for one in process.outcome() for row in one.counts.lengths]
    assert lengths == [len(Segmenter().tokens(text["text"])) for text in texts]


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_work_is_done_meanwhile_or_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr("sys.platform", platform)
    with cutting._meanwhile(lambda: (tmp_path / "done").mkdir()):
        pass
    assert (tmp_path / "done").is_dir()
