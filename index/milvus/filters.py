"""Which rows a search may return, as a small tree; what users type never becomes part of an expression.

Milvus's own placeholders for values are not known to every server that speaks its protocol, so the only values that are
written out are made of letters, digits and underscores. What a filter cannot say exactly it lets through: whoever
reads the passage looks again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.scope import Scope

_PLAIN = re.compile(r"[A-Za-z0-9_]*")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Among:
    """The field is one of these values, of letters, digits and underscores; of none it never is."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """The field contains the words of a text in their order, and perhaps something between them."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the conditions holds."""

    conditions: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All conditions hold; of none that is so."""

    conditions: tuple[Filter, ...]


Filter = Among | Holds | AnyOf | AllOf


def expression(condition: Filter) -> str:
    """The condition in Milvus's language; "" for one that always holds.

    Raises ValueError for a value that Among must not have.
    """
    match condition:
        case Among(field, values):
            if not all(_PLAIN.fullmatch(value) for value in values):
                raise ValueError(f"not a plain value: {values!r}")
            quoted = ", ".join(f'"{value}"' for value in values)
            return f"{field} in [{quoted}]"
        case Holds(field, text):
            words = _WORD.findall(text)
            return f'{field} like "%{"%".join(words)}%"' if words else ""
        case AnyOf(conditions):
            parts = [expression(one) for one in conditions]
            return " or ".join(f"({part})" for part in parts) if all(parts) else ""
        case AllOf(conditions):
            return " and ".join(f"({part})" for part in map(expression, conditions) if part)


def key(text: str) -> str:
    """A text as a plain value: equal texts have equal keys."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def scope_filter(scope: Scope, instances: Mapping[str, Sequence[str]], text_field: str) -> Filter:
    """What the server can tell of a scope; `scope.accepts` has the last word.

    Args:
        scope: what was asked for.
        instances: of each document, by every name that it goes by.
        text_field: where the row keeps the text of its passage, or the figures of it.
    """
    conditions: list[Filter] = []
    if scope.docs:
        conditions.append(Among("instance", tuple(one for name in scope.docs for one in instances.get(name, ()))))
    if scope.kinds:
        conditions.append(AnyOf(tuple(Among("kind", (kind,)) for kind in scope.kinds if _PLAIN.fullmatch(kind))))
    if scope.speakers:
        conditions.append(Among("speaker", tuple(map(key, scope.speakers))))
    if scope.sections:
        conditions.append(AnyOf(tuple(Holds("headings", section) for section in scope.sections)))
    if scope.years and all(year.isascii() and year.isdigit() for year in scope.years):
        conditions.append(AnyOf(tuple(Holds(text_field, year) for year in scope.years)))
    return AllOf(tuple(conditions))
