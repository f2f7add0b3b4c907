from __future__ import annotations

from benchmarks.peers.__main__ import passage
from corpus.document import Document


def test_a_chunk_of_a_peer_lies_on_the_lines_of_its_words() -> None:
    text = "标题\n\n第一段。\n第二段。\n"
    chunk = passage(Document("d", "标题", "d.txt", text), text.index("\n\n"), text.index("第二"))
    assert (chunk.text, chunk.line_start, chunk.line_end) == ("第一段。", 3, 3)
