from __future__ import annotations

from importlib import resources

from index.expansion import glossary_synonyms, load_lexicon, read_lexicon


def test_synonyms_lead_both_ways() -> None:
    found = read_lexicon("syn\t0.9\t增长|上升\n")
    assert found["增长"] == {"上升": 0.9}
    assert found["上升"] == {"增长": 0.9}


def test_everyday_words_lead_to_formal_ones_and_not_back() -> None:
    found = read_lexicon("colloquial\t0.8\t涨价|价格上涨|提价")
    assert found["涨价"] == {"价格上涨": 0.8, "提价": 0.8}
    assert "提价" not in found


def test_groups_are_not_chained() -> None:
    found = read_lexicon("colloquial\t0.8\t涨|上涨\nsyn\t0.9\t上涨|走高")
    assert found["涨"] == {"上涨": 0.8}


def test_the_highest_weight_counts() -> None:
    found = read_lexicon("near\t0.4\t衰退|低谷\nsyn\t0.9\t衰退|低谷")
    assert found["衰退"] == {"低谷": 0.9}


def test_terms_are_normalised_like_the_text() -> None:
    assert read_lexicon("en\t1.0\tＡＩ|人工智慧") == {"ai": {"人工智慧": 1.0}, "人工智慧": {"ai": 1.0}}


def test_a_glossary_leads_both_ways() -> None:
    assert glossary_synonyms([("共保体", "岭江共同保险体")])["共保体"] == {"岭江共同保险体": 1.0}


def test_a_glossary_entry_that_would_break_a_line_is_left_out() -> None:
    assert glossary_synonyms([("甲|乙", "丙"), ("甲\n", "乙"), ("甲\t", "乙"), ("甲", "乙｜")]) == {}


def test_the_shipped_lexicons_are_read() -> None:
    lexicon = load_lexicon()
    assert len(lexicon) > 20_000
    assert "人工智能" in lexicon["ai"]


def test_the_shipped_lexicons_are_as_if_they_had_been_normalised() -> None:
    folder = resources.files("index") / "lexicon"
    lines = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".tsv"))
    assert load_lexicon() == read_lexicon(lines)
