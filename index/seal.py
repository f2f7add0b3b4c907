"""Checksums over what a library's database holds. SQLite notices a broken page, but not a changed character in one.

Every document carries the SHA-256 of its row, passages and vectors. The library's seal covers these, the list of
source files and the other settings, so that nothing can be changed, taken away or put in unnoticed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from typing import Any

SEAL = "seal"  # its own entry in `meta`

_FIELDS = "doc_id, title, encoding, text, pages, warnings, speakers, glossary, tables"
_BLOBS = "passage_vectors, sentence_vectors, sentence_owners"
_PASSAGES = "ordinal, start, end, line_start, line_end, kind, details"


def document_digest(connection: sqlite3.Connection, doc_id: str) -> str:
    """Of a document with its passages and vectors, read the way that answers read them; where it lies is left out."""
    row = connection.execute(f"SELECT number, {_FIELDS} FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()  # nosec B608: names of columns of ours
    number, *fields = row or [None]
    passages = connection.execute(f"SELECT {_PASSAGES} FROM passages WHERE document = ? ORDER BY ordinal", (number,))  # nosec B608: names of columns of ours
    blobs = connection.execute(f"SELECT {_BLOBS} FROM documents WHERE doc_id = ?", (doc_id,)).fetchone() or ()  # nosec B608: names of columns of ours
    digest = hashlib.sha256(_dump([len(blob) for blob in blobs]))
    for part in (fields, passages):  # a piece at a time: a long report is large enough once
        for piece in part:
            digest.update(_dump(piece))
    for blob in blobs:
        digest.update(blob)
    return digest.hexdigest()


def content_digest(connection: sqlite3.Connection) -> str:
    """Of all documents in their order: search files that were made from anything else do not belong to them."""
    return _digest(connection.execute("SELECT digest FROM documents ORDER BY number"))


def library_seal(connection: sqlite3.Connection) -> str:
    """Of everything but the documents' own content, which their digests stand for."""
    parts = (
        connection.execute("SELECT sql FROM sqlite_master ORDER BY name"),
        connection.execute("SELECT key, value FROM meta WHERE key <> ? ORDER BY key", (SEAL,)),
        connection.execute("SELECT path, document FROM sources ORDER BY path"),
        connection.execute("SELECT number, source, digest FROM documents ORDER BY number"),
        connection.execute("SELECT DISTINCT document FROM passages ORDER BY document"),
    )
    return _digest(part.fetchall() for part in parts)


def changed_documents(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(doc_id, source) of the documents that are not what was stored, in their order."""
    rows = connection.execute("SELECT doc_id, source, digest FROM documents ORDER BY number").fetchall()
    return [(doc_id, source) for doc_id, source, digest in rows if not _is(connection, doc_id, digest)]


def _is(connection: sqlite3.Connection, doc_id: str, digest: str) -> bool:
    try:
        return document_digest(connection, doc_id) == digest
    except (sqlite3.OperationalError, TypeError):  # text that is no UTF-8 any more; a number where bytes should be
        return False


def _digest(rows: Iterable[Any]) -> str:
    return hashlib.sha256(_dump(list(rows))).hexdigest()


def _dump(value: object) -> bytes:
    return json.dumps(value, default=repr, ensure_ascii=False).encode("utf-8", "surrogatepass")
