"""Records as text that fits into Milvus's fields: compact JSON, compressed, base64, cut into pieces."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable
from typing import Any

LARGEST = 65_535  # bytes of a VARCHAR field, Milvus's limit
MOST = 1 << 30  # characters that a record may come to: what claims more is damaged


def pack(value: object) -> str:
    """The value as ASCII text."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.b64encode(zlib.compress(data, 6)).decode("ascii")


def unpack(text: str) -> Any:
    """What was packed. Raises ValueError for anything else."""
    inflate = zlib.decompressobj()
    try:
        data = inflate.decompress(base64.b64decode(text, validate=True), MOST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not inflate.eof:
        raise ValueError("cut short, or too long")
    return json.loads(data.decode("utf-8", "surrogatepass"))


def pieces(text: str) -> list[str]:
    """ASCII text in pieces of a field's size; at least one."""
    return [text[start : start + LARGEST] for start in range(0, max(1, len(text)), LARGEST)]


def joined(parts: Iterable[str]) -> Any:
    """What was packed and cut into pieces."""
    return unpack("".join(parts))
