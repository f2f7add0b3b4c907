"""Models that a user names, made here: one layer, random weights, the shape of the real ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.document import Passage
from index.embedder import load_embedder
from index.errors import ModelError
from index.hit import Hit
from index.library import Library
from qa.assistant import Assistant
from qa.named_models import RERANKED, CrossEncoderReranker, PointerReader, PointingReader
from qa.reading import Reading

TEXTS = ("南湖市2023年建成充电桩3.2万个。", "北港市的港口吞吐量是1.8亿吨。比上年增长5%。", "东山县种茶。")


def passage(number: int, text: str) -> Passage:
    return Passage(f"d:{number}", "d", "报告", "report.txt", text, 0, len(text), 1, 1)


def hits(texts: Sequence[str] = TEXTS) -> list[Hit]:
    return [Hit(passage(i, text), 1.0 / (i + 1), i + 1) for i, text in enumerate(texts)]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tokenizer over single characters."""
    from transformers import BertTokenizer

    folder = tmp_path_factory.mktemp("source")
    letters = sorted(set("".join(TEXTS)) | set("多少个充电桩哪里？"))
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]))
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


def _configuration(source: Path, labels: int) -> Any:
    from transformers import BertConfig

    configuration: Any = BertConfig(
        vocab_size=len((source / "vocab.txt").read_text().split("\n")),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    configuration.num_labels = labels
    return configuration


@pytest.fixture(scope="module")
def reranker_folder(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import AutoTokenizer, BertForSequenceClassification

    torch.manual_seed(5)
    folder = tmp_path_factory.mktemp("reranker")
    BertForSequenceClassification(_configuration(source, 1)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def reader_folder(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import AutoTokenizer, BertForQuestionAnswering

    torch.manual_seed(5)
    folder = tmp_path_factory.mktemp("reader")
    BertForQuestionAnswering(_configuration(source, 2)).save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)
    return folder


def test_the_first_hits_come_in_the_order_of_the_cross_encoders_own_scores(reranker_folder: Path) -> None:
    from sentence_transformers import CrossEncoder

    ranked = CrossEncoderReranker(str(reranker_folder)).rerank("多少个充电桩", hits())
    scores = CrossEncoder(str(reranker_folder), device="cpu").predict([("多少个充电桩", text) for text in TEXTS])
    assert [hit.passage.text for hit in ranked] == [TEXTS[i] for i in np.argsort(-np.asarray(scores)).tolist()]
    assert [dict(hit.parts)["reranker"] for hit in ranked] == pytest.approx(sorted(map(float, scores), reverse=True))


def test_reranked_hits_have_ranks_from_1_and_falling_scores(reranker_folder: Path) -> None:
    many = hits([f"第{i}段" for i in range(RERANKED + 3)])
    ranked = CrossEncoderReranker(str(reranker_folder)).rerank("第几段", many)
    assert [hit.rank for hit in ranked] == list(range(1, RERANKED + 4))
    assert [hit.score for hit in ranked] == [hit.score for hit in many]
    assert ranked[RERANKED:] == many[RERANKED:]


def test_no_hits_stay_no_hits(reranker_folder: Path) -> None:
    assert CrossEncoderReranker(str(reranker_folder)).rerank("问", []) == []


def test_the_reader_points_at_the_passages_own_words_and_cites_their_sentence(reader_folder: Path) -> None:
    found = PointingReader(str(reader_folder)).read("哪里", [hit.passage for hit in hits()])
    assert found is not None
    [citation] = found.citations
    quote = citation.passage.text[citation.start : citation.end]
    assert found.text
    assert found.text in quote
    assert quote == quote.strip()


def test_a_passage_longer_than_the_model_is_read_to_its_end(reader_folder: Path) -> None:
    reader = PointingReader(str(reader_folder))
    long = passage(0, "南湖市" * 100 + "3.2万个")
    ends = {one.end for one in reader._point("多少个", long)}
    assert max(ends) > 64


def test_the_reader_finds_nothing_in_nothing(reader_folder: Path) -> None:
    assert PointingReader(str(reader_folder)).read("哪里", []) is None


@pytest.mark.parametrize("kind", [CrossEncoderReranker, PointingReader])
def test_a_folder_that_holds_no_model_is_explained(kind: type, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        kind(str(tmp_path))
    assert str(tmp_path) in raised.value.user_message
    assert "文库没有改动" in raised.value.user_message


class Backwards:
    name = "backwards"

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        return [Hit(hit.passage, 1 / rank, rank) for rank, hit in enumerate(reversed(hits), start=1)]


class FirstWord:
    name = "first word"

    def read(self, question: str, passages: Sequence[Passage]) -> Reading | None:
        from qa.answer import Citation, Part

        return Reading(passages[0].text[:2], (Citation(passages[0], 0, 2),), (Part(passages[0].text[:2], (0,)),))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "report.txt").write_text("\n\n".join(TEXTS), "utf8")
    opened = Library.open(tmp_path / "library", load_embedder(), create=True)
    opened.update([tmp_path / "report.txt"])
    return opened


def test_a_named_reranker_decides_the_order_of_the_answers_passages(library: Library) -> None:
    question = "南湖市2023年建成多少充电桩"
    plain = Assistant(library).ask(question)
    turned = Assistant(library, reranker=Backwards()).ask(question)
    found = [hit.passage.passage_id for hit in library.retriever().search(plain.understood_as, 50)]
    assert [hit.passage.passage_id for hit in turned.hits] == found[::-1]


def test_a_named_reader_says_the_answer(library: Library) -> None:
    answer = Assistant(library, pointer=FirstWord()).ask("南湖市2023年建成充电桩的情况")
    assert answer.text == "南湖"
    assert answer.citations[0].passage.text[:2] == "南湖"


def test_the_shipped_pointer_answers_with_words_of_the_first_passage_and_cites_their_sentence() -> None:
    passages = [passage(i, text) for i, text in enumerate((TEXTS[1], TEXTS[0]))]
    found = PointerReader().read("港口吞吐量是多少？", passages)
    assert found is not None
    [citation] = found.citations
    assert "1.8亿吨" in found.text
    assert citation.passage is passages[0]
    assert passages[0].text[citation.start : citation.end] == "北港市的港口吞吐量是1.8亿吨。"
    assert PointerReader().read("港口吞吐量是多少？", []) is None
