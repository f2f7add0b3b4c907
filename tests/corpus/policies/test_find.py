"""Policies in prose, lists and tables, and their mentions put together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Parsed, Policy
from corpus.loader import load
from corpus.policies.find import is_policy_name, join, key_of
from corpus.splitter import split

Parse = Callable[..., Parsed]
NAME = "北港市渔港整修三年行动计划（2021—2023年）"


def facts(policy: Policy) -> tuple[str, str, str, str]:
    return policy.date, policy.issuer, policy.place, policy.number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"2021年3月，北港市人民政府印发《{NAME}》。", ("2021年3月", "北港市人民政府", "北港市", "")),
        (f"北港市渔业局2021年3月5日发布《{NAME}》，共十条。", ("2021年3月5日", "北港市渔业局", "北港市", "")),
        (f"此后，北港市也启动布局，并于2021年3月印发《{NAME}》。", ("2021年3月", "北港市", "北港市", "")),
        (f"2021年3月，市渔业局、市财政局联合出台《{NAME}》。", ("2021年3月", "市渔业局、市财政局", "北港市", "")),
        (f"《{NAME}》（北政发〔2021〕3号）提出，先修船坞。", ("", "", "北港市", "北政发〔2021〕3号")),
        (f"《{NAME}》由北港市渔业局于2021年3月发布。", ("2021年3月", "北港市渔业局", "北港市", "")),
        (f"《{NAME}》（2021年3月）提出，先修船坞。", ("2021年3月", "", "北港市", "")),
        (f"根据国务院《{NAME}》，先修船坞。", ("", "国务院", "北港市", "")),
        (f"- 2021年3月 《{NAME}》", ("2021年3月", "", "北港市", "")),
        (f"- 2021年3月 北港市渔业局 《{NAME}》", ("2021年3月", "北港市渔业局", "北港市", "")),
        (f"到2025年，《{NAME}》要全部完成。", ("", "", "北港市", "")),
        (f"二〇二一年三月，北港市人民政府印发《{NAME}》。", ("二〇二一年三月", "北港市人民政府", "北港市", "")),
    ],
)
def test_a_sentence_tells_date_issuer_and_number(parse: Parse, text: str, expected: tuple[str, str, str, str]) -> None:
    (policy,) = parse(text).policies
    assert policy.name == NAME
    assert facts(policy) == expected


@pytest.mark.parametrize(
    "table",
    [
        f"政策名称\t发布时间\t发布机构\t地区\n《{NAME}》\t2021.03\t北港市渔业局\t北港市\n《南港市船坞条例》\t2020.01\t南港市人大\t南港市",
        f"序号\t时间\t政策名称\t发文单位\n1\t2021.03\t{NAME}\t北港市渔业局\n2\t2020.01\t南港市船坞条例\t南港市人大",
        f"|政策|时间|部门|\n|---|---|---|\n|《{NAME}》|2021.03|北港市渔业局|\n|《南港市船坞条例》|2020.01|南港市人大|",
    ],
)
def test_a_row_tells_what_its_columns_hold(parse: Parse, table: str) -> None:
    first, second = parse(f"一、政策\n\n{table}\n").policies
    assert (first.name, *facts(first)) == (NAME, "2021.03", "北港市渔业局", "北港市", "")
    assert (second.name, *facts(second)) == ("南港市船坞条例", "2020.01", "南港市人大", "南港市", "")


def test_a_caption_tells_the_place_of_its_rows(parse: Parse) -> None:
    found = parse(
        "表1 截至2021年底北港市部分政策\n\n序号\t时间\t政策名称\n1\t2021.03\t《关于整修渔港的意见》\n2\t2021.04\t《关于换船的通知》\n"
    )
    assert [policy.place for policy in found.policies] == ["北港市", "北港市"]


def test_mentions_of_one_name_are_one_policy_the_fullest_first(parse: Parse) -> None:
    found = parse(
        "《北港市渔港整修三年行动计划(2021-2023年)》要求先修船坞。\n\n"
        f"2021年3月，北港市人民政府印发《{NAME}》（以下简称“《行动计划》”）。\n\n《行动计划》还要求换船。"
    )
    (policy,) = found.policies
    assert facts(policy) == ("2021年3月", "北港市人民政府", "北港市", "")
    assert [mention.passage.text[mention.start : mention.end] for mention in policy.mentions] == [
        f"《{NAME}》",
        "《北港市渔港整修三年行动计划(2021-2023年)》",
        "《行动计划》",
    ]


def test_a_month_of_the_same_year_has_its_year(parse: Parse) -> None:
    found = parse("2021年3月，北港市印发《渔港整修方案》；同年9月，南港市发布《渔船更新办法》。")
    assert [(policy.date, policy.issuer) for policy in found.policies] == [
        ("2021年3月", "北港市"),
        ("2021年9月", "南港市"),
    ]


def test_names_in_one_sentence_share_what_stands_before_them(parse: Parse) -> None:
    found = parse("2021年3月，北港市渔业局先后印发《渔港整修方案》《渔船更新办法》和《船员培训计划》。")
    assert {(policy.date, policy.issuer) for policy in found.policies} == {("2021年3月", "北港市渔业局")}
    assert len(found.policies) == 3


def test_that_office_is_the_one_that_issued_before(parse: Parse) -> None:
    found = parse(
        "2021年3月，国家渔业协调办公室印发《渔港整修方案》。2022年1月，该办公室又会同保险部门发布《渔船保险指引》。"
    )
    assert [policy.issuer for policy in found.policies] == ["国家渔业协调办公室"] * 2
    assert [policy.place for policy in found.policies] == ["全国"] * 2


@pytest.mark.parametrize(
    "name", ["渔港年度统计公报2021", "渔业发展报告", "海洋学报", "渔船档案", "行动方案", "若干政策", "三年行动计划"]
)
def test_what_is_no_policy(name: str) -> None:
    assert not is_policy_name(name)


@pytest.mark.parametrize(
    "name", ["数据安全法", "北港渔港条例（试行）", "关于换船的通知", "支持渔业二十条", "渔港规划(2021—2025年)（修订）"]
)
def test_what_is_a_policy(name: str) -> None:
    assert is_policy_name(name)


def test_ways_to_write_one_name() -> None:
    assert key_of("北港市人民政府关于换船的意见（2021—2023年）") == key_of("北港市关于换船的意见(2021-2023年)")
    assert key_of("北港市关于换船的意见") != key_of("南港市关于换船的意见")


def test_policies_of_several_documents_are_joined(parse: Parse) -> None:
    one = parse(f"《{NAME}》要求先修船坞。").policies
    other = parse(f"2021年3月，北港市人民政府印发《{NAME}》。").policies
    (joined,) = join([*one, *other])
    assert (joined.date, joined.issuer, len(joined.mentions)) == ("2021年3月", "北港市人民政府", 2)


def test_nearly_every_policy_of_the_written_reports_has_date_and_issuer(written_reports: Path) -> None:
    policies = [
        policy
        for path in sorted(written_reports.iterdir())
        if path.suffix in (".txt", ".md")
        for policy in split(load(path)).policies
    ]
    known = [policy for policy in policies if policy.date and policy.issuer]
    assert len(policies) > 120
    assert len(known) >= 0.85 * len(policies)
    assert all(m.passage.text[m.start : m.end].startswith("《") for p in policies for m in p.mentions)


def test_the_policies_of_the_real_report_are_found_where_its_tables_list_them(real_report: Path) -> None:
    found = split(load(real_report))
    listed = [m for p in found.policies for m in p.mentions if m.passage.table and p.date and p.place]
    assert len(found.policies) >= 70
    assert len(listed) >= 40
