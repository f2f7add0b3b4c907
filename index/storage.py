"""The library's one truth: an SQLite file with the documents' text, their passages and their vectors.

Everything else in the folder is derived from it and can be made again. A passage's text is not stored: it is a slice
of its document's text, so the two cannot disagree.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.document import Cell, Document, Kind, Parsed, Passage, Row, Table
from index.errors import DamagedLibrary, LibraryInaccessible, UnknownLibrary

SCHEMA_VERSION = 1
APPLICATION_ID = 0x59696E6A  # "Yinj", in the SQLite header: tells a library from any other database

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, doc_id TEXT UNIQUE NOT NULL, title TEXT NOT NULL, source TEXT NOT NULL,
    encoding TEXT NOT NULL, text TEXT NOT NULL, warnings TEXT NOT NULL, speakers TEXT NOT NULL,
    glossary TEXT NOT NULL, tables INTEGER NOT NULL,
    passage_vectors BLOB NOT NULL, sentence_vectors BLOB NOT NULL, sentence_owners BLOB NOT NULL) STRICT;
CREATE TABLE sources (
    path TEXT PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE) STRICT;
CREATE TABLE passages (
    document INTEGER NOT NULL REFERENCES documents (number) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, line_start INTEGER NOT NULL, line_end INTEGER NOT NULL,
    kind TEXT NOT NULL, details TEXT NOT NULL, PRIMARY KEY (document, ordinal)) STRICT, WITHOUT ROWID;
"""

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
        self._connection = _connect(path)
        self._turn = threading.RLock()

    @classmethod
    def create(cls, path: Path, meta: dict[str, str]) -> Storage:
        """Make a new database; it appears under its name only when it is complete."""
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with _explained(path), closing(sqlite3.connect(draft)) as connection:
            connection.executescript(f"BEGIN; PRAGMA application_id = {APPLICATION_ID}; {_SCHEMA}")
            rows = {"schema_version": str(SCHEMA_VERSION), "generation": "0", **meta}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
            connection.commit()
            connection.execute("PRAGMA journal_mode = WAL")
        draft.replace(path)
        return cls(path)

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what the block wrote is kept when it ends and undone when it raises."""
        with self._turn, _explained(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that the block reads is of one moment."""
        with self._turn, self._connection:
            self._connection.execute("BEGIN")
            yield

    def _rows(self, query: str, *values: str) -> list[Any]:
        with self._turn, _explained(self._path):
            return self._connection.execute(query, values).fetchall()

    def check(self) -> None:
        """Read the whole database once. Raises DamagedLibrary unless it is in order."""
        found = self._rows("PRAGMA quick_check(1)")
        if found != [("ok",)]:
            raise _damaged(self._path, str(found))

    def meta(self) -> dict[str, str]:
        """schema_version, generation, embedder, dim, segmenter."""
        return dict(self._rows("SELECT key, value FROM meta"))

    def set_meta(self, key: str, value: str) -> None:
        """Set one entry; inside a transaction."""
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def add(self, parsed: Parsed, vectors: Vectors) -> None:
        """Store a document that is not there yet; inside a transaction."""
        document = parsed.document
        number = self._connection.execute(
            "INSERT INTO documents VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.doc_id,
                document.title,
                document.source,
                document.encoding,
                document.text,
                _dump(parsed.warnings),
                _dump(parsed.speakers),
                _dump(parsed.glossary),
                parsed.tables,
                *_blobs(vectors),
            ),
        ).lastrowid
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, i, p.start, p.end, p.line_start, p.line_end, p.kind.value, _dump(_details(p)))
                for i, p in enumerate(parsed.passages)
            ],
        )

    def set_vectors(self, doc_id: str, vectors: Vectors) -> None:
        """Replace a document's vectors (another embedder); inside a transaction."""
        self._connection.execute(
            "UPDATE documents SET passage_vectors = ?, sentence_vectors = ?, sentence_owners = ? WHERE doc_id = ?",
            (*_blobs(vectors), doc_id),
        )

    def sources(self) -> dict[str, str]:
        """The doc_id that each absolute path was last read as."""
        query = "SELECT path, doc_id FROM sources JOIN documents ON number = document"
        return dict(self._rows(query))

    def set_source(self, path: str, doc_id: str) -> None:
        """The file at the path now is this document; inside a transaction."""
        self._connection.execute(
            "INSERT OR REPLACE INTO sources SELECT ?, number FROM documents WHERE doc_id = ?", (path, doc_id)
        )

    def remove(self, doc_ids: Sequence[str]) -> None:
        """Delete documents with their passages and sources; inside a transaction."""
        self._connection.executemany("DELETE FROM documents WHERE doc_id = ?", [(doc_id,) for doc_id in doc_ids])

    def remove_orphans(self) -> None:
        """Delete documents whose every file has since become another document; inside a transaction."""
        self._connection.execute("DELETE FROM documents WHERE number NOT IN (SELECT document FROM sources)")

    def documents(self) -> tuple[DocumentInfo, ...]:
        """In the order they were added."""
        rows = self._rows(
            "SELECT doc_id, title, source, encoding, length(text), (SELECT count(*) FROM passages "
            "WHERE document = number), tables, speakers, warnings FROM documents ORDER BY number"
        )
        return tuple(_info(row) for row in rows)

    def document(self, doc_id: str) -> Document | None:
        """The document as it was loaded."""
        query = "SELECT doc_id, title, source, text, encoding FROM documents WHERE doc_id = ?"
        found = self._rows(query, doc_id)
        return Document(*found[0]) if found else None

    def passages(self, doc_id: str) -> tuple[Passage, ...]:
        """A document's passages in its own order; none for a document that is not there."""
        document = self.document(doc_id)
        rows = self._rows(
            "SELECT start, end, line_start, line_end, kind, details FROM passages WHERE document = "
            "(SELECT number FROM documents WHERE doc_id = ?) ORDER BY ordinal",
            doc_id,
        )
        return tuple(_passage(document, row) for row in rows) if document else ()

    def glossary(self) -> tuple[tuple[str, str], ...]:
        """(short, full) of all documents."""
        rows = self._rows("SELECT glossary FROM documents ORDER BY number")
        return tuple((short, full) for (text,) in rows for short, full in json.loads(text))

    def vectors(self, doc_id: str, dim: int) -> Vectors:
        """A document's vectors."""
        query = "SELECT passage_vectors, sentence_vectors, sentence_owners FROM documents WHERE doc_id = ?"
        passages, sentences, owners = self._rows(query, doc_id)[0]
        return Vectors(_matrix(passages, dim), _matrix(sentences, dim), np.frombuffer(owners, "<i4"))


