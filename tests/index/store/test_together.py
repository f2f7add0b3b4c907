"""Several programs at once: nobody loses anything, and everybody sees what the others write."""

from __future__ import annotations

import threading
from pathlib import Path

from index.store import Store
from tests.index.store.place import Place, names, texts


def test_an_open_reader_sees_what_another_program_writes(open_store: Place, files: Path) -> None:
    reader, writer = open_store(), open_store()
    writer.update([files / "cities.txt"])
    assert names(reader) == ["cities.txt"]
    assert reader.retriever().search("充电桩", 1)
    before = reader.retriever()
    assert reader.retriever() is before
    writer.update([files / "companies.md"])
    assert "68.3" in reader.retriever().search("2024年营收", 1)[0].passage.text
    writer.remove(["companies.md"])
    assert not any("68.3" in text for text in texts(reader.retriever().search("2024年营收", 10)))


def test_two_writers_at_once_lose_nothing(open_store: Place, tmp_path: Path) -> None:
    folders = [tmp_path / "left", tmp_path / "right"]
    for number, folder in enumerate(folders):
        folder.mkdir()
        for one in range(3):
            (folder / f"{number}-{one}.txt").write_text(
                f"第{number}{one}号城市建成充电桩{number}{one}台。", encoding="utf-8"
            )
    failed: list[BaseException] = []

    def write(library: Store, folder: Path) -> None:
        try:
            for file in sorted(folder.iterdir()):
                library.update([file])
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(open_store(), folder)) for folder in folders]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    library = open_store()
    assert sorted(names(library)) == sorted(f"{number}-{one}.txt" for number in (0, 1) for one in range(3))
    assert len(library.retriever().search("充电桩", 50)) == 6


def test_a_file_that_two_writers_take_in_at_once_is_there_once(open_store: Place, files: Path) -> None:
    libraries = [open_store(), open_store()]
    writers = [threading.Thread(target=library.update, args=([files],)) for library in libraries]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(names(open_store())) == ["cities.txt", "companies.md"]
    hits = [hit.passage.passage_id for hit in open_store().retriever().search("台", 50)]
    assert len(hits) == len(set(hits))
