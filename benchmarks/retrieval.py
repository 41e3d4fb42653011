"""Retrieval over the whole imported corpus: what is found, how sure it is, how long it takes, what it needs.

``python -m benchmarks.retrieval``: both parts of the questions, each beside plain BM25 over the same articles, with the
model learned from the tuning part alone (the one that ships has learned from all of them).
"""

import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.retrieval_questions import LAWS, MEASURED, Question, measure, read_questions, show
from server.commands.import_laws import SEARCH_INDEX_PLACE, import_laws
from store.law_library import LawLibrary
from village_groups.retrieval.building import build_index, corpus_from_arrays, searched_text
from village_groups.retrieval.features import best_places
from village_groups.retrieval.index_file import read_index_file
from village_groups.retrieval.postings import build_postings
from village_groups.retrieval.search import LawSearch, SearchResult
from village_groups.retrieval.terms import text_keys

COVERAGES = (0.3, 0.5, 0.7, 1.0)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        import_laws(LAWS, Path(folder) / "library.sqlite3")
        print(f"import-laws, library and index: {time.perf_counter() - started:.1f} s")
        print(f"index file: {(Path(folder) / SEARCH_INDEX_PLACE.name).stat().st_size / 1e6:.0f} MB")
        index = Path(folder) / "measured.index"
        articles = (article for _, article in LawLibrary(index.with_name("library.sqlite3")).articles())
        build_index(index, articles, "measured", MEASURED)
        report(index, read_questions())


def report(index: Path, questions: list[Question]) -> None:
    before = resident_megabytes()
    search = LawSearch(index, MEASURED)
    search.search("民间借贷的利息")
    results, seconds = answer_all(search, questions)
    print(f"memory while searching: {resident_megabytes() - before:.0f} MB more than before, mapped file included")
    p50, p95 = (np.quantile(seconds, share) * 1000 for share in (0.5, 0.95))
    print(f"milliseconds a question: p50 {p50:.1f}, p95 {p95:.1f}")
    plain = plain_ranking(index)
    for name, chosen in parts(questions):
        print(show(f"{name} ({len(chosen)}), plain BM25", measure(chosen, plain)))
        print(show(f"{name} ({len(chosen)})", measure(chosen, lambda one: cited(results[one.number]))))
        report_answers(name, chosen, results)


def parts(questions: list[Question]) -> list[tuple[str, list[Question]]]:
    tuning = [one for one in questions if one.for_tuning]
    unread = [one for one in tuning if one.unread]
    return [
        ("tuning", tuning),
        ("of it unread", unread),
        ("held out", [one for one in questions if not one.for_tuning]),
    ]


def cited(result: SearchResult) -> list[str]:
    return [article.citation for article in result.articles]


def answer_all(search: LawSearch, questions: list[Question]) -> tuple[dict[int, SearchResult], list[float]]:
    results, seconds = {}, []
    for question in questions:
        started = time.perf_counter()
        results[question.number] = search.search(question.text)
        seconds.append(time.perf_counter() - started)
    return results, seconds


def plain_ranking(index: Path) -> Callable[[Question], Sequence[str]]:
    """BM25 over law names, headings and texts with nothing learned and no lay words."""
    arrays, _ = read_index_file(index)
    size = corpus_from_arrays(arrays).size
    citations = arrays["citations"].tobytes().decode().split("\n")
    articles = [article for _, article in LawLibrary(index.with_name("library.sqlite3")).articles()]
    postings = build_postings([searched_text(article) for article in articles])

    def rank(question: Question) -> Sequence[str]:
        scores = np.zeros(size, dtype=np.float32)
        keys, counts = np.unique(text_keys(question.text), return_counts=True)
        postings.add_scores(scores, keys, counts.astype(np.float32))
        return [citations[place] for place in best_places(scores, 100)]

    return rank


def report_answers(name: str, questions: list[Question], results: dict[int, SearchResult]) -> None:
    """Precision of what is answered: by the shipped threshold, then at given coverages."""
    ordered = sorted(questions, key=lambda one: -results[one.number].confidence)
    answered = [one for one in ordered if results[one.number].answered]
    groups = [(f"threshold, coverage {len(answered) / len(ordered):.2f}", answered)]
    groups += [(f"coverage {share:.1f}", ordered[: int(share * len(ordered))]) for share in COVERAGES]
    for label, group in groups:
        first, three = (precision(group, results, depth) for depth in (1, 3))
        print(f"  {name}, {label}: first right {first:.3f}, one of the first three right {three:.3f}")


def precision(questions: list[Question], results: dict[int, SearchResult], depth: int) -> float:
    right = sum(bool(set(cited(results[one.number])[:depth]) & one.articles) for one in questions)
    return right / max(len(questions), 1)


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
