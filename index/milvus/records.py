"""Documents, passages and sentences as rows of Milvus, and back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from corpus.document import Document, Parsed, Passage
from corpus.record import pages_of, pages_record, parsed_record, passage_of, passage_record
from index.milvus.connection import Row
from index.milvus.filters import key
from index.milvus.packing import LARGEST, pack, unpack
from index.milvus.schema import LEAST_DIM
from index.storage import DocumentInfo, Floats, Vectors

_FIGURES = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One document that the library holds."""

    instance: str  # one taking-in of it; later ones are greater
    added: str  # the instance that it was first taken in as: the order of the documents
    info: DocumentInfo
    sources: tuple[str, ...]  # absolute paths that it was read from
    sentences: int
    pieces: Mapping[str, int]  # part -> number of its pieces
    digest: str  # see `digest`
    lengths: Mapping[str, float]  # mean lengths of the fields that its passages were weighed by


def digest(parsed: Parsed) -> str:
    """The SHA-256 of a document with its passages, the same in every store; where its file lies is left out."""
    bare = replace(parsed, document=replace(parsed.document, source=""))
    data = json.dumps(parsed_record(bare), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()


def info_of(parsed: Parsed) -> DocumentInfo:
    """What `list` shows of a document."""
    found = parsed.document
    return DocumentInfo(
        found.doc_id,
        found.title,
        found.source,
        found.encoding,
        len(found.text),
        len(parsed.passages),
        parsed.tables,
        parsed.speakers,
        parsed.warnings,
    )


def entry_record(entry: Entry) -> str:
    """All but the instance, as text. Raises ValueError where it is too long for its field."""
    packed = pack(asdict(entry))
    if len(packed) > LARGEST:
        raise ValueError(f"the record of a document takes {len(packed)} bytes")
    return packed


def entry_of(row: Mapping[str, Any]) -> Entry:
    """What was recorded."""
    found = unpack(row["record"])
    info = found["info"]
    return Entry(
        row["id"],
        found["added"],
        DocumentInfo(**{**info, "speakers": tuple(info["speakers"]), "warnings": tuple(info["warnings"])}),
        tuple(found["sources"]),
        found["sentences"],
        found["pieces"],
        found["digest"],
        found["lengths"],
    )


def passage_rows(
    instance: str, passages: Sequence[Passage], vectors: Floats, terms: Sequence[Mapping[int, float]]
) -> list[Row]:
    """A row for each passage."""
    rounded = _rounded(vectors)
    return [
        _common(instance, passage)
        | {
            "id": f"{instance}:{ordinal}",
            "ordinal": ordinal,
            "text": passage.text,
            "record": pack([passage_record(passage), pages_record(passage.pages)]),
            "vector": rounded[ordinal],
            "terms": terms[ordinal],
        }
        for ordinal, passage in enumerate(passages)
    ]


def sentence_rows(instance: str, passages: Sequence[Passage], vectors: Vectors) -> list[Row]:
    """A row for each sentence."""
    rounded = _rounded(vectors.sentences)
    return [
        _common(instance, passages[owner])
        | {
            "id": f"{instance}.{number}",
            "owner": f"{instance}:{owner}",
            "figures": " ".join(dict.fromkeys(_FIGURES.findall(passages[owner].text)))[:LARGEST],
            "vector": rounded[number],
        }
        for number, owner in enumerate(vectors.owners.tolist())
    ]


def passage_from(row: Mapping[str, Any], info: DocumentInfo) -> Passage:
    """The passage of a row."""
    record, pages = unpack(row["record"])
    touched = pages_of(pages)
    bare = passage_of(Document(info.doc_id, info.title, info.source, ""), record)
    return replace(
        bare,
        text=row["text"],
        page=touched[0].number if touched else None,
        page_label=touched[0].label if touched else None,
        pages=touched,
    )


def _common(instance: str, passage: Passage) -> Row:
    headings = "\n".join(passage.heading_path)
    return {
        "instance": instance,
        "kind": passage.kind.value,
        "speaker": key(passage.speaker) if passage.speaker else "",
        "headings": headings.encode()[:LARGEST].decode(errors="ignore"),
    }


def padded(vectors: Floats) -> Floats:
    """With as many columns as Milvus wants at least: of no embedder there is one."""
    missing = max(0, LEAST_DIM - vectors.shape[1])
    return np.pad(vectors, ((0, 0), (0, missing))) if missing else vectors


def _rounded(vectors: Floats) -> Floats:
    """As an embedded library keeps them, so that both rank alike."""
    return padded(vectors.astype("<f2").astype(np.float32))
