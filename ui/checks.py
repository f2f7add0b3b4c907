"""What `yinju doctor` looks at: each check says how things are and, where they are not right, how to mend them.

No check changes anything: not the library, and no file but a cache that is made anyway.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.errors import AssistantError
from index.milvus.address import Address
from ui.models import Model, model_at, own_reader
from ui.options import NO_MODEL

LEAST_SPACE = 500_000_000  # bytes: a library takes some ten times the text that it holds
MEGABYTE = 1_000_000
OPTIONAL = (
    ("pymilvus", "把文库放在 Milvus 里", "pip install 'yinju[milvus]'"),
    ("rapidocr", "识别扫描件（OCR）", "pip install 'yinju[ocr]'"),
)


class State(StrEnum):
    """How a check went. A NOTE is nothing that keeps Yinju from working."""

    OK = "ok"
    NOTE = "note"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `said` and `mend` are Chinese."""

    name: str
    state: State
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """The models that the command line names; None for those of the library, or the shipped ones."""

    embedder: str | None = None
    reranker: str | None = None
    reader: str | None = None


def checks(
    folder: Path, named: Named, host: str, port: int, store: Address | None = None
) -> tuple[dict[str, Model | None], tuple[Check, ...]]:
    """The models in use by their part, where they could be loaded, and everything that was looked at.

    `store` is where in Milvus the library is, if it is there.
    """
    made_with, holding = library_in_milvus(store) if store else (_made_with(folder), library(folder))
    embedder, embedding = model(named.embedder or made_with.get("embedder"))
    reranker, reranking = reranking_model(named.reranker or made_with.get("reranker"))
    pointer, pointing = named_model("reader", named.reader or made_with.get("reader", NO_MODEL))
    models = {"embedder": embedder, "reranker": reranker, "reader": pointer or own_reader()}
    others = (
        python(),
        *(pointing or (reader(),)),
        dictionary(),
        holding,
        disk(folder),
        address(host, port),
        log(),
    )
    return models, (embedding, *reranking, *others, *(optional(*part) for part in OPTIONAL))


def python() -> Check:
    """The interpreter; an older one than 3.11 does not come so far."""
    return Check("python", State.OK, f"Python {'.'.join(map(str, sys.version_info[:3]))}")


def model(name: str | None) -> tuple[Model | None, Check]:
    """The embedder of that name, or the shipped one; it embeds a word."""
    from index.embedder import StaticEmbedder, load_embedder

    try:
        shipped = load_embedder()
        name = name or shipped.name
        embedder = shipped if name == shipped.name else load_embedder(name)
        vectors = embedder.encode_queries(["检查"])
    except AssistantError as error:
        return None, Check(
            "embedder", State.FAILED, error.user_message, "请重新安装引据，或用 --embedder 指定可用的模型。"
        )
    path = str(embedder.folder.resolve()) if isinstance(embedder, StaticEmbedder) else embedder.name
    found = model_at(embedder.name, path, int(vectors.shape[1]))
    if not vectors.any() and name != NO_MODEL:
        return found, Check("embedder", State.FAILED, f"{found.name} 算不出向量", "请重新安装引据。")
    return found, Check("embedder", State.OK, f"{found.name}（{found.dim} 维）")


def reranking_model(name: str | None) -> tuple[Model | None, tuple[Check, ...]]:
    """The reranker of that name, or the shipped one; it ranks a passage."""
    if name is not None:
        return named_model("reranker", name)
    from qa.learned_reranker import LearnedReranker

    shipped = LearnedReranker()
    try:
        shipped.rerank("检查", ())
        found = model_at(shipped.name, str(shipped.folder.resolve()))
    except AssistantError as error:
        return None, (Check("reranker", State.FAILED, error.user_message, "请重新安装引据。"),)
    return found, (Check("reranker", State.OK, found.name),)


def named_model(part: str, name: str) -> tuple[Model | None, tuple[Check, ...]]:
    """The reranker or reader of that name; nothing to say where there is none."""
    if name == NO_MODEL:
        return None, ()
    from qa.named_models import POINTER, CrossEncoderReranker, PointingReader
    from qa.pointer import SHIPPED_POINTER

    if (part, name) == ("reader", POINTER):
        return model_at(name, str(SHIPPED_POINTER)), (Check(part, State.OK, name),)
    kinds = {"reranker": CrossEncoderReranker, "reader": PointingReader}
    try:
        kinds[part](name)
    except AssistantError as error:
        mend = f"请用 --{part} 指定可用的模型，或用 --{part} none 不用它。"
        return None, (Check(part, State.FAILED, error.user_message, mend),)
    return model_at(name, name), (Check(part, State.OK, name),)


