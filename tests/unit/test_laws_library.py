"""Importing laws: all or nothing, once, and a reader that notices."""

import argparse
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Unavailable
from server.commands.import_laws import LIBRARY_PLACE, add_arguments, run
from store.law_library import LawLibrary


def law(name: str, date: str, *articles: str) -> str:
    return "\n\n".join((f"# {name}", f"{date} 通过", "<!-- INFO END -->", *articles))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "民法典").mkdir(parents=True)
    write(folder, "民法典/_index.md", "---\nbookCollapseSection: true\n---")
    code = "# 中华人民共和国民法典\n\n# {}\n\n2020年5月28日 通过\n\n<!-- INFO END -->\n\n{}"
    write(folder, "民法典/继承编.md", code.format("继承编", "第一千一百二十七条 遗产继承的顺序。"))
    write(folder, "民法典/总则.md", code.format("总则", "第一条 为了保护民事主体的合法权益。"))
    write(folder, "慈善法(2016-03-16).md", law("慈善法", "2016年3月16日", "第一条 旧。", "第二条 已删去。"))
    write(folder, "慈善法(2023-12-29).md", law("慈善法", "2023年12月29日", "第一条 新。"))
    return folder


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def run_import(source: Path, data_dir: Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(source), "--data-dir", str(data_dir)]))


@pytest.fixture
def library(source: Path, tmp_path: Path) -> Iterator[LawLibrary]:
    assert run_import(source, tmp_path) == 0
    opened = LawLibrary(tmp_path / LIBRARY_PLACE)
    yield opened
    opened.close()


def test_articles_are_found_by_citation_and_by_name(library: LawLibrary) -> None:
    found = library.find_article("《民法典》第1127条")
    assert found is not None
    assert (found.citation, found.path) == ("中华人民共和国民法典第一千一百二十七条", ("继承编",))
    assert library.find_article_by("中华人民共和国民法典", "第一千一百二十七条") == found
    assert library.find_article("民法典第九条") is None
    assert library.find_article("没有这部法第一条") is None
    assert library.find_article_by("民法典", "第一章") is None
    assert library.count() == 5


def test_the_current_version_comes_first_and_the_older_one_says_so(library: LawLibrary) -> None:
    current, older = library.find_article("慈善法第一条"), library.find_article("慈善法第二条")
    assert current is not None
    assert older is not None
    assert (current.text, current.current) == ("新。", True)
    assert (older.text, older.current) == ("已删去。", False)


def test_every_version_of_a_law_is_kept(library: LawLibrary) -> None:
    kept = Counter((one.short_name, one.version_date, one.current) for _, one in library.articles(current_only=False))
    assert kept[("慈善法", "2023-12-29", True)] == 1
    assert kept[("慈善法", "2016-03-16", False)] == 2
    assert sum(count for (name, _, _), count in kept.items() if name == "民法典") == 2


def test_every_current_article_can_be_walked_and_found_again(library: LawLibrary) -> None:
    walked = dict(library.articles())
    assert len(walked) == 3
    assert all(library.find_article_by_id(number) == article for number, article in walked.items())
    assert len(dict(library.articles(current_only=False))) == 5


def test_an_archive_is_the_same_source_as_its_folder(
    library: LawLibrary, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tmp_path / LIBRARY_PLACE).read_bytes()
    with tarfile.open(tmp_path / "laws.tar.gz", "w:gz") as archive:
        archive.add(source, arcname=".")
    assert run_import(tmp_path / "laws.tar.gz", tmp_path) == 0
    assert "没有变化" in capsys.readouterr().err
    assert (tmp_path / LIBRARY_PLACE).read_bytes() == before


def test_a_bad_file_is_named_and_nothing_is_replaced(
    library: LawLibrary, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (tmp_path / LIBRARY_PLACE).read_bytes()
    (source / "坏文件.md").write_bytes("# 某法".encode("gb18030"))
    assert run_import(source, tmp_path) == 1
    assert "坏文件.md不是 UTF-8 文本" in capsys.readouterr().err
    assert (tmp_path / LIBRARY_PLACE).read_bytes() == before
    assert sorted(path.name for path in (tmp_path / LIBRARY_PLACE).parent.iterdir()) == [
        "library.sqlite3",
        "search.index",
    ]


def test_a_damaged_archive_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "laws.tar.gz").write_bytes(b"no archive")
    (tmp_path / "empty").mkdir()
    assert run_import(tmp_path / "laws.tar.gz", tmp_path) == 1
    assert run_import(tmp_path / "empty", tmp_path) == 1
    assert run_import(tmp_path / "missing", tmp_path) == 1


def test_an_open_library_notices_its_replacement(library: LawLibrary, source: Path, tmp_path: Path) -> None:
    assert library.count() == 5
    write(source, "信访法.md", law("信访法", "2025年1月1日", "第一条 新法。"))
    assert run_import(source, tmp_path) == 0
    assert library.count() == 6


def test_a_text_that_is_no_law_is_skipped(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(source, "攻略.md", "# 劳动仲裁的攻略\n\n<!-- INFO END -->\n\n先看合同。")
    assert run_import(source, tmp_path) == 0
    assert "跳过攻略.md" in capsys.readouterr().err


def test_before_the_first_import_the_library_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="import-laws"):
        LawLibrary(tmp_path / "library.sqlite3").count()


def test_a_file_that_is_no_library_is_replaced(source: Path, tmp_path: Path) -> None:
    (tmp_path / LIBRARY_PLACE).parent.mkdir()
    (tmp_path / LIBRARY_PLACE).write_bytes(b"not a database" * 100)
    assert run_import(source, tmp_path) == 0
    library = LawLibrary(tmp_path / LIBRARY_PLACE)
    assert library.count() == 5
    library.close()
