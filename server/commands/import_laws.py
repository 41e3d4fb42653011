"""``import-laws PATH``: compile a folder or .tar.gz of Markdown laws into the law library."""

import argparse
import hashlib
import os
import sqlite3
import sys
import tarfile
import time
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from domain.errors import Unavailable
from domain.laws import BadLawText, Law, mark_current, parse_law
from store.law_library import LawLibrary
from store.law_library_writer import SCHEMA_VERSION, write_law_library
from village_groups.retrieval.building import build_index, is_index_of

LIBRARY_PLACE = Path("laws") / "library.sqlite3"
SEARCH_INDEX_PLACE = Path("laws") / "search.index"
LARGEST_FILE_BYTES = 8_000_000  # the longest law has 300 kB; more is no law
PROGRESS_EVERY = 200


class ImportRefused(Exception):
    """The source cannot be imported; the sentence is Chinese and names the file."""


UNREADABLE = (ImportRefused, OSError, EOFError, tarfile.TarError, zlib.error)  # the last three: a damaged archive


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what ``run`` reads."""
    parser.add_argument("path", type=Path, help="法律文本所在的文件夹，或 .tar.gz 压缩包")
    parser.add_argument("--data-dir", type=Path, default=None, help="数据目录，默认取 DATA_DIR，再默认 var")


def run(arguments: argparse.Namespace) -> int:
    """Import and report on stderr; 0 when the library is up to date, 1 when nothing was replaced."""
    data_dir = arguments.data_dir or Path(os.environ.get("DATA_DIR", "var"))
    try:
        import_laws(arguments.path, data_dir / LIBRARY_PLACE)
    except UNREADABLE as problem:
        _say(f"导入没有完成，原有条文库保持不变：{problem}")
        return 1
    return 0


def import_laws(source: Path, library: Path, *, searchable: bool = True) -> bool:
    """Bring the library up to date; whether anything changed.

    Raises: one of UNREADABLE; then the library is as before.
    """
    started = time.monotonic()
    files = sorted(_law_files(source))
    if not files:
        raise ImportRefused(f"{source}中没有法律文本（.md）。")
    content_hash = _content_hash(files)
    if content_hash == _present_hash(library):
        _say(f"没有变化：{len(files)}个文件与现有条文库一致。")
        return searchable and _build_search(library, library.with_name(SEARCH_INDEX_PLACE.name), content_hash)
    laws = mark_current(_parse_all(files))
    count = _replace(library, laws, content_hash, searchable=searchable)
    current, seconds = sum(law.current for law in laws), time.monotonic() - started
    _say(f"导入完成：{len(laws)}个文本（现行{current}个），{count}条条文，用时{seconds:.1f}秒。")
    return True


def _replace(library: Path, laws: list[Law], content_hash: str, *, searchable: bool) -> int:
    """Compile library and search index beside the present ones, then exchange both; how many articles."""
    staged = library.with_name(f"{library.name}.{os.getpid()}.staged")
    try:
        count = write_law_library(staged, laws, content_hash)
        if searchable:
            _say(f"条文已整理：{count}条，正在建立检索索引。")
            _build_search(staged, library.with_name(SEARCH_INDEX_PLACE.name), content_hash)
        staged.replace(library)  # last: its hash says that all is done
    finally:
        staged.unlink(missing_ok=True)
    return count


def _build_search(library: Path, index: Path, content_hash: str) -> bool:
    """Make the library searchable; whether the index had to be built. It is seen whole or not at all."""
    if is_index_of(index, content_hash):
        return False
    started, reader = time.monotonic(), LawLibrary(library)
    try:
        count = build_index(index, (article for _, article in reader.articles()), content_hash)
    finally:
        reader.close()
    _say(f"检索索引已建成：现行条文{count}条，用时{time.monotonic() - started:.1f}秒。")
    return True


def _law_files(source: Path) -> Iterator[tuple[str, bytes]]:
    """Relative name and content of every law file; the site generator's ``_index.md`` are not laws."""
    if source.is_dir():
        found = ((path.relative_to(source).as_posix(), path) for path in source.rglob("*.md") if path.is_file())
        yield from ((name, path.read_bytes()) for name, path in found if _is_law(name))
        return
    with tarfile.open(source, "r:*") as archive:
        for member in archive:
            name = PurePosixPath(member.name).as_posix()
            if member.isfile() and _is_law(name):
                yield name, _member_content(archive, member)


def _is_law(name: str) -> bool:
    return name.endswith(".md") and not PurePosixPath(name).name.startswith(("_", "."))


def _member_content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > LARGEST_FILE_BYTES:
        raise ImportRefused(f"{member.name}过大。")
    opened = archive.extractfile(member)
    return opened.read() if opened else b""


def _content_hash(files: list[tuple[str, bytes]]) -> str:
    whole = hashlib.sha256(SCHEMA_VERSION.encode())
    for name, content in files:
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def _present_hash(library: Path) -> str | None:
    reader = LawLibrary(library)
    try:
        return reader.content_hash()
    except (Unavailable, sqlite3.DatabaseError, IndexError):
        return None  # none yet, or not one of ours: it is written anew
    finally:
        reader.close()


def _parse_all(files: list[tuple[str, bytes]]) -> list[Law]:
    laws = []
    for done, (name, content) in enumerate(files, start=1):
        law = _parse(name, content)
        if law.articles or law.version_date:
            laws.append(law)
        else:
            _say(f"跳过{name}：既没有条文也没有公布日期，不是法律文本。")
        if done % PROGRESS_EVERY == 0 or done == len(files):
            _say(f"已读取{done}/{len(files)}个文件。")
    return laws


def _parse(name: str, content: bytes) -> Law:
    try:
        return parse_law(content.decode("utf-8-sig"), PurePosixPath(name).stem)
    except UnicodeDecodeError:
        raise ImportRefused(f"{name}不是 UTF-8 文本。") from None
    except BadLawText as problem:
        raise ImportRefused(f"{name}：{problem}") from None


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