def reader() -> Check:
    """The reader's fitted weights, and the pointer that the judge asks: it reads a word."""
    from qa.fitted import fitted

    try:
        _, judge = fitted()
        judge.pointer.sure("检查", "检查")
    except (OSError, ValueError, KeyError, AssistantError) as error:
        return Check("reader", State.FAILED, f"阅读模型读不出来：{error}", "请重新安装引据。")
    return Check("reader", State.OK, "阅读模型可用")


def dictionary() -> Check:
    """The segmenter's dictionary and the table of traditional characters."""
    from index.segmenter import Segmenter

    if "人工智能" not in Segmenter().words("人工智慧、人工智能與機器"):
        return Check("dictionary", State.FAILED, "分词词典不完整", "请重新安装 jieba 和 opencc。")
    return Check("dictionary", State.OK, "分词词典和繁简转换可用")


def library(folder: Path) -> Check:
    """The library's database, read once from end to end."""
    from index.library import DATABASE
    from index.storage import Storage
    from index.vectors import tier_of

    if not (folder / DATABASE).exists():
        return Check("library", State.NOTE, f"“{folder}”里还没有文库", "请导入文件：yinju index 文件或文件夹")
    try:
        with closing(Storage(folder / DATABASE)) as storage:
            storage.check_structure()
            storage.check()
            documents = storage.documents()
    except AssistantError as error:  # its message says how to mend it
        return Check("library", State.FAILED, error.user_message)
    passages = sum(one.passages for one in documents)
    how = f"向量检索：{tier_of(passages)}"
    return Check("library", State.OK, f"“{folder}”：{len(documents)} 份文档，{passages} 个段落；{how}")


def library_in_milvus(address: Address) -> tuple[dict[str, str], Check]:
    """What it was made with, and whether it can be reached and has documents."""
    from index.milvus.connection import Connection
    from index.milvus.schema import META
    from index.milvus.storage import MilvusStorage

    try:
        with closing(Connection(address)) as connection:
            if META not in connection.collections():
                return {}, Check(
                    "library", State.NOTE, f"“{address}”里还没有文库", "请导入文件：yinju index 文件或文件夹"
                )
            storage = MilvusStorage(connection)
            entries = storage.contents().entries
            passages = sum(one.info.passages for one in entries)
            said = f"“{address}”：{len(entries)} 份文档，{passages} 个段落"
            return storage.meta(), Check("library", State.OK, said)
    except AssistantError as error:
        return {}, Check("library", State.FAILED, error.user_message)


def disk(folder: Path) -> Check:
    """Space and permission where the library is or will be."""
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    said = f"“{there}”所在磁盘剩余 {free // MEGABYTE} MB"
    if not os.access(there, os.W_OK):
        return Check("disk", State.FAILED, f"没有“{there}”的写权限", "请检查权限，或用 --library 换一个文件夹。")
    if free < LEAST_SPACE:
        return Check("disk", State.FAILED, said, "请清理磁盘，或用 --library 换到别的磁盘。")
    return Check("disk", State.OK, said)


def address(host: str, port: int) -> Check:
    """Whether the page's port is free."""
    try:
        with socket.create_server((host, port)):
            return Check("port", State.OK, f"端口 {port} 可用")
    except OSError:
        mend = f"如果不是引据自己在用，请换一个端口：yinju serve --port {port % 65535 + 1}"
        return Check("port", State.NOTE, f"端口 {port} 已被占用", mend)


def log() -> Check:
    """Where errors are written."""
    import platformdirs

    folder = Path(platformdirs.user_log_dir("yinju"))
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not os.access(there, os.W_OK):
        return Check("log", State.NOTE, f"日志无法写入“{folder}”", "请检查这个文件夹的写权限。")
    return Check("log", State.OK, f"日志在“{folder}”")


def optional(module: str, what: str, install: str) -> Check:
    """A part that not everybody needs."""
    if importlib.util.find_spec(module) is None:
        return Check(module, State.NOTE, f"没有安装：{what}", f"需要时运行：{install}")
    return Check(module, State.OK, f"已安装：{what}")


def _made_with(folder: Path) -> dict[str, str]:
    """The models in a library's own words; none for no library or one that cannot be read."""
    from index.library import DATABASE
    from index.storage import Storage

    if not (folder / DATABASE).exists():
        return {}
    try:
        with closing(Storage(folder / DATABASE)) as storage:
            return storage.meta()
    except AssistantError:  # the check of the library itself says so
        return {}
