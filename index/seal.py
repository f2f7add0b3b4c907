"""Checksums over what a library's database holds. SQLite notices a broken page, but not a changed character in one.

Every document carries the SHA-256 of its text with its passages, and of its vectors. The library's seal covers these, the list of
source files and the other settings, so that nothing can be changed, taken away or put in unnoticed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

SEAL = "seal"  # its own entry in `meta`

_DOCUMENT = (
    "SELECT number, doc_id, title, encoding, text, pages, warnings, speakers, glossary, tables, characters, passages "
    "FROM documents JOIN texts ON document = number WHERE doc_id = ?"
)
_PASSAGES = (
    "SELECT ordinal, start, end, line_start, line_end, kind, details FROM passages WHERE document = ? ORDER BY ordinal"
)
_VECTORS = (
    "SELECT passages, sentences, owners FROM vectors WHERE document = (SELECT number FROM documents WHERE doc_id = ?)"
)


def document_digest(connection: sqlite3.Connection, doc_id: str) -> str:
    """Of a document with its passages, read the way that answers read them; where it lies is left out."""
    number, *fields = connection.execute(_DOCUMENT, (doc_id,)).fetchone() or [None]
    digest = hashlib.sha256()
    for part in (fields, connection.execute(_PASSAGES, (number,))):  # a piece at a time: a long report is large enough
        for piece in part:
            digest.update(_dump(piece))
    return digest.hexdigest()


def vectors_digest(connection: sqlite3.Connection, doc_id: str) -> str:
    """Of a document's vectors."""
    blobs = connection.execute(_VECTORS, (doc_id,)).fetchone() or ()
    digest = hashlib.sha256(_dump([len(blob) for blob in blobs]))
    for blob in blobs:
        digest.update(blob)
    return digest.hexdigest()


def content_digest(connection: sqlite3.Connection) -> str:
    """Of all documents in their order: search files that were made from anything else do not belong to them."""
    return _digest(connection.execute("SELECT digest, vectors_digest FROM documents ORDER BY number"))


def library_seal(connection: sqlite3.Connection) -> str:
    """Of everything but the documents' own content, which their digests stand for."""
    parts = (
        connection.execute("SELECT sql FROM sqlite_master ORDER BY name"),
        connection.execute("SELECT key, value FROM meta WHERE key <> ? ORDER BY key", (SEAL,)),
        connection.execute("SELECT path, document FROM sources ORDER BY path"),
        connection.execute("SELECT * FROM documents ORDER BY number"),
    )
    return _digest(part.fetchall() for part in parts)


def changed_documents(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(doc_id, source) of the documents that are not what was stored, in their order."""
    rows = connection.execute("SELECT doc_id, source FROM documents ORDER BY number").fetchall()
    return [(doc_id, source) for doc_id, source in rows if not is_unchanged(connection, doc_id)]


def is_unchanged(connection: sqlite3.Connection, doc_id: str, *, vectors: bool = True) -> bool:
    """Whether a document, and its vectors where these are asked for too, are what was stored."""
    query = "SELECT digest, vectors_digest FROM documents WHERE doc_id = ?"
    digest, of_vectors = connection.execute(query, (doc_id,)).fetchone() or (None, None)
    return _is(document_digest, connection, doc_id, digest) and (
        not vectors or _is(vectors_digest, connection, doc_id, of_vectors)
    )


def _is(
    digest_of: Callable[[sqlite3.Connection, str], str], connection: sqlite3.Connection, doc_id: str, digest: object
) -> bool:
    try:
        return digest_of(connection, doc_id) == digest
    except (sqlite3.OperationalError, TypeError):  # text that is no UTF-8 any more; a number where bytes should be
        return False


def _digest(rows: Iterable[Any]) -> str:
    return hashlib.sha256(_dump(list(rows))).hexdigest()


def _dump(value: object) -> bytes:
    return json.dumps(value, default=repr, ensure_ascii=False).encode("utf-8", "surrogatepass")
