"""The collections of a library in Milvus.

    documents   one row a document: its record and state; what has no row of the state THERE does not exist
    pieces      texts and statistics of documents, packed and cut into pieces
    passages    text, record, vector, and BM25F weights by token as a sparse vector
    sentences   vectors, each with its passage
    meta        what the library was made with, and the stamp of its last change

Every row but those of `meta` belongs to an instance: one taking-in of one document by one writer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.milvus.packing import LARGEST

SCHEMA_VERSION = 2
DOCUMENTS, PIECES, PASSAGES, SENTENCES, META = "documents", "pieces", "passages", "sentences", "meta"
COLLECTIONS = (DOCUMENTS, PIECES, PASSAGES, SENTENCES, META)  # META last: with it the library is complete
LEAST_DIM = 2  # of a vector
NO_VECTOR = [0.0, 0.0]  # Milvus wants a vector in every collection

Declaration = Callable[[Any], tuple[Any, Any]]


def declaration(collection: str, dim: int) -> Declaration:
    """Schema and indexes of a collection, for the client to make."""
    return {
        DOCUMENTS: _plain(("state", 8), ("record", LARGEST)),
        PIECES: _plain(("instance", 48), ("part", 16), ("piece", None), ("payload", LARGEST)),
        META: _plain(("value", LARGEST)),
        PASSAGES: _passages(max(LEAST_DIM, dim)),
        SENTENCES: _sentences(max(LEAST_DIM, dim)),
    }[collection]


def _plain(*fields: tuple[str, int | None]) -> Declaration:
    def declare(client: Any) -> tuple[Any, Any]:
        schema, indexes = _start(client)
        for name, length in fields:
            _add(schema, name, length)
        _add_vector(schema, indexes, "nothing", len(NO_VECTOR), "FLAT")
        return schema, indexes

    return declare


def _passages(dim: int) -> Declaration:
    def declare(client: Any) -> tuple[Any, Any]:
        from pymilvus import DataType

        schema, indexes = _start(client)
        _add_common(schema, indexes)
        for name, length in (("ordinal", None), ("text", LARGEST), ("record", LARGEST)):
            _add(schema, name, length)
        _add_vector(schema, indexes, "vector", dim, "HNSW", M=16, efConstruction=200)
        schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
        indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
        return schema, indexes

    return declare


def _sentences(dim: int) -> Declaration:
    def declare(client: Any) -> tuple[Any, Any]:
        schema, indexes = _start(client)
        _add_common(schema, indexes)
        for name, length in (("owner", 64), ("figures", LARGEST)):
            _add(schema, name, length)
        _add_vector(schema, indexes, "vector", dim, "HNSW", M=16, efConstruction=200)
        return schema, indexes

    return declare


def _start(client: Any) -> tuple[Any, Any]:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
    return schema, client.prepare_index_params()


def _add_common(schema: Any, indexes: Any) -> None:
    """What a passage and its sentences are filtered by; all but the headings are looked up, not gone through."""
    for name, length in (("instance", 48), ("kind", 16), ("speaker", 16), ("headings", LARGEST)):
        _add(schema, name, length)
        if length < LARGEST:
            indexes.add_index(name, index_type="INVERTED")


def _add(schema: Any, name: str, length: int | None) -> None:
    """A text field of at most so many bytes, or a whole number."""
    from pymilvus import DataType

    if length is None:
        schema.add_field(name, DataType.INT64)
    else:
        schema.add_field(name, DataType.VARCHAR, max_length=length)


def _add_vector(schema: Any, indexes: Any, name: str, dim: int, index: str, **built_with: int) -> None:
    from pymilvus import DataType

    schema.add_field(name, DataType.FLOAT_VECTOR, dim=dim)
    indexes.add_index(name, index_type=index, metric_type="IP", params=built_with)
