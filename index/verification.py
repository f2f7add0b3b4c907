"""What is wrong with a library, and how each thing is mended. Nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.files.regular import shown
from index import generation as generations
from index.database import exists
from index.dictionary import DICTIONARY
from index.errors import DamagedLibrary, LibraryError, LibraryInaccessible, LibraryNotFound
from index.generation import DamagedGeneration
from index.library import DATABASE, check_not_lost
from index.search_files import GENERATIONS, SEGMENTS, current_manifest, identity_of, left_overs
from index.segment import changed_files
from index.segmenter import segmenter_name
from index.soundness import fault
from index.storage import DocumentInfo, Storage, Vectors
from index.units import sentence_texts

REBUILD = "运行 yinju verify --repair，按库中保存的原文重新建立（下次提问时也会自动重建）。"
READ_AGAIN = "运行 yinju verify --repair，会从原文件“{}”重新读入。"
RESTORE = "请把备份用 yinju import 导入另一个文件夹（--library），或从备份恢复整个文库文件夹，或重新导入原文件。"
RESEAL = "运行 yinju verify --repair，按现在的内容重新登记；如不放心，请从备份恢复。"
HARMLESS = "不影响使用，下次更新文库时自动清除。"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was found; all but `damage` is Chinese."""

    place: str  # the file of the library, or the document
    problem: str
    mend: str
    damage: bool = True  # False: a left-over that does no harm


def verify(folder: Path) -> tuple[Finding, ...]:
    """Everything that is wrong with a library.

    Raises LibraryNotFound where there never was one, and LibraryInaccessible where one may not look.
    """
    if not exists(folder / DATABASE):
        try:
            check_not_lost(folder)
        except DamagedLibrary as error:
            return (Finding(DATABASE, error.user_message, RESTORE),)
        raise LibraryNotFound(f"no library in {folder}", f"“{folder}”里没有文库，无从检查。请先导入：yinju index 文件")
    try:
        segmenter = _segmenter(folder)
    except (OSError, ValueError):
        mend = "改正或移走这个文件后再运行 yinju verify。"
        return (Finding(DICTIONARY, "文库的词典无法读取，或不是 UTF-8 文本。", mend),)
    try:
        with closing(Storage(folder / DATABASE)) as storage, storage.snapshot():
            found = (*_database(storage), *_search_files(folder, storage, segmenter))
    except LibraryInaccessible:
        raise
    except (LibraryError, ValueError, TypeError, KeyError) as error:  # stored JSON that does not parse any more
        problem = error.user_message if isinstance(error, LibraryError) else "保存的内容无法解读，数据库已损坏。"
        found = (Finding(DATABASE, problem, RESTORE),)
    return (*found, *_left_overs(folder))


def _segmenter(folder: Path) -> str:
    """The name of the library's segmenter. Raises ValueError for a dictionary that is not UTF-8."""
    path = folder / DICTIONARY
    if not path.is_file():
        return segmenter_name(None)
    path.read_text(encoding="utf-8")
    return segmenter_name(path)


def _database(storage: Storage) -> Iterator[Finding]:
    try:
        storage.check_structure()
    except DamagedLibrary:
        yield Finding(DATABASE, "SQLite 的完整性检查没有通过：表、索引或它们之间的对应关系已损坏。", REBUILD + RESTORE)
    changed = dict(storage.changed())
    for source in changed.values():
        mend = READ_AGAIN.format(source) if Path(source).is_file() else f"原文件“{source}”已不在；{RESTORE}"
        yield Finding(shown(Path(source)), "保存的原文、段落或向量与入库时的校验和不符。", mend)
    if not storage.is_sealed():
        yield Finding(DATABASE, "文档清单、来源或设置与上次写入时的校验和不符，有内容被改动、删去或加入过。", RESEAL)
    dim = int(storage.meta()["dim"])
    for info in storage.documents():
        if info.doc_id not in changed and (reason := _unsound(storage, info, dim)):
            yield Finding(shown(Path(info.source)), f"保存的内容自相矛盾：{reason}。", READ_AGAIN.format(info.source))


def _unsound(storage: Storage, info: DocumentInfo, dim: int) -> str:
    """What is wrong with a document that is just as it was stored: "" unless a program stored it wrongly."""
    parsed = storage.parsed(info.doc_id)
    if reason := fault(parsed):
        return f"段落或表格与原文的位置对不上（{reason}）"
    vectors = storage.vectors(info.doc_id, dim)
    sentences = sum(len(sentence_texts(passage)) for passage in parsed.passages)
    expected = [(len(parsed.passages), dim), (sentences, dim), (sentences,)]
    return "" if _shapes(vectors) == expected else "向量的个数与段落、句子的个数不符"


def _shapes(vectors: Vectors) -> list[tuple[int, ...]]:
    return [vectors.passages.shape, vectors.sentences.shape, vectors.owners.shape]


def _search_files(folder: Path, storage: Storage, segmenter: str) -> Iterator[Finding]:
    meta = storage.meta()
    if meta["generation"] == "0":  # nothing was ever put in
        return
    place = f"{GENERATIONS}/{meta['generation']}"
    try:
        manifest = current_manifest(folder, storage, segmenter)
    except DamagedGeneration:
        problems = "；".join(_differences(folder / place, identity_of(storage, segmenter)))
        yield Finding(place, f"{problems or '清单文件与登记的校验和不符'}。", REBUILD)
        return
    for one in manifest.segments:
        segment = folder / SEGMENTS / one.name
        for name in changed_files(segment, one.digest):
            problem = "与清单的校验和不符" if (segment / name).is_file() else "缺失"
            yield Finding(f"{SEGMENTS}/{one.name}/{name}", f"检索文件 {name} {problem}。", REBUILD)


NAMES = {
    "format": "文件格式是另一个版本的",
    "embedder": "是用另一个向量模型建立的",
    "dim": "向量的维数不同",
    "segmenter": "是用另一部词典建立的",
    "content": "属于另一个文库，或另一时刻的内容",
}


def _differences(generation: Path, expected: Mapping[str, object]) -> Iterator[str]:
    """How a generation is not what it should be."""
    found = generations.record(generation)
    if not found:
        yield "清单文件缺失或已损坏"
        return
    for key, wanted in {"format": generations.FORMAT, **expected}.items():
        if found.get(key) != wanted:
            yield f"检索文件{NAMES[key]}"


def _left_overs(folder: Path) -> Iterator[Finding]:
    """What a writer that was stopped has left, and what does not belong there."""
    drafts = [folder / DATABASE.replace(".sqlite", ".new")]
    for path in [one for one in drafts if one.exists()] + _others(folder):
        yield Finding(
            str(path.relative_to(folder)), "上次写入中断留下的文件，或不属于这个文库的文件。", HARMLESS, damage=False
        )


def _others(folder: Path) -> list[Path]:
    try:
        with closing(Storage(folder / DATABASE)) as storage:
            return left_overs(folder, storage)
    except (LibraryError, OSError, KeyError, TypeError, IndexError):
        return []
