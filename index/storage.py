"""The library's one truth: an SQLite file with the documents' text, their passages and their vectors.

Everything else in the folder is derived from it and can be made again. A passage's text is not stored: it is a slice
of its document's text, so the two cannot disagree.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Parsed, Passage
from corpus.record import pages_of, pages_record, passage_of, passage_record
from index.database import connect, damaged, explained, make
from index.seal import (
    SEAL,
    changed_documents,
    content_digest,
    document_digest,
    is_unchanged,
    library_seal,
    vectors_digest,
)

EAGER = 64 << 20  # bytes of a library that is read through when it is opened; of a larger one only what is used is

REMEMBERED = 10_000  # documents of which it is remembered

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What `list` shows of a document."""

    doc_id: str
    title: str
    source: str
    encoding: str
    characters: int
    passages: int
    tables: int
    speakers: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vectors:
    """A document's vectors; they are kept as float16, which moves a cosine by less than 0.001."""

    passages: Floats  # (passages, dim)
    sentences: Floats  # (sentences, dim)
    owners: NDArray[np.int32]  # (sentences,): the number of the passage within the document, ascending


class Storage:
    """An open library database. Threads take turns; other processes read on while this one writes (WAL)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect(path)
        self._turn = threading.RLock()
        self._checked: object = None  # the version of the data that was found in order,
        self._sound: set[str] | None = None  # and the documents that were; None for all

    @classmethod
    def create(cls, path: Path, meta: Mapping[str, str]) -> Storage:
        """Make a new library with these entries in `meta`, and open it."""
        make(path, meta)
        return cls(path)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what the block wrote is sealed and kept when it ends, and undone when it raises."""
        with self._turn, explained(self._path):
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                before = self._connection.total_changes
                yield
                if self._connection.total_changes != before:
                    self.set_meta(SEAL, library_seal(self._connection))
            with suppress(sqlite3.OperationalError):  # it is kept already; now also in the one file that people copy
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that the block reads is of one moment."""
        with self._turn, self._connection:
            self._connection.execute("BEGIN")
            yield

    def _rows(self, query: str, *values: str) -> list[Any]:
        with self._turn, explained(self._path):
            return self._connection.execute(query, values).fetchall()

    def check(self) -> None:
        """Raise DamagedLibrary unless everything is as it was stored.

        Reads the whole database at the first call, and again when another process has written since; of a large one
        only the list of documents and the settings, each document is then checked when it is first read.
        """
        version = self._rows("PRAGMA data_version")
        if version != self._checked:
            small = self._size() <= EAGER
            changed = self.changed() if small else []
            if changed or not self.is_sealed():
                raise damaged(self._path, f"not what was stored: {changed or 'the list of documents'}")
            self._checked, self._sound = version, None if small else set()

    def _size(self) -> int:
        """Bytes of the database."""
        (pages,), (size,) = self._rows("PRAGMA page_count") + self._rows("PRAGMA page_size")
        return int(pages) * int(size)

    def _check_document(self, doc_id: str) -> None:
        """Raise DamagedLibrary unless a document that is about to be read is as it was stored."""
        if self._sound is None or doc_id in self._sound:
            return
        with self._turn, explained(self._path):
            if not is_unchanged(self._connection, doc_id, vectors=False):
                raise damaged(self._path, f"not what was stored: {doc_id}")
            if len(self._sound) < REMEMBERED:
                self._sound.add(doc_id)

    def check_structure(self) -> None:
        """Raise DamagedLibrary unless SQLite finds its tables and indexes in order."""
        found = self._rows("PRAGMA integrity_check(1)") + self._rows("PRAGMA foreign_key_check")
        if found != [("ok",)]:
            raise damaged(self._path, str(found))

    def rebuild_indexes(self) -> None:
        """Make SQLite's own indexes again from the tables; inside a transaction."""
        self._connection.execute("REINDEX")

    def changed(self) -> list[tuple[str, str]]:
        """(doc_id, source) of the documents that are not what was stored."""
        with self._turn, explained(self._path):
            return changed_documents(self._connection)

    def is_sealed(self) -> bool:
        """Whether no document or setting was changed, taken away or put in from outside."""
        with self._turn, explained(self._path):
            return self.meta().get(SEAL) == library_seal(self._connection)

    def content(self) -> str:
        """The SHA-256 of all documents in their order, which the search files are made from."""
        with self._turn, explained(self._path):
            return content_digest(self._connection)

    def meta(self) -> dict[str, str]:
        """schema_version, generation, embedder, dim, segmenter, seal."""
        return dict(self._rows("SELECT key, value FROM meta"))

    def set_meta(self, key: str, value: str) -> None:
        """Set one entry; inside a transaction."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def add(self, parsed: Parsed, vectors: Vectors) -> None:
        """Store a document that is not there yet; inside a transaction."""
        document = parsed.document
        number = self._connection.execute(
            "INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')",
            (
                document.doc_id,
                document.title,
                document.source,
                document.encoding,
                len(document.text),
                len(parsed.passages),
                parsed.tables,
                _dump(parsed.warnings),
                _dump(parsed.speakers),
                _dump(parsed.glossary),
            ),
        ).lastrowid
        pages = _dump(pages_record(document.pages))
        self._connection.execute("INSERT INTO texts VALUES (?, ?, ?)", (number, document.text, pages))
        self._connection.execute("INSERT INTO vectors VALUES (?, ?, ?, ?)", (number, *_blobs(vectors)))
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, ordinal, *columns, _dump(details))
                for ordinal, (*columns, details) in enumerate(map(passage_record, parsed.passages))
            ],
        )
        self._sign(document.doc_id)

    def set_vectors(self, doc_id: str, vectors: Vectors) -> None:
        """Replace a document's vectors (another embedder); inside a transaction."""
        self._connection.execute(
            "UPDATE vectors SET passages = ?, sentences = ?, owners = ? "
            "WHERE document = (SELECT number FROM documents WHERE doc_id = ?)",
            (*_blobs(vectors), doc_id),
        )
        self._sign(doc_id)

    def _sign(self, doc_id: str) -> None:
        digests = document_digest(self._connection, doc_id), vectors_digest(self._connection, doc_id)
        query = "UPDATE documents SET digest = ?, vectors_digest = ? WHERE doc_id = ?"
        self._connection.execute(query, (*digests, doc_id))

    def sources(self) -> dict[str, str]:
        """The doc_id that each absolute path was last read as."""
        query = "SELECT path, doc_id FROM sources JOIN documents ON number = document"
        return dict(self._rows(query))

    def set_source(self, path: str, doc_id: str) -> None:
        """The file at the path now is this document; inside a transaction."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sources SELECT ?, number FROM documents WHERE doc_id = ?", (path, doc_id)
        )

    def forget_sources(self, paths: Iterable[str]) -> None:
        """There is no file at these paths any more; inside a transaction."""
        self._connection.executemany("DELETE FROM sources WHERE path = ?", [(path,) for path in paths])

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Delete documents with their passages and sources; inside a transaction."""
        self._connection.executemany("DELETE FROM documents WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def remove_orphans(self) -> None:
        """Delete documents of which no file is left; inside a transaction. The others name one that is."""
        self._connection.execute("DELETE FROM documents WHERE number NOT IN (SELECT document FROM sources)")
        self._connection.execute(
            "UPDATE documents SET source = (SELECT min(path) FROM sources WHERE document = number) "
            "WHERE source NOT IN (SELECT path FROM sources WHERE document = number)"
        )

    def documents(self) -> tuple[DocumentInfo, ...]:
        """In the order they were added."""
        rows = self._rows(
            "SELECT doc_id, title, source, encoding, characters, passages, tables, speakers, warnings "
            "FROM documents ORDER BY number"
        )
        return tuple(_info(row) for row in rows)

    def passage_counts(self) -> dict[str, int]:
        """The number of passages of each doc_id, in the order they were added."""
        return dict(self._rows("SELECT doc_id, passages FROM documents ORDER BY number"))

    def document(self, doc_id: str) -> Document | None:
        """The document as it was loaded, without what the passages have taken in: marks, grids and warnings."""
        self._check_document(doc_id)
        query = (
            "SELECT doc_id, title, source, text, encoding, pages FROM documents JOIN texts ON document = number "
            "WHERE doc_id = ?"
        )
        for *fields, pages in self._rows(query, doc_id):
            return replace(Document(*fields), pages=pages_of(json.loads(pages)))
        return None

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """A document's passages in its own order; none for a document that is not there."""
        document = self.document(doc_id)
        rows = self._rows(
            "SELECT start, end, line_start, line_end, kind, details FROM passages WHERE document = "
            "(SELECT number FROM documents WHERE doc_id = ?) ORDER BY ordinal",
            doc_id,
        )
        if document is None:
            return ()
        return tuple(passage_of(document, [*columns, json.loads(details)]) for *columns, details in rows)

    def parsed(self, doc_id: str) -> Parsed:
        """A document that is there with all that was found in it, but for its policies."""
        query = "SELECT warnings, tables, speakers, glossary FROM documents WHERE doc_id = ?"
        warnings, tables, speakers, glossary = self._rows(query, doc_id)[0]
        document = self.document(doc_id)
        assert document
        pairs = tuple((short, full) for short, full in json.loads(glossary))
        return Parsed(
            document, self.passages(doc_id), tuple(json.loads(warnings)), tables, tuple(json.loads(speakers)), pairs
        )

    def glossary(self) -> tuple[tuple[str, str], ...]:
        """(short, full) of all documents."""
        rows = self._rows("SELECT glossary FROM documents ORDER BY number")
        return tuple((short, full) for (text,) in rows for short, full in json.loads(text))

    def vectors(self, doc_id: str, dim: int) -> Vectors:
        """A document's vectors."""
        if self._sound is not None:
            with self._turn, explained(self._path):
                if not is_unchanged(self._connection, doc_id):
                    raise damaged(self._path, f"not what was stored: {doc_id}")
        query = (
            "SELECT vectors.passages, sentences, owners FROM vectors JOIN documents ON document = number "
            "WHERE doc_id = ?"
        )
        passages, sentences, owners = self._rows(query, doc_id)[0]
        return Vectors(_matrix(passages, dim), _matrix(sentences, dim), np.frombuffer(owners, "<i4"))


def _info(row: Sequence[Any]) -> DocumentInfo:
    doc_id, title, source, encoding, characters, passages, tables, speakers, warnings = row
    return DocumentInfo(
        doc_id, title, source, encoding, characters, passages, tables, _strings(speakers), _strings(warnings)
    )


def _strings(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))  # nearly always; a library may have thousands of documents


def _blobs(vectors: Vectors) -> tuple[bytes, bytes, bytes]:
    return (
        vectors.passages.astype("<f2").tobytes(),
        vectors.sentences.astype("<f2").tobytes(),
        vectors.owners.astype("<i4").tobytes(),
    )


def _matrix(blob: bytes, dim: int) -> Floats:
    return np.frombuffer(blob, "<f2").reshape(-1, dim).astype(np.float32)


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
