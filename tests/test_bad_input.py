"""Files that nobody should be able to harm or confuse Yinju with: one by one, and all in one batch."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.files.guard import GuardedReader

REPOSITORY = Path(__file__).parent.parent
TEXT = "北港有大小渔港十二座，停靠渔船三百四十艘，是沿海最大的渔业基地。"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def package(main: str, **parts: str | bytes) -> bytes:
    """A zip like those of Office, with these parts."""
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{OFFICE}" Target="{main}"/></Relationships>'
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": TYPES, "_rels/.rels": relations, **parts}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(head: str = "", text: str = TEXT) -> bytes:
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return package("word/document.xml", **{"word/document.xml": head + body})


def workbook(sheet: str) -> bytes:
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="sheet1.xml"/>'
        "</Relationships>"
    )
    parts = {
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/sheet1.xml": f'<worksheet xmlns="{SHEET}">{sheet}</worksheet>',
    }
    return package("xl/workbook.xml", **parts)


def pdf(**settings: object) -> bytes:
    """A page with a little text, or with nothing but a drawing."""
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas(buffer := io.BytesIO(), **settings)
    page.drawString(72, 720, "A page of plain text about harbours and boats, long enough to be read.")
    page.save()
    return buffer.getvalue()


def drawing() -> bytes:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    page = canvas.Canvas(buffer := io.BytesIO())
    page.rect(72, 72, 400, 600, fill=1)
    page.save()
    return buffer.getvalue()


def noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>渔港</t></is></c><c r="B{0}"><v>{0}</v></c></row>'

# What cannot be read: each must be refused by name.
REFUSED: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "blank.md": lambda: " \n\t\n\u3000\n".encode(),
    "truncated.docx": lambda: word()[:-40],
    "truncated.xlsx": lambda: workbook("<sheetData/>")[:200],
    "truncated.pdf": lambda: pdf()[:120],
    "truncated.epub": lambda: word()[:90],
    "encrypted.pdf": lambda: pdf(encrypt="secret"),
    "encrypted.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + noise(600),
    "scanned.pdf": drawing,
    "garbled.txt": lambda: noise(4000),
    "garbled.pdf": lambda: b"%PDF-1.4\n" + noise(4000),
    "garbled.html": lambda: noise(4000),
    "picture.txt": lambda: b"\x89PNG\r\n\x1a\n" + noise(100),
    "text.pdf": lambda: f"甲：{TEXT}".encode(),
    "text.xlsx": lambda: f"乙：{TEXT}".encode(),
    "word.pdf": word,
    "bomb.docx": lambda: package("word/document.xml", **{"word/document.xml": b"0" * (40 << 20)}),
    "laughs.docx": lambda: word(LAUGHS, "&m;"),
    "entity.docx": lambda: word(OUTSIDE, "&b;"),
    "nul.txt": lambda: f"{TEXT}\0{TEXT}".encode(),
    "control.txt": lambda: f"\x01\x02\x07\x1b[2J{TEXT}".encode(),
    "invalid.txt": lambda: TEXT[:9].encode() + b"\xff\xfe\xc0\x80\x81\xff" * 9,
}
# What only looks dangerous: it is read, and harms nothing.
READ: dict[str, Callable[[], bytes]] = {
    "declared.xlsx": lambda: workbook(
        f'<dimension ref="A1:XFD1048576"/><sheetData>{ROW.format(1)}{ROW.format(1_048_576)}</sheetData>'
    ),
    "spans.html": lambda: b"<table><tr><td rowspan=999999 colspan=999999>a<td>b<tr><td>c<td>d</table>",
    "laughs.xhtml": lambda: f"{LAUGHS}<html><p>&m;{TEXT}</p></html>".encode(),
    "line.txt": lambda: (TEXT * 31_000).encode(),
    "unbroken.txt": lambda: ("渔" * 1_000_000).encode(),
    "<img src=x onerror=alert(1)>.txt": TEXT.encode,
    "长" * 83 + "ab.txt": TEXT.encode,
}


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def reader() -> Iterator[GuardedReader]:
    with GuardedReader() as reader:
        yield reader


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_by_name(reader: GuardedReader, tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError) as caught:
        reader.read(write(tmp_path, name, REFUSED[name]()))
    assert name in caught.value.user_message
    assert "意外中断" not in caught.value.user_message  # that would be a bug that the guard has caught


@pytest.mark.parametrize("name", READ)
def test_it_is_read_without_harm(reader: GuardedReader, tmp_path: Path, name: str) -> None:
    parsed = reader.read(write(tmp_path, name, READ[name]()))
    assert parsed.passages
    assert all(len(passage.text) <= 400 for passage in parsed.passages)
    assert "root:" not in parsed.document.text


# Runs a command and tells the largest memory of a process of its own: a child of pytest itself counts from the memory
# that pytest had when it was started.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="neither pipes nor limits of this kind")
def test_a_batch_of_them_leaves_the_good_files_indexed_and_nothing_else_behind(tmp_path: Path) -> None:
    folder, library, outside = tmp_path / "files", tmp_path / "library", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    names = list(REFUSED)
    for name in names:
        write(folder, name, REFUSED[name]())
    good = write(folder, "good.txt", TEXT.encode())
    os.mkfifo(folder / "pipe.txt")
    (folder / "folder.pdf").mkdir()
    (folder / "link.txt").symlink_to("/etc/passwd")
    command = [sys.executable, "-m", "ui", "index", str(folder), "--library", str(library), "--json"]
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=outside,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY), "PYTHONIOENCODING": "utf-8"},
    )
    told, peak = run.stderr.rstrip().rsplit("\n", 1)
    assert run.returncode == 3, told
    found = json.loads(run.stdout)
    assert [document["source"] for document in found["added"]] == [str(good)]
    for name in [*names, "pipe.txt", "folder.pdf", "link.txt"]:
        assert name in told
    assert "Traceback" not in told
    assert not list(outside.iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"files", "library", "outside"}
    assert int(peak) < 1 << 20  # kilobytes
