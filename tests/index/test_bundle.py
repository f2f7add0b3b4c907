from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Parsed, Passage
from index.bundle import DOCUMENTS, MANIFEST, Bundle, merged_words, read_bundle, write_bundle
from index.errors import BundleNotWritten, UnusableBundle
from index.library import Library
from index.segmenter import Segmenter

TEXT = "# 企业\r\n\r\n沛澜微电子2024年营收68.3亿元。\n\n| 城市 | 桩数 |\n|---|---|\n| 青禾市 | 12 |\n"


@pytest.fixture
def library(folder: Path, tmp_path: Path, embedder: Any, segmenter: Segmenter) -> Iterator[Library]:
    (tmp_path / "企业.md").write_bytes(TEXT.encode())
    (tmp_path / "桩.txt").write_text("岚溪市的老年人口占比为31.2%。", encoding="utf-8")
    with closing(Library.open(folder, embedder, create=True, segmenter=segmenter)) as library:
        library.update([tmp_path / "企业.md", tmp_path / "桩.txt"])
        yield library


@pytest.fixture
def other(tmp_path: Path, embedder: Any, segmenter: Segmenter) -> Iterator[Library]:
    with closing(Library.open(tmp_path / "other", embedder, create=True, segmenter=segmenter)) as library:
        yield library


@pytest.fixture
def bundle(library: Library, tmp_path: Path) -> Path:
    write_bundle(Bundle(tuple(library.parsed()), ("低空航线审批",)), tmp_path / "bundle")
    return tmp_path / "bundle"


def held(library: Library) -> list[Any]:
    return [(library.text(one.doc_id), [p.text for p in library.passages(one.doc_id)]) for one in library.documents()]


def test_what_is_exported_and_taken_over_answers_alike(library: Library, other: Library, bundle: Path) -> None:
    added = other.take_over(read_bundle(bundle).documents)
    assert len(added) == 2
    assert held(other) == held(library)
    query = "沛澜微电子营收是多少"
    assert [h.passage.text for h in other.retriever().search(query, 5)] == [
        h.passage.text for h in library.retriever().search(query, 5)
    ]


def test_what_is_held_already_stays_as_it_is(library: Library, bundle: Path) -> None:
    before = library.documents()
    assert library.take_over(read_bundle(bundle).documents) == ()
    assert library.documents() == before


def test_no_folder_of_this_machine_stands_in_a_bundle(bundle: Path, tmp_path: Path) -> None:
    assert not [path for path in bundle.rglob("*.json*") if str(tmp_path).encode() in path.read_bytes()]


def test_the_original_file_takes_the_place_of_what_was_imported(other: Library, bundle: Path, tmp_path: Path) -> None:
    other.take_over(read_bundle(bundle).documents)
    other.update([tmp_path / "企业.md"])
    assert str(tmp_path / "企业.md") in {one.source for one in other.documents()}
    assert len(other.documents()) == 2


def test_an_existing_folder_is_not_overwritten(bundle: Path) -> None:
    before = (bundle / MANIFEST).read_bytes()
    with pytest.raises(BundleNotWritten) as error:
        write_bundle(Bundle(()), bundle)
    assert "已经存在" in error.value.user_message
    assert (bundle / MANIFEST).read_bytes() == before


def test_a_bundle_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BundleNotWritten):
        write_bundle(Bundle(()), tmp_path / "missing" / "bundle")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_library_travels_too(tmp_path: Path) -> None:
    write_bundle(Bundle(()), tmp_path / "bundle")
    assert read_bundle(tmp_path / "bundle") == Bundle(())


def test_words_are_added_and_none_twice() -> None:
    assert merged_words(("甲", "乙"), ("乙", "丙")) == ("甲", "乙", "丙")


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_and_title_travel_unchanged(text: str, title: str) -> None:
    doc_id = hashlib.sha256(text.encode()).hexdigest()
    document = Document(doc_id, title, f"{doc_id[:12]}/a.txt", text)
    last = text.count("\n", 0, len(text) - 1) + 1
    passage = Passage(f"{doc_id}:0", doc_id, title, document.source, text, 0, len(text), 1, last, heading_path=(title,))
    bundle = Bundle((Parsed(document, (passage,), warnings=(text,), glossary=((title, text),)),))
    with tempfile.TemporaryDirectory() as folder:
        write_bundle(bundle, Path(folder) / "bundle")
        assert read_bundle(Path(folder) / "bundle") == bundle


# What is refused


def deleted(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def linked(path: Path) -> None:
    path.rename(path.with_suffix(".away"))
    path.symlink_to(path.with_suffix(".away"))


@pytest.mark.parametrize("harm", [deleted, cut, flipped, linked])
def test_a_bundle_with_any_file_harmed_is_refused(bundle: Path, harm: Callable[[Path], None]) -> None:
    for path in [one for one in bundle.rglob("*") if one.is_file()]:
        copy = bundle.with_name("copy")
        shutil.copytree(bundle, copy)
        harm(copy / path.relative_to(bundle))
        with pytest.raises(UnusableBundle) as error:
            read_bundle(copy)
        assert "文库没有改动" in error.value.user_message
        shutil.rmtree(copy)


def rewritten(bundle: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the first document and make the checksums fit, as someone would who means harm."""
    first, *rest = (bundle / DOCUMENTS).read_text(encoding="utf-8").splitlines()
    record = json.loads(first)
    change(record)
    (bundle / DOCUMENTS).write_text("".join(f"{line}\n" for line in [json.dumps(record), *rest]), encoding="utf-8")
    manifest = json.loads((bundle / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"][DOCUMENTS] = hashlib.sha256((bundle / DOCUMENTS).read_bytes()).hexdigest()
    (bundle / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


FORGERIES: list[Callable[[dict[str, Any]], object]] = [
    lambda record: record["document"].__setitem__(0, "../../../etc/passwd"),
    lambda record: record["document"].__setitem__(1, {"title": 1}),
    lambda record: record["document"].__setitem__(2, None),
    lambda record: record["document"].pop(),
    lambda record: record["passages"][0].__setitem__(1, 10**9),
    lambda record: record["passages"][0].__setitem__(4, "picture"),
    lambda record: record["passages"][0][5].__setitem__("colour", "red"),
    lambda record: record.__setitem__("warnings", ["甲", 7]),
    lambda record: record.clear(),
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_document_with_fitting_checksums_is_refused(
    bundle: Path, forgery: Callable[[dict[str, Any]], object]
) -> None:
    rewritten(bundle, forgery)
    with pytest.raises(UnusableBundle):
        read_bundle(bundle)


def test_a_path_in_a_bundle_is_no_more_than_a_name(bundle: Path, other: Library) -> None:
    rewritten(bundle, lambda record: record["document"].__setitem__(2, "/etc/../home/.ssh\\id\x1b.txt"))
    added = other.take_over(read_bundle(bundle).documents)
    assert added[0].source == f"{added[0].doc_id[:12]}/id\ufffd.txt"
    assert not os.path.isabs(added[0].source)


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "[]",
        "[" * 100_000,
        '{"format": "another"}',
        '{"format": "yinju-bundle", "version": 2, "files": {}}',
        '{"format": "yinju-bundle", "version": 1, "files": {"../x": "0", "documents.jsonl": "0"}}',
        '{"format": "yinju-bundle", "version": 1, "files": {"documents.jsonl": 7}}',
    ],
)
def test_another_manifest_is_refused(bundle: Path, manifest: str) -> None:
    (bundle / MANIFEST).write_text(manifest)
    with pytest.raises(UnusableBundle):
        read_bundle(bundle)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UnusableBundle):
            read_bundle(folder)
