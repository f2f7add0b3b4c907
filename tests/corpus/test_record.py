"""What comes back of a document that was recorded."""

from __future__ import annotations

import json

from corpus.document import Cell, Document, Kind, Page, Parsed, Passage, Row, Table
from corpus.record import parsed_of, parsed_record

TEXT = "北港\t3\n周岸：船要开远。"
PAGES = (Page(1, 0, 7, "销售"), Page(2, 7, 16))


def test_everything_comes_back_through_json() -> None:
    document = Document("d", "年报", "/a/年报.xlsx", TEXT, "xlsx", PAGES)
    row = Row((Cell("北港", 0, 2, "A2"), Cell("3", 3, 4, "B2")), 0, 4, "北片")
    table = Table("表1 渔船", ("港", "船"), (row,), "单位：艘", "注：年末", "销售")
    first = Passage(
        "d:0", "d", "年报", "/a/年报.xlsx", TEXT[:4], 0, 4, 1, 1, Kind.TABLE, ("一、渔港",), table=table,
        page=1, page_label="销售", pages=PAGES[:1],
    )  # fmt: skip
    second = Passage(
        "d:5", "d", "年报", "/a/年报.xlsx", TEXT[5:], 5, 14, 2, 2, Kind.SPEECH, (), "周岸", "北港渔业", "董事长", "为何？",
        page=1, page_label="销售", pages=PAGES,
    )  # fmt: skip
    parsed = Parsed(document, (first, second), ("提醒。",), 1, ("周岸",), (("北港", "北港市"),))
    assert parsed_of(json.loads(json.dumps(parsed_record(parsed)))) == parsed
