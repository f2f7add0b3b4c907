"""The shipped static model against sentence-transformers on the same folder; other models through a folder."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedder import (
    SHIPPED_MODEL,
    UNKNOWN_TOKEN,
    Embedder,
    SentenceTransformerEmbedder,
    StaticEmbedder,
    load_embedder,
)
from index.errors import ModelError
from index.segmenter import normalise

TEXTS = [
    "截至2023年底，全市新能源汽车保有量为86.4万辆，较上年增加26.2万辆。",
    "这家公司的 AI 芯片用了 PyTorch 和 GPU",
    "ＡＩ，全角ＡＢＣ１２３",
    "中",
    "好极了😀👍",
    "表一\t数量（台）\n甲市\t41,200",
    "很长的文本，" * 500,
]


@pytest.fixture(scope="module")
def static() -> StaticEmbedder:
    return StaticEmbedder()


@pytest.fixture(scope="module")
def bert_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer with random weights: the shape of the models that people name, small enough to make here."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    source = tmp_path_factory.mktemp("bert")
    (source / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"中国人工智能问答："]))
    BertTokenizer(vocab=str(source / "vocab.txt")).save_pretrained(source)
    config = BertConfig(vocab_size=14, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
    BertModel(config).save_pretrained(source)
    transformer = Transformer(str(source))
    model = SentenceTransformer(modules=[transformer, Pooling(16)], prompts={"query": "问：", "document": ""})
    folder = tmp_path_factory.mktemp("model")
    model.save(str(folder))
    return folder


@pytest.fixture(params=["static", "bert"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "static":
        return StaticEmbedder()
    return SentenceTransformerEmbedder(str(request.getfixturevalue("bert_folder")))


class TestEveryEmbedder:
    def test_rows_have_unit_length_and_the_stated_shape_and_type(self, embedder: Embedder) -> None:
        for vectors in (embedder.encode_queries(["中国", "人工智能"]), embedder.encode_passages(["中国", "人工智能"])):
            assert vectors.shape == (2, embedder.dim)
            assert vectors.dtype == np.float32
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)

    @pytest.mark.parametrize("text", ["", " \n\t"])
    def test_a_text_without_characters_gives_zeros_beside_others(self, embedder: Embedder, text: str) -> None:
        vectors = embedder.encode_passages(["中国", text, "中国"])
        assert not vectors[1].any()
        np.testing.assert_allclose(vectors[0], vectors[2], atol=1e-6)
        assert vectors[0].any()

    def test_no_texts_give_no_rows(self, embedder: Embedder) -> None:
        assert embedder.encode_queries([]).shape == (0, embedder.dim)

    def test_a_vector_does_not_depend_on_its_neighbours(self, embedder: Embedder) -> None:
        together = embedder.encode_passages(["人工智能", "中国", "问答" * 40])
        np.testing.assert_allclose(together[1], embedder.encode_passages(["中国"])[0], atol=1e-5)


class TestTheShippedModel:
    def test_it_equals_sentence_transformers_on_the_same_folder(self, static: StaticEmbedder) -> None:
        from sentence_transformers import SentenceTransformer

        reference = SentenceTransformer(str(SHIPPED_MODEL), device="cpu")
        np.testing.assert_allclose(static.encode_passages(TEXTS), reference.encode(TEXTS), atol=1e-3)

    @pytest.mark.parametrize("text", ["😀👍", "，。！——", "☃"])
    def test_marks_and_emoji_alone_give_zeros(self, static: StaticEmbedder, text: str) -> None:
        assert not static.encode_queries([text]).any()

    @pytest.mark.parametrize(("one", "other"), [("產業鏈", "产业链"), ("ＧＰＵ", "gpu"), ("*重点*", "重点")])
    def test_script_width_case_and_marks_make_no_difference(self, static: StaticEmbedder, one: str, other: str) -> None:
        np.testing.assert_allclose(static.encode_queries([one]), static.encode_queries([other]), atol=1e-6)

    @pytest.mark.parametrize(
        ("query", "near", "far"),
        [
            ("赚了多少钱", "净利润", "地震"),
            ("行业低谷", "市场寒冬", "公路里程"),
            ("工资", "薪酬待遇", "降水量"),
        ],
    )
    def test_everyday_words_lie_nearer_to_their_formal_ones(
        self, static: StaticEmbedder, query: str, near: str, far: str
    ) -> None:
        [question] = static.encode_queries([query])
        to_near, to_far = static.encode_passages([near, far]) @ question
        assert to_near > to_far

    @settings(max_examples=50, deadline=None)
    @given(st.text())
    def test_any_text_gives_a_unit_row_or_zeros(self, text: str) -> None:
        length = float(np.linalg.norm(StaticEmbedder().encode_passages([text])))
        assert length == pytest.approx(1, abs=1e-5) or length == 0

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.text("产业链發展。；！” ⑴AI,1234567#>*\t", max_size=12), max_size=4).map("\n".join))
    def test_lines_and_sentences_have_the_tokens_that_they_have_in_their_text(self, text: str) -> None:
        model = StaticEmbedder()
        whole = model.tokenizer.encode(normalise(text), add_special_tokens=False).ids
        assert model.token_ids([text, text]) == [[token for token in whole if token != UNKNOWN_TOKEN]] * 2

    def test_all_its_files_together_stay_below_20_megabytes(self) -> None:
        assert sum(file.stat().st_size for file in SHIPPED_MODEL.rglob("*") if file.is_file()) <= 20_000_000

    def test_it_is_served_without_torch(self) -> None:
        script = (
            "import sys; from index.embedder import load_embedder; load_embedder().encode_queries(['问题']);"
            "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"

    @pytest.mark.parametrize("missing", ["tokenizer.json", "model.safetensors"])
    def test_a_damaged_file_is_named_in_chinese(self, tmp_path: Path, missing: str) -> None:
        for file in ("tokenizer.json", "model.safetensors"):
            (tmp_path / file).write_bytes((SHIPPED_MODEL / file).read_bytes()[: 100 if file == missing else None])
        with pytest.raises(ModelError) as raised:
            StaticEmbedder(tmp_path).encode_queries(["问题"])
        assert missing in raised.value.user_message


class TestAnyOtherModel:
    def test_only_queries_carry_the_query_prompt(self, bert_folder: Path) -> None:
        embedder = SentenceTransformerEmbedder(str(bert_folder))
        np.testing.assert_allclose(embedder.encode_queries(["中国"]), embedder.encode_passages(["问：中国"]), atol=1e-5)
        assert not np.allclose(embedder.encode_queries(["中国"]), embedder.encode_passages(["中国"]), atol=1e-3)

    def test_a_folder_without_a_model_is_named_in_chinese(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError) as raised:
            load_embedder(str(tmp_path))
        assert str(tmp_path) in raised.value.user_message

    def test_pickled_weights_are_refused(self, bert_folder: Path, tmp_path: Path) -> None:
        import shutil

        import torch
        from safetensors.torch import load_file

        folder = shutil.copytree(bert_folder, tmp_path / "pickled")
        [weights] = folder.rglob("model.safetensors")
        torch.save(load_file(weights), weights.with_name("pytorch_model.bin"))
        weights.unlink()
        with pytest.raises(ModelError):
            load_embedder(str(folder))

    def test_a_failed_download_names_the_two_ways_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        with pytest.raises(ModelError) as raised:
            load_embedder("nobody/no-such-model")
        assert "HF_ENDPOINT" in raised.value.user_message
        assert "文件夹" in raised.value.user_message


class TestLoadEmbedder:
    def test_no_name_gives_the_shipped_model(self) -> None:
        assert isinstance(load_embedder(), StaticEmbedder)

    def test_its_folder_and_the_name_of_another_version_give_it_too(self) -> None:
        assert isinstance(load_embedder(str(SHIPPED_MODEL)), StaticEmbedder)
        assert load_embedder("yinju-static-00000000").name == load_embedder().name


def test_without_a_model_every_text_is_the_zero_vector() -> None:
    none = load_embedder("none")
    assert (none.name, none.dim) == ("none", 1)
    assert not none.encode_queries(["人工智能", ""]).any()
    assert none.encode_passages([]).shape == (0, 1)
