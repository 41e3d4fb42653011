"""Compiling the articles of the law library into the index that ``LawSearch`` reads."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from domain.laws import LawArticle
from village_groups.retrieval.index_file import BadIndexFile, read_facts, write_index_file
from village_groups.retrieval.postings import build_postings

INDEX_VERSION = 1


def build_index(path: Path, articles: Iterable[LawArticle], content_hash: str) -> int:
    """Write the index over the articles in force; returns how many there are."""
    current = [article for article in articles if article.current]
    arrays = build_postings([searched_text(article) for article in current]).arrays("text")
    names = "\n".join(article.citation for article in current).encode()
    arrays["citations"] = np.frombuffer(names, dtype=np.uint8)
    facts = {"version": INDEX_VERSION, "content_hash": content_hash, "articles": len(current)}
    write_index_file(path, arrays, facts)
    return len(current)


def searched_text(article: LawArticle) -> str:
    """What an article is found by: its law, the headings above it, its words."""
    return " ".join((article.short_name, *article.path, article.text))


def is_index_of(path: Path, content_hash: str) -> bool:
    """Whether the index there was built by this version from the library with this hash."""
    try:
        facts = read_facts(path)
    except (FileNotFoundError, BadIndexFile):
        return False
    return (facts.get("version"), facts.get("content_hash")) == (INDEX_VERSION, content_hash)
