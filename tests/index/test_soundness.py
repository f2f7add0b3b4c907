from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.document import Cell, Document, Kind, Page, Parsed, Passage, Row, Table
from index.soundness import fault

TEXT = "第一行\n甲\t12"
ID = "a" * 64
ROW = Row((Cell("甲", 4, 5), Cell("12", 6, 8)), 4, 8)
FIRST = Passage(f"{ID}:0", ID, "题", "a.txt", TEXT[:3], 0, 3, 1, 1)
SECOND = Passage(f"{ID}:4", ID, "题", "a.txt", TEXT[4:], 4, 8, 2, 2, Kind.TABLE, table=Table("", (), (ROW,)))
SOUND = Parsed(Document(ID, "题", "a.txt", TEXT, pages=(Page(1, 0, 8),)), (FIRST, SECOND), speakers=("甲",))


def test_a_sound_document_has_no_fault() -> None:
    assert fault(SOUND) == ""


def with_passages(*passages: Passage) -> Parsed:
    return replace(SOUND, passages=passages)


@pytest.mark.parametrize(
    "parsed",
    [
        replace(SOUND, document=replace(SOUND.document, doc_id="../../etc/passwd")),
        replace(SOUND, document=replace(SOUND.document, pages=(Page(1, 0, 9),))),
        replace(SOUND, document=replace(SOUND.document, title=["题"])),  # type: ignore[arg-type]
        replace(SOUND, tables=True),
        replace(SOUND, tables=10**30),
        replace(SOUND, glossary=(("甲",),)),  # type: ignore[arg-type]
        with_passages(replace(FIRST, end=9)),
        with_passages(replace(FIRST, start=-1)),
        with_passages(replace(FIRST, line_end=2)),
        with_passages(SECOND, FIRST),
        with_passages(replace(FIRST, speaker=7)),  # type: ignore[arg-type]
        with_passages(replace(SECOND, table=Table("", (), (replace(ROW, cells=(Cell("乙", 4, 5),)),)))),
    ],
)
def test_whatever_contradicts_the_text_or_the_types_is_a_fault(parsed: Parsed) -> None:
    assert fault(parsed)