def _connect(path: Path) -> sqlite3.Connection:
    """Open an existing library; every other file is refused before anything is written."""
    # A folder that may only be read has no place for WAL's files; what stands there does not change either.
    mode = "rw" if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK) else "ro&immutable=1"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
        )
        version = _version(connection)
    except sqlite3.OperationalError as error:
        raise LibraryInaccessible(
            f"cannot open {path}: {error}",
            f"无法打开资料库“{path.parent}”：没有读写权限，或磁盘出错；没有改动它。请检查权限后重试。",
        ) from error
    except (sqlite3.DatabaseError, TypeError) as error:
        raise UnknownLibrary(
            f"{path} is not a library: {error}",
            f"“{path}”不是引据的资料库文件，或已损坏；没有改动它。请换一个文件夹（--library），或从备份恢复。",
        ) from error
    if version != str(SCHEMA_VERSION):
        connection.close()
        raise UnknownLibrary(
            f"{path} has schema {version!r}, this program reads {SCHEMA_VERSION}",
            f"资料库“{path.parent}”不是这一版本的引据建立的（版本 {version or '未知'}，本程序需要 "
            f"{SCHEMA_VERSION}）；没有改动它。请换一个文件夹（--library）重新导入，或使用原来的版本。",
        )
    if _is_cut_short(path):
        time.sleep(0.1)  # another process may just be lengthening the file
        if _is_cut_short(path):
            connection.close()
            raise _damaged(path, "shorter than its header says")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _version(connection: sqlite3.Connection) -> str:
    """The schema version of a library; "" for any other database."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return ""
    return str(connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()[0])


def _is_cut_short(path: Path) -> bool:
    """SQLite reads what is missing at the end of a file as zeros (https://www.sqlite.org/fileformat.html, 1.3)."""
    with path.open("rb") as file:
        header = file.read(100)
    page_size, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
    return path.stat().st_size < (65536 if page_size == 1 else page_size) * pages


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise LibraryInaccessible(
            f"cannot use {path}: {error}",
            f"无法读写资料库“{path.parent}”（磁盘已满、没有权限，或正被占用）；原有内容没有改动。请处理后重试。",
        ) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, reason: str) -> DamagedLibrary:
    return DamagedLibrary(
        f"{path} is damaged: {reason}",
        f"资料库“{path.parent}”的数据库已损坏；没有改动它。请从备份恢复，或换一个文件夹（--library）重新导入原文件。",
    )


def _info(row: Sequence[Any]) -> DocumentInfo:
    doc_id, title, source, encoding, characters, passages, tables, speakers, warnings = row
    speakers, warnings = tuple(json.loads(speakers)), tuple(json.loads(warnings))
    return DocumentInfo(doc_id, title, source, encoding, characters, passages, tables, speakers, warnings)


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


def _details(passage: Passage) -> dict[str, Any]:
    """The fields without a column, those that are not at their default."""
    fields = {
        "heading_path": passage.heading_path,
        "speaker": passage.speaker,
        "organisation": passage.organisation,
        "role": passage.role,
        "asked": passage.asked,
        "page": passage.page,
        "page_label": passage.page_label,
        "table": passage.table and asdict(passage.table),
    }
    return {name: value for name, value in fields.items() if value}


def _passage(document: Document, row: Sequence[Any]) -> Passage:
    start, end, line_start, line_end, kind, details = row
    fields = json.loads(details)
    table = _table(fields.pop("table")) if "table" in fields else None
    return Passage(
        f"{document.doc_id}:{start}",
        document.doc_id,
        document.title,
        document.source,
        document.text[start:end],
        start,
        end,
        line_start,
        line_end,
        Kind(kind),
        tuple(fields.pop("heading_path", ())),
        table=table,
        **fields,
    )


def _table(fields: dict[str, Any]) -> Table:
    rows = tuple(Row(tuple(Cell(**cell) for cell in row.pop("cells")), **row) for row in fields.pop("rows"))
    return Table(header=tuple(fields.pop("header")), rows=rows, **fields)
