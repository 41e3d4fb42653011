"""Laws and their articles: read from Markdown, named as people cite them. Pure; no file is opened here.

A law file has a title (``# ``), its history, the mark ``<!-- INFO END -->``, headings and articles that
begin with 第…条. The civil code comes as eight books: a second ``# `` names the book.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from domain.chinese_numerals import NUMERAL_PATTERN, format_numeral, parse_numeral

INFO_END = "<!-- INFO END -->"
STATE_PREFIX = "中华人民共和国"
CITED_WITH_STATE = frozenset({"民法典", "刑法"})  # lawyers cite these two by their full names
# Article 1260 of the civil code ended these; interpretations of them that were not revised ended with them.
ENDED_BY_CIVIL_CODE = (
    *("婚姻法", "继承法", "收养法", "担保法", "合同法", "物权法"),
    *("民法通则", "民法总则", "侵权责任法"),
)
CIVIL_CODE_IN_FORCE = "2021-01-01"

_NUMBER = rf"第\s*(?P<number>{NUMERAL_PATTERN}|\d{{1,4}})\s*条(?:之(?P<suffix>{NUMERAL_PATTERN}|\d{{1,2}}))?"
_ARTICLE = re.compile(rf"{_NUMBER}(?:[\s\u3000]+(?P<text>.*))?$")
_CITATION = re.compile(rf"(?P<name>.+?){_NUMBER}$")
_HEADING = re.compile(r"(?P<marks>#{1,6})\s*(?P<text>.+)$")
_ANNEX = re.compile(r"附[件录表]?[一二三四五六七八九十\d]*\s*(?:[：:]|$)")
_COMMENT = re.compile(r"<!--.*?-->")
_DATED_NOTE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_FILE_DATE = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")
_BRACKETS = str.maketrans({"〈": "《", "〉": "》", "<": "《", ">": "》", "(": "（", ")": "）"})


class BadLawText(ValueError):
    """A file that is no law in the form we read; the sentence is Chinese, for the person who imports."""


@dataclass(frozen=True)
class LawArticle:
    """One article of one version of a law."""

    law_name: str
    short_name: str
    number_text: str
    number: int
    suffix: int
    path: tuple[str, ...]
    text: str
    version_date: str
    current: bool = True

    @property
    def citation(self) -> str:
        """As questions and answers name it: 农村土地承包法第十六条, 中华人民共和国民法典第五十四条."""
        return cited_name(self.short_name) + self.number_text


@dataclass(frozen=True)
class Law:
    """One version of a law, or one book of it."""

    name: str
    short_name: str
    version_date: str
    notes: tuple[str, ...]
    articles: tuple[LawArticle, ...]
    current: bool = True


def short_law_name(name: str) -> str:
    """The name without 中华人民共和国, inside titles too: 最高人民法院关于适用《民法典》…的解释."""
    return re.sub(r"\s+", " ", name.replace(STATE_PREFIX, "")).strip()


def cited_name(short_name: str) -> str:
    """The name before an article number in a citation."""
    return STATE_PREFIX + short_name if short_name in CITED_WITH_STATE else short_name


def law_key(name: str) -> str:
    """What two spellings of one law's name share: no state prefix, no spaces, one kind of brackets."""
    key = re.sub(r"\s+", "", name.replace(STATE_PREFIX, "")).translate(_BRACKETS)
    return key[1:-1] if key.startswith("《") and key.find("》") == len(key) - 1 else key


def article_number_text(number: int, suffix: int = 0) -> str:
    """第五十四条, 第一百三十三条之一."""
    return f"第{format_numeral(number)}条" + (f"之{format_numeral(suffix)}" if suffix else "")


def parse_article_number(text: str) -> tuple[int, int] | None:
    """(number, suffix) of 第五十四条, 第54条 or 第一百三十三条之一; None when it is neither."""
    found = re.fullmatch(_NUMBER, text.strip())
    return _numbers(found) if found else None


def parse_citation(citation: str) -> tuple[str, int, int] | None:
    """(law key, number, suffix) of 《民法典》第1042条 or 刑法第一百三十三条之一; None of anything else."""
    found = _CITATION.fullmatch(citation.strip())
    return (law_key(found["name"]), *_numbers(found)) if found else None


