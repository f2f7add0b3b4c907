"""A library as a folder of plain files, to be kept or given on: what `yinju export` writes and `yinju import` reads.

    bundle.json       format, version, and the SHA-256 of every other file
    documents.jsonl   one document a line: title, file name, pages, passages with their tables and speakers
    texts/ID.txt      each document's text, UTF-8
    dictionary.txt    the library's own words, where it has any

Vectors and search files are left out, they are made again. So are the folders that the files lay in, the conversations
and the feedback: they are their users' business. Nothing that a bundle says is taken for a path.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.document import Parsed
from corpus.record import parsed_of, parsed_record
from index.database import flush
from index.errors import BundleNotWritten, UnusableBundle
from index.soundness import fault

FORMAT, VERSION = "yinju-bundle", 1
MANIFEST, DOCUMENTS, WORDS = "bundle.json", "documents.jsonl", "dictionary.txt"
_FILE = re.compile(r"documents\.jsonl|dictionary\.txt|texts/[0-9a-f]{64}\.txt")
LARGEST = 1 << 30  # bytes of one file of a bundle
LONGEST_WORD = 60  # characters of a line of the dictionary


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a library's bundle holds."""

    documents: tuple[Parsed, ...]
    words: tuple[str, ...] = ()  # lines of the library's own dictionary


def write_bundle(bundle: Bundle, target: Path) -> None:
    """Write `target`, a folder that does not exist yet; it appears when it is complete and on the disk.

    Raises BundleNotWritten, and then there is none.
    """
    if os.path.lexists(target):
        raise BundleNotWritten(f"{target} exists", f"“{target}”已经存在；没有改动它。请换一个名字。")
    try:
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.absolute().parent))
    except OSError as error:
        raise _not_written(target, error) from error
    try:
        _fill(draft, bundle)
        draft.rename(target)
        flush([target.absolute().parent])
    except OSError as error:
        raise _not_written(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def read_bundle(folder: Path) -> Bundle:
    """What a bundle holds, after every byte of it was checked.

    Raises UnusableBundle for one that is damaged, incomplete, of another version or none at all.
    """
    digests = _manifest(folder)
    contents = {name: _checked(folder, name, digest) for name, digest in digests.items()}
    try:
        documents = tuple(_documents(contents))
        words = contents.get(WORDS, b"").decode().splitlines()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise _unusable(folder, f"not what its format demands: {error!r}", "内容不符合格式") from error
    if len({one.document.doc_id for one in documents}) < len(documents):
        raise _unusable(folder, "a document stands there twice", "同一份文档出现了两次")
    if not all(word.isprintable() and len(word) <= LONGEST_WORD for word in words):
        raise _unusable(folder, "the dictionary is none", "词典不符合格式")
    return Bundle(documents, tuple(word for word in words if word.strip()))


def _fill(draft: Path, bundle: Bundle) -> None:
    (draft / "texts").mkdir()
    lines = []
    for parsed in bundle.documents:
        document = parsed.document
        _put(draft / "texts" / f"{document.doc_id}.txt", document.text)
        bare = replace(document, text="", source=_file_name(document.source))
        lines.append(json.dumps(parsed_record(replace(parsed, document=bare)), ensure_ascii=False) + "\n")
    _put(draft / DOCUMENTS, "".join(lines))
    if bundle.words:
        _put(draft / WORDS, "".join(f"{word}\n" for word in bundle.words))
    files = sorted(path for path in draft.rglob("*") if path.is_file())
    digests = {path.relative_to(draft).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    _put(draft / MANIFEST, json.dumps({"format": FORMAT, "version": VERSION, "files": digests}, indent=1))
    flush([*files, draft / MANIFEST, draft / "texts", draft])


def _put(path: Path, text: str) -> None:
    path.write_bytes(text.encode())  # bytes: line ends stay what they are


def _manifest(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file by its name, none of which leads out of the bundle."""
    try:
        found = json.loads(_bytes(folder, MANIFEST))
    except (ValueError, RecursionError) as error:
        raise _unusable(folder, f"the manifest does not parse: {error}", f"清单 {MANIFEST} 已损坏") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _unusable(folder, "another format", "不是引据导出的文件夹")
    if found.get("version") != VERSION:
        reason = f"版本是 {str(found.get('version'))[:20]}，本程序只读版本 {VERSION}；请用相应版本的引据"
        raise _unusable(folder, "another version", reason)
    files = found.get("files")
    if not isinstance(files, dict) or DOCUMENTS not in files or not all(map(_FILE.fullmatch, files)):
        raise _unusable(folder, "unexpected files in the manifest", f"清单 {MANIFEST} 里有不该有的文件，或缺少文件")
    return files


def _checked(folder: Path, name: str, digest: str) -> bytes:
    data = _bytes(folder, name)
    if hashlib.sha256(data).hexdigest() != digest:
        raise _unusable(folder, f"{name} has changed", f"{name} 与清单的校验和不符，已损坏或被改动过")
    return data


def _bytes(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if any(one.is_symlink() for one in (path, path.parent)) or not path.is_file():
            raise _unusable(folder, f"no file {name}", f"缺少 {name}，或它不是普通文件")
        if path.stat().st_size > LARGEST:
            raise _unusable(folder, f"{name} is too large", f"{name} 过大")
        return path.read_bytes()
    except OSError as error:
        raise _unusable(folder, f"cannot read {name}: {error}", f"{name} 无法读取") from error


def _documents(contents: dict[str, bytes]) -> Iterator[Parsed]:
    for line in contents[DOCUMENTS].decode().split("\n")[:-1]:
        record: dict[str, Any] = json.loads(line)
        doc_id, title, source, _, *rest = record["document"]
        text = contents[f"texts/{doc_id}.txt"].decode()
        source = f"{doc_id[:12]}/{_file_name(source)}"  # unique, and no path of any machine
        parsed = parsed_of({**record, "document": [doc_id, title, source, text, *rest]})
        if reason := fault(parsed):
            raise ValueError(reason)
        yield parsed


def _file_name(source: str) -> str:
    """The last part of a path, whichever system wrote it, without what a terminal would obey."""
    name = source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(char if char.isprintable() else "\ufffd" for char in name) or "\ufffd"


def merged_words(own: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The lines of a dictionary with those of another that it does not have."""
    return tuple(dict.fromkeys((*own, *others)))


def _unusable(folder: Path, reason: str, chinese: str) -> UnusableBundle:
    return UnusableBundle(
        f"{folder}: {reason}", f"无法导入“{folder}”：{chinese}。文库没有改动。请换一份完好的备份，或重新导出。"
    )


def _not_written(target: Path, error: OSError) -> BundleNotWritten:
    return BundleNotWritten(
        f"cannot write {target}: {error}",
        f"无法导出到“{target}”：上级文件夹不存在、磁盘已满或没有写权限；没有留下任何文件。请处理后重试。",
    )
