"""A library in Milvus at its door: it is made, or found to be one that this program can use."""

from __future__ import annotations

from collections.abc import Mapping

from index.embedder import Embedder, load_embedder
from index.errors import EmbedderMismatch, UnknownLibrary
from index.milvus.address import Address
from index.milvus.connection import Connection
from index.milvus.schema import COLLECTIONS, SCHEMA_VERSION, declaration
from index.milvus.storage import MilvusStorage


def make(connection: Connection, storage: MilvusStorage, embedder: Embedder) -> None:
    """Make what is missing of a library. Two who do it at once make the same."""
    there = connection.collections()
    for collection in COLLECTIONS:
        if collection not in there:
            connection.create(collection, declaration(collection, embedder.dim))
    storage.set_meta({"schema": str(SCHEMA_VERSION), "embedder": embedder.name, "dim": str(embedder.dim)})
    storage.renew_stamp()


def fitting(address: Address, meta: Mapping[str, str], embedder: Embedder | None) -> Embedder:
    """The embedder of the library. Raises where this program cannot use the library."""
    if meta.get("schema") != str(SCHEMA_VERSION):
        raise UnknownLibrary(
            f"{address} has schema {meta.get('schema')!r}, this program reads {SCHEMA_VERSION}",
            f"Milvus 里的文库“{address}”不是这一版本的引据建立的（版本 {meta.get('schema') or '未知'}，本程序需要 "
            f"{SCHEMA_VERSION}）；没有改动它。请换一个文库名，或使用原来的版本。",
        )
    shipped = None if embedder else load_embedder()
    chosen = embedder or (shipped if shipped and shipped.name == meta["embedder"] else load_embedder(meta["embedder"]))
    if (meta["embedder"], meta["dim"]) != (chosen.name, str(chosen.dim)):
        raise EmbedderMismatch(
            f"{address} was made with {meta['embedder']}, not {chosen.name}",
            f"Milvus 里的文库“{address}”是用向量模型“{meta['embedder']}”建立的，与现在的“{chosen.name}”不同；没有改动它。"
            "请改用原来的模型，或者用 yinju migrate 把它迁到用新模型的文库。",
        )
    return chosen
