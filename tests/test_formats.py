"""Every format from the file to the cited cell in its JSON, through all the rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from index.library import Library
from index.scope import Scope
from qa.assistant import Assistant
from tests.corpus.library.content import SIMPLE, YEARS
from tests.corpus.library.office import to_docx, to_pptx, to_xlsx
from tests.corpus.library.plain import to_csv, to_markdown, to_text
from ui.contract import answer_json

Ask = Callable[[str, str], Any]

FILES: dict[str, Callable[[], bytes]] = {
    "年报.docx": to_docx,
    "年报.pptx": to_pptx,
    "年报.xlsx": to_xlsx,
    "年报.md": to_markdown,
    "年报.txt": to_text,
    "渔船.csv": lambda: to_csv(SIMPLE, encoding="gb18030"),
    "渔获.tsv": lambda: to_csv(YEARS, "\t"),
}


@pytest.fixture(scope="module")
def cited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask one of the files: the first citation of the answer, with the answer."""
    folder = tmp_path_factory.mktemp("formats")
    for name, write in FILES.items():
        (folder / name).write_bytes(write())
    library = Library.open(folder / "library", create=True)
    assert not library.update([folder / name for name in FILES]).failed
    assistant = Assistant(library)

    def ask(file: str, question: str) -> Any:
        answer: Any = answer_json(assistant.ask(question, scope=Scope(docs=(file,))))
        assert answer["answerable"], answer
        return answer["citations"][0] | {"answer": answer["answer"]}

    yield ask
    library.close()


@pytest.mark.parametrize("file", [name for name in FILES if name != "渔获.tsv"])
def test_a_cell_is_answered_and_named(cited: Ask, file: str) -> None:
    found = cited(file, "北岸港有多少艘渔船？")
    assert found["answer"].endswith("120")
    assert (found["file"], found["kind"]) == (file, "table")
    assert {key: found["cell"][key] for key in ("table", "row", "column")} == {
        "table": "表1 各港渔船",
        "row": "北岸港",
        "column": "渔船",
    }
    assert "北岸港" in found["quote"]


@pytest.mark.parametrize(
    ("file", "page", "label", "sheet", "address"),
    [
        ("年报.xlsx", 1, "simple", "simple", "B4"),
        ("年报.pptx", 3, None, None, None),
        ("年报.docx", None, None, None, None),
        ("渔船.csv", None, None, "", "B4"),
    ],
)
def test_a_cell_is_placed_by_page_sheet_and_address(
    cited: Ask,
    file: str,
    page: int | None,
    label: str | None,
    sheet: str | None,
    address: str | None,
) -> None:
    found = cited(file, "北岸港有多少艘渔船？")
    assert (found["page"], found["page_label"]) == (page, label)
    assert (found["cell"].get("sheet"), found["cell"].get("address")) == (sheet, address)


def test_a_year_across_is_the_column(cited: Ask) -> None:
    found = cited("渔获.tsv", "2021年的渔获是多少？")
    assert (found["cell"]["row"], found["cell"]["column"], found["cell"]["address"]) == ("渔获（吨）", "2021年", "C3")
