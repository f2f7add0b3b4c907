from __future__ import annotations

import pytest

from ui.exchange import Exchange
from ui.export import Form, export_conversation, export_rows


@pytest.mark.parametrize("form", list(Form))
def test_a_file_has_the_name_of_its_conversation_and_the_ending_of_its_form(form: Form) -> None:
    file = export_conversation(form, "产值是多少？", [Exchange("产值是多少？", error="出错")])
    assert file.name == f"产值是多少？.{form}"
    assert file.data


@pytest.mark.parametrize("title", ["../../etc/passwd", "a/b\\c", 'a"\r\nX: y', "..", ""])
def test_no_title_leads_out_of_a_folder_or_ends_a_header(title: str) -> None:
    name = export_rows(title, ["列"], []).name
    assert not set(name) & set('/\\\r\n"')
    assert not name.startswith(".")
