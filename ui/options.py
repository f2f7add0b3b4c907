"""The parts of the command line that the commands share, and what they open."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from corpus.document import Kind
from index.scope import Scope
from ui import terminal
from ui.errors import WrongUsage

if TYPE_CHECKING:
    from index.embedder import Embedder
    from index.milvus.address import Address
    from index.segmenter import Segmenter
    from index.store import Store
    from qa.assistant import Assistant
    from qa.named_models import SpanReader
    from qa.passages import Reranker

EMBEDDED = "embedded"  # as --store: in a folder, whatever MILVUS_URI says
NO_MODEL = "none"  # as in index.embedder, which takes time to import
SCOPE_FIELDS = {"doc": "docs", "kind": "kinds", "speaker": "speakers", "section": "sections", "year": "years"}

# argparse speaks English only. Its sentences as of Python 3.11 to 3.14; one that changes is shown as it is.
TRANSLATIONS = (
    (r"the following arguments are required: (.*)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"\1 不能是 \2，可以是：\3"),
    (r"argument (.*?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.*?): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 要写整数，不能是 \2"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 不能与 \2 同用"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are Chinese and raised, and which never guesses an abbreviated option."""

    def __init__(self, **options: object) -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options, add_help=False)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise the message in Chinese, with the way to the help."""
        for pattern, chinese in TRANSLATIONS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(chinese)
                break
        raise WrongUsage(f"wrong usage: {message}", f"用法有误：{message}。查看用法：{self.prog} --help")


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"要写大于 0 的整数，不能是 {text}")
    return int(text)


def add_library(command: argparse.ArgumentParser, *, json: bool = True) -> None:
    """The options that every command has."""
    command.add_argument(
        "--library",
        type=place,
        metavar="DIR",
        help="文库所在文件夹（默认在用户数据目录），或 Milvus 的地址，同 --store",
    )
    command.add_argument(
        "--store",
        metavar="URI",
        help="文库在 Milvus 里时的地址：milvus://主机:端口/文库名（也可写在环境变量 MILVUS_URI 里）；"
        "这时 --library 只放上传的文件和对话",
    )
    command.add_argument("--embedder", metavar="PATH_OR_NAME", help="向量模型：文件夹或名称（默认用自带的小模型）")
    if json:
        command.add_argument("--json", action="store_true", help="以 JSON 输出")


def add_reranker(command: argparse.ArgumentParser) -> None:
    """`--reranker`; a library remembers the one that it was indexed with."""
    command.add_argument(
        "--reranker", metavar="PATH_OR_NAME", help="重排模型（sentence-transformers 的 CrossEncoder）；none 表示不用"
    )


def add_models(command: argparse.ArgumentParser) -> None:
    """The models beside the embedder; a library remembers those that it was indexed with."""
    add_reranker(command)
    command.add_argument(
        "--reader",
        metavar="PATH_OR_NAME",
        help="阅读模型（transformers 的抽取式问答模型）；pointer 是自带的，只摘第一段里作答的那几个字或那一句，试验性的，复杂的问题答对的少得多；none 表示不用",
    )


def add_scope(command: argparse.ArgumentParser) -> None:
    """`--only`, which narrows the search."""
    command.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="只在一部分内容里找，可重复：doc=文件名、kind=table、speaker=姓名、section=标题中的字、year=2020",
    )


def parse_scope(pairs: Sequence[str]) -> Scope:
    """The scope that the `--only` options describe; values of one key are alternatives. Raises WrongUsage."""
    fields: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not value or key not in SCOPE_FIELDS:
            keys = "、".join(SCOPE_FIELDS)
            raise WrongUsage(f"bad --only {pair!r}", f"用法有误：--only {pair}。写法是 KEY=VALUE，KEY 可以是 {keys}。")
        if key == "kind" and value not in list(Kind):
            raise WrongUsage(f"bad kind {value!r}", f"用法有误：没有 {value} 这种内容。kind 可以是 {'、'.join(Kind)}。")
        fields[SCOPE_FIELDS[key]] = (*fields.get(SCOPE_FIELDS[key], ()), value)
    return Scope(**fields)


def place(text: str) -> Path | str:
    """A folder, or an address of Milvus as it was typed: as a path it would lose a slash."""
    from index.milvus.address import is_address

    return text if is_address(text) else Path(text)


def store_address(args: argparse.Namespace) -> Address | None:
    """Where in Milvus the library is; None for one in a folder. Raises LibraryInaccessible for a malformed address.

    MILVUS_URI counts where neither --store nor --library says anything: other programs read it too. A password may
    stand in MILVUS_TOKEN as "user:password".
    """
    from index.milvus.address import parse_address

    named = args.store or (args.library if isinstance(args.library, str) else "")
    if not named and args.library is None:
        named = os.environ.get("MILVUS_URI", "")
    if not named or named == EMBEDDED:
        return None
    return parse_address(named, os.environ.get("MILVUS_TOKEN", ""))


def library_folder(args: argparse.Namespace) -> Path:
    """The folder of the library: the chosen one or the platform's place for user data.

    One in Milvus that names no folder has one of its own there for uploads and conversations.
    """
    if isinstance(args.library, Path):
        return args.library
    import platformdirs

    folder, address = Path(platformdirs.user_data_dir("yinju")), store_address(args)
    return folder / "milvus" / f"{address.host}-{address.port}-{address.name}" if address else folder


def library_name(args: argparse.Namespace) -> str:
    """The library as users call it: its folder, or its address in Milvus."""
    return str(store_address(args) or library_folder(args))


def named_reranker(args: argparse.Namespace, library: Store) -> Reranker | None:
    """The reranker that the options name, or that the library remembers; None for none. Raises ModelError."""
    name = args.reranker or library.named_models().get("reranker", NO_MODEL)
    if name == NO_MODEL:
        return None
    return _cross_encoder(name)


@lru_cache(maxsize=1)
def _cross_encoder(name: str) -> Reranker:
    """Opened once, for answers and for lists of passages."""
    from qa.named_models import CrossEncoderReranker

    return CrossEncoderReranker(name)


def search_reranker(args: argparse.Namespace, library: Store) -> Reranker | None:
    """As `named_reranker`, and the shipped one where none is named: the order of passages that are only listed."""
    if args.reranker or "reranker" in library.named_models():
        return named_reranker(args, library)
    from qa.learned_reranker import shipped_reranker

    return shipped_reranker()


def assistants(args: argparse.Namespace, library: Store) -> Callable[[Store], Assistant]:
    """Makes assistants with the models that the options name, or that the library remembers. Raises ModelError."""
    from qa.assistant import Assistant
    from qa.named_models import POINTER, PointerReader, PointingReader

    reader = args.reader or library.named_models().get("reader", NO_MODEL)
    pointer: SpanReader | None = None
    if reader != NO_MODEL:
        pointer = PointerReader() if reader == POINTER else PointingReader(reader)
    wholes = not (args.reranker or "reranker" in library.named_models())
    return partial(Assistant, reranker=named_reranker(args, library), wholes=wholes, pointer=pointer)


def open_library(
    args: argparse.Namespace,
    *,
    create: bool = False,
    segmenter: Segmenter | None = None,
    checked: bool = True,
    embedder: Embedder | None = None,
) -> Store:
    """The library that the options name, with the embedder that they name or the one given. Raises AssistantError."""
    if embedder is None and args.embedder is not None:
        from index.embedder import load_embedder

        embedder = load_embedder(args.embedder)
    folder, address = library_folder(args), store_address(args)
    if address is not None:
        from index.milvus.library import MilvusLibrary

        return MilvusLibrary.open(folder, address, embedder, create=create, segmenter=segmenter)
    from index.library import Library

    return Library.open(folder, embedder, create=create, segmenter=segmenter, announce=terminal.say, checked=checked)
