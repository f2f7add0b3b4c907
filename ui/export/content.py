"""What an exported exchange says, whatever the file's form: its words are chosen here once."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer import Answer, Citation
from ui.exchange import Exchange
from ui.render import NEAREST, VERDICTS, place, rival_text

NOT_FOUND = "文中未找到能回答这个问题的内容。最接近的段落："
MADE_BY = "由引据从原文逐字摘录；方括号中的数字对应引文。"


def verdict_line(answer: Answer) -> str:
    """The verdict, and how the question was understood where that differs."""
    understood = f"（已理解为：{answer.understood_as}）" if answer.understood_as != answer.question else ""
    return f"{VERDICTS[answer.verdict]}{understood}"


def others(answer: Answer) -> list[str]:
    """What the documents say otherwise: conflicting figures, one a line after a line that says so."""
    return ["文中另有不同的数字：", *map(rival_text, answer.rivals)] if answer.rivals else []


def also(citation: Citation) -> str:
    """The other places that say the same, in brackets; "" where there are none."""
    places = "；".join(place(other.passage, other) for other in citation.also)
    return f"（另见：{places}）" if places else ""


def nearest(answer: Answer) -> list[tuple[str, str]]:
    """(text, place) of the passages shown where nothing was found."""
    return [] if answer.answerable else [(hit.passage.text, place(hit.passage)) for hit in answer.hits[:NEAREST]]


def numbered(exchanges: Sequence[Exchange]) -> list[tuple[Exchange, list[tuple[int, Citation]]]]:
    """Each exchange with its citations, numbered from 1 through the whole file."""
    found: list[tuple[Exchange, list[tuple[int, Citation]]]] = []
    number = 1
    for exchange in exchanges:
        citations = exchange.answer.citations if exchange.answer else ()
        found.append((exchange, list(enumerate(citations, start=number))))
        number += len(citations)
    return found
