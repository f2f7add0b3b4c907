"""A conversation as Markdown: citations are footnotes, numbered through; nothing in a quote can become markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answer import Citation
from ui.exchange import Exchange
from ui.export.content import MADE_BY, NOT_FOUND, also, nearest, numbered, others, verdict_line
from ui.export.reference import reference
from ui.render import marked_parts, place


def conversation_markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    """The file's text."""
    blocks = [f"# {_plain(title)}", f"*{MADE_BY}*"]
    for exchange, citations in numbered(exchanges):
        blocks += _exchange(exchange, citations)
    return "\n\n".join(blocks) + "\n"


def _exchange(exchange: Exchange, citations: Sequence[tuple[int, Citation]]) -> list[str]:
    blocks = [f"## {_plain(exchange.question)}"]
    answer = exchange.answer
    if answer is None:
        return [*blocks, _plain(exchange.error)]
    blocks.append(f"**{_plain(verdict_line(answer))}**")
    first = citations[0][0] if citations else 1
    text = "".join(
        _lines(part) + "".join(f"[^{first + number - 1}]" for number in numbers)
        for part, numbers in marked_parts(answer)
    )
    blocks.append(text if answer.answerable else NOT_FOUND)
    blocks += [f"> {_plain(text)}\n>\n> —— {_plain(where)}" for text, where in nearest(answer)]
    if found := others(answer):
        blocks.append("\n".join([found[0], "", *(f"- {_plain(line)}" for line in found[1:])]))
    blocks += [_note(number, citation) for number, citation in citations]
    return blocks


def _note(number: int, citation: Citation) -> str:
    where = place(citation.passage, citation) + also(citation)
    return f"[^{number}]: “{_plain(citation.quote)}” —— {_plain(where)}。{_plain(reference(citation))}"


def _lines(text: str) -> str:
    """Text whose line ends stay line ends."""
    return "  \n".join(_plain(line) if line.strip() else "" for line in text.split("\n"))


def _plain(text: str) -> str:
    """One line in which no character is markup; tabs between cells become bars that are not a table."""
    line = " ".join(text.replace("\t", " ｜ ").split())
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|<>~&$])", r"\\\1", line)
    return re.sub(r"^(\d+)([.)])|^([-=:])", lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)
