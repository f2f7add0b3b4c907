"""What stands around a table: its caption, its unit, its notes."""

from __future__ import annotations

import re

CAPTION = re.compile(
    r"^\W{0,4}(?:续|附)?[图表](?:表)?\s*(?:[A-Z]?[\d一二三四五六七八九十]{0,3}(?:[-–—.．·]\d+)*)?\s*(?:[（(]续[）)])?"
    r"(?:[:：]|[\s\u3000]+(?=\S)|$)"
)
TABLE_CAPTION = re.compile(r"^\W{0,4}(?:续|附|图)?表")
CONTINUED = re.compile(r"^\W{0,4}续\s*表|[（(]\s*续\s*[一二三\d]*\s*[）)]|^[（(]?(?:接上表|续上表)")
UNIT = re.compile(r"^[*_（(\s]*(?:计量)?单位\s*[:：].{1,30}$")
NOTE = re.compile(r"^[*_（(\s]*(?:表|图)?(?:注|备注|说明|附注|数据来源|资料来源|来源|数据说明|口径说明)\s*\d*\s*[:：]")
LONGEST_CAPTION = 80


def is_caption(text: str) -> bool:
    """图：…, 表1 …, 表2-1　…; with Markdown marks around it or not."""
    return bool(CAPTION.match(text)) and len(text) <= LONGEST_CAPTION and not re.search(r"[。；]$", text.strip())


def is_table_caption(text: str) -> bool:
    """The caption of a table, not of a picture."""
    return bool(TABLE_CAPTION.match(text)) and is_caption(text)


def is_note(text: str) -> bool:
    """注：…, 数据来源：…."""
    return bool(NOTE.match(text))


def unit_in(text: str) -> str:
    """The text without marks around it where it names the unit (单位：亿元), else ""."""
    return text.strip("*_（）() ") if UNIT.match(text) else ""


def cleaned(caption: str) -> str:
    """Without Markdown and OCR marks around it."""
    return re.sub(r"^[^\w（(《“]+|[*_\s]+$", "", caption)
