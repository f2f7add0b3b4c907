"""What of a passage is searched: its fields for BM25, and the texts that are embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from corpus.document import Passage, Table
from corpus.structure.sentences import sentence_spans
from index.lexical import Field

Tokenise = Callable[[str], list[str]]

# Chosen on the fictional reports and on the training questions about documentation, by steps of one number at a time.
FIELDS: Mapping[str, Field] = {
    "text": Field(1.0, 0.75),
    "heading": Field(2.0, 0.5),
    "table": Field(1.0, 0.3),
    "speaker": Field(0.6, 0.3),
}


def field_texts(passage: Passage) -> dict[str, str]:
    """The passage's text by field; every name of FIELDS once."""
    table = passage.table
    return {
        "text": passage.text,
        "heading": "\n".join((passage.title, *passage.heading_path)),
        "table": "\n".join(_table_words(table)) if table else "",
        "speaker": "\n".join(filter(None, (passage.speaker, passage.organisation, passage.role, passage.asked))),
    }


def _table_words(table: Table) -> Iterable[str]:
    """What holds for every row of a part of a table, and stands above another part of it."""
    groups = dict.fromkeys(row.group for row in table.rows)
    return filter(None, (table.caption, *table.header, table.unit, table.sheet, *groups))


def field_tokens(passage: Passage, tokenise: Tokenise) -> dict[str, list[str]]:
    """The passage's tokens by field."""
    return {name: tokenise(text) for name, text in field_texts(passage).items()}


def passage_text(passage: Passage) -> str:
    """What is embedded for a passage: the nearest heading (and the caption) says what its text leaves out."""
    caption = (passage.table.caption,) if passage.table else ()
    return "\n".join((*passage.heading_path[-1:], *caption, passage.text))


def sentence_texts(passage: Passage) -> list[str]:
    """What is embedded for a passage's sentences and table rows, with what stands above them."""
    table = passage.table
    above = (*passage.heading_path[-1:], *((table.caption, *table.header, table.unit) if table else ()))
    return ["\n".join((*above, passage.text[start:end])) for start, end in sentence_spans(passage.text)]