def _numbers(found: re.Match[str]) -> tuple[int, int]:
    suffix = found["suffix"]
    return parse_numeral(found["number"]), parse_numeral(suffix) if suffix else 0


def parse_law(markdown: str, file_stem: str) -> Law:
    """One law file as a Law.

    Raises: BadLawText when the title or the mark after the history is missing, or a number occurs twice.
    """
    head, mark, body = markdown.replace("\r\n", "\n").partition(INFO_END)
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    titles = [line.removeprefix("# ").strip() for line in lines if line.startswith("# ")]
    if not titles or not titles[0]:
        raise BadLawText("没有以“# ”开头的法律名称。")
    if not mark:
        raise BadLawText(f"没有标记“{INFO_END}”。")
    notes = tuple(line for line in lines if not line.startswith("#"))
    version = _version_date(file_stem, notes)
    law = Law(titles[0], short_law_name(titles[0]), version, notes, ())
    return replace(law, articles=tuple(_articles(law, body, tuple(titles[1:]))))


def _version_date(file_stem: str, notes: Iterable[str]) -> str:
    """The date in the file name, else the last one on which the text was passed, not came into force."""
    if named := _FILE_DATE.search(file_stem):
        return named[1]
    passed = [found.groups() for note in notes if "施行" not in note and (found := _DATED_NOTE.match(note))]
    return max((f"{year}-{int(month):02d}-{int(day):02d}" for year, month, day in passed), default="")


def _articles(law: Law, body: str, book: tuple[str, ...]) -> Iterator[LawArticle]:
    seen: set[tuple[int, int]] = set()
    for path, number_line, paragraphs in _blocks(body, book):
        number, suffix = _numbers(number_line)
        if (number, suffix) in seen:
            raise BadLawText(f"{article_number_text(number, suffix)}出现了两次。")
        seen.add((number, suffix))
        text = "\n".join(part for part in ((number_line["text"] or "").strip(), *paragraphs) if part)
        written = article_number_text(number, suffix)
        yield LawArticle(law.name, law.short_name, written, number, suffix, path, text, law.version_date)


def _blocks(body: str, book: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], re.Match[str], list[str]]]:
    """Path, first line and further paragraphs of each article; a heading or an annex ends it."""
    headings: list[tuple[int, str]] = [(1, name) for name in book]
    first: re.Match[str] | None = None
    more: list[str] = []
    for line in filter(None, (_COMMENT.sub("", raw).strip() for raw in body.splitlines())):
        heading, article = _HEADING.match(line), _ARTICLE.match(line)
        if not heading and not article and not _ANNEX.match(line):
            more.append(line)
            continue
        if first:
            yield tuple(name for _, name in headings), first, more
        first, more = article, []
        if heading:
            level = len(heading["marks"])
            headings = [kept for kept in headings if kept[0] < level] + [(level, _one_space(heading["text"]))]
    if first:
        yield tuple(name for _, name in headings), first, more


def _one_space(text: str) -> str:
    return re.sub(r"[\s\u3000]+", " ", text).strip()


def ended_by_civil_code(law: Law) -> bool:
    """Whether the law, or what it interprets, ended when the civil code came into force."""
    if law.version_date >= CIVIL_CODE_IN_FORCE or not law.version_date:
        return False
    key = law_key(law.name)
    named = any(key == name or f"《{name}》" in key for name in ENDED_BY_CIVIL_CODE)
    return named and "修改" not in key and law.version_date < "2020-12-23"  # revised together on that day


def mark_current(laws: Iterable[Law]) -> list[Law]:
    """The same laws; of each name only the newest version, all its books, is left marked as current."""
    kept = list(laws)
    newest: dict[str, str] = {}
    for law in kept:
        key = law_key(law.name)
        newest[key] = max(newest.get(key, ""), law.version_date)
    return [_marked(law, law.version_date == newest[law_key(law.name)]) for law in kept]


def _marked(law: Law, newest: bool) -> Law:
    current = newest and not ended_by_civil_code(law)
    articles = tuple(replace(article, current=current) for article in law.articles)
    return replace(law, current=current, articles=articles)
