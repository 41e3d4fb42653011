"""The catalogue of services that a new installation starts with."""

import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from domain.chinese_numerals import format_numeral
from domain.guides import (
    FRONT_DESK_CODES,
    PLACE_NAMES,
    QUARTER_MINUTES,
    CatalogueClass,
    ServiceItem,
    check_item,
    fill_place,
)
from domain.laws import law_key, parse_citation
from domain.opening import MeetingWay
from domain.people import ProviderKind
from server.commands.import_laws import import_laws
from store.law_library import LawLibrary

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "server/start_data/catalogue").glob("*.json"))
LAWS = ROOT.parent / "shared" / "data" / "laws.tar.gz"
RAW: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in FILES}
CLASSES = [TypeAdapter(CatalogueClass).validate_python(raw["service_class"]) for raw in RAW.values()]
ITEMS = [TypeAdapter(ServiceItem).validate_python(one) for raw in RAW.values() for one in raw["items"]]
BY_CODE = {item.id: item for item in ITEMS}
ASCII_MARKS = set(",;:!?\"'()")

each_item = pytest.mark.parametrize("item", ITEMS, ids=[item.id for item in ITEMS])


def written_fields(thing: Any) -> set[str]:
    return set(thing.__dataclass_fields__)


def sentences(item: ServiceItem) -> list[str]:
    """Every complete sentence that a resident reads."""
    guide = item.guide
    asked = [text for one in guide.faq for text in (one.question, one.answer)]
    notes = [material.note for material in guide.materials if material.note and material.note.endswith("。")]
    single = [item.summary, guide.time_limit.text, guide.fee.text, guide.place, guide.outcome]
    return [*single, *guide.applicants, *guide.steps, *asked, *notes, *filter(None, [guide.green_channel])]


def every_text(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from every_text(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from every_text(value)


def test_there_are_sixteen_classes_each_in_the_file_of_its_code() -> None:
    assert len(CLASSES) == 16
    assert [one.id for one in CLASSES] == [path.stem for path in FILES]
    assert sorted(one.position for one in CLASSES) == list(range(1, 17))
    assert len({one.name for one in CLASSES}) == 16
    assert all(2 <= len(one.name) <= 12 and one.summary.endswith("。") for one in CLASSES)


def test_no_class_is_bare_and_every_service_has_its_own_code_name_and_place_in_the_list() -> None:
    counts = Counter(item.class_code for item in ITEMS)
    assert set(counts) == {one.id for one in CLASSES}
    assert min(counts.values()) >= 4
    assert len(ITEMS) >= 100
    for field in ("id", "name", "summary", "position"):
        values = Counter(getattr(item, field) for item in ITEMS)
        assert [value for value, count in values.items() if count > 1] == []


def test_every_service_lies_in_the_file_and_the_range_of_its_class() -> None:
    positions = {one.id: one.position for one in CLASSES}
    for code, raw in RAW.items():
        assert {one["class_code"] for one in raw["items"]} == {code}
        assert {one["position"] // 1000 for one in raw["items"]} == {positions[code]}


def test_files_hold_no_field_that_the_model_does_not_know() -> None:
    guide = ITEMS[0].guide
    for raw in RAW.values():
        assert raw.keys() == {"service_class", "items"}
        for one in raw["items"]:
            assert one.keys() == written_fields(ITEMS[0])
            assert one["guide"].keys() == written_fields(guide)
            assert all(material.keys() == written_fields(guide.materials[0]) for material in one["guide"]["materials"])


def test_the_six_doors_are_bookable_with_the_right_professions() -> None:
    kinds = {code: set(BY_CODE[code].provider_kinds) for code in FRONT_DESK_CODES}
    worker = ProviderKind.GRASSROOTS_LEGAL_WORKER
    assert kinds == {
        "find-lawyer": {ProviderKind.LAWYER},
        "legal-advice": {ProviderKind.LAWYER, worker},
        "legal-aid": {ProviderKind.LAWYER, worker},
        "mediation": {ProviderKind.MEDIATOR, worker, ProviderKind.LAWYER},
        "notary": {ProviderKind.NOTARY},
        "appraisal": {ProviderKind.APPRAISER},
    }
    assert all(BY_CODE[code].bookable for code in FRONT_DESK_CODES)


def test_the_codes_that_are_used_elsewhere_stay_bookable() -> None:
    assert all(BY_CODE[code].bookable for code in ("document-writing", "contract-review", *FRONT_DESK_CODES))


def test_a_material_is_told_in_one_line() -> None:
    lines = [material.line for material in BY_CODE["notary"].guide.materials]
    assert lines[0] == "本人身份证（原件，另带复印件1份）"
    assert lines[-1] == "代理人身份证和授权委托书（原件，另带复印件1份；委托别人代办的要带）"


def test_only_notaries_do_notarization_and_only_appraisers_appraise() -> None:
    alone = {"notary": ProviderKind.NOTARY, "appraisal": ProviderKind.APPRAISER}
    for item in ITEMS:
        if item.class_code in alone:
            assert item.provider_kinds == (alone[item.class_code],)


@each_item
def test_a_guide_tells_everything_once_and_completely(item: ServiceItem) -> None:
    check_item(item)
    guide = item.guide
    assert 2 <= len(guide.steps) <= 5
    assert len(guide.applicants) <= 3
    assert len(guide.materials) <= 9
    assert len(guide.legal_basis) <= 8
    assert re.search(r"\d{3,5}", guide.phone)


@each_item
def test_every_sentence_is_complete_chinese_and_fits_a_phone(item: ServiceItem) -> None:
    assert len(item.summary) <= 60
    for text in sentences(item):
        assert text.endswith(("。", "？"))
        assert len(text) <= 120
        assert "。。" not in text


@each_item
def test_no_text_has_western_marks_or_a_placeholder_outside_the_place(item: ServiceItem) -> None:
    raw = next(one for one in RAW[item.class_code]["items"] if one["id"] == item.id)
    place = raw["guide"].pop("place")
    try:
        for text in every_text(raw):
            assert not set(text) & ASCII_MARKS
            assert not set(text) & set("{}")
    finally:
        raw["guide"]["place"] = place
    filled = fill_place(place, county="云溪县", township="青石镇", village="柳树村")
    assert not set(filled) & set("{}")
    assert len(filled) <= 120


@each_item
def test_a_service_is_booked_or_says_where_one_can_ask_first(item: ServiceItem) -> None:
    if item.bookable:
        assert item.duration_minutes % QUARTER_MINUTES == 0
        assert item.ask_first is None
    else:
        assert item.ask_first is not None
        assert BY_CODE[item.ask_first].bookable


def test_free_services_are_told_so_and_paid_ones_name_who_sets_the_price() -> None:
    for item in ITEMS:
        fee = item.guide.fee
        free_words = ("免费", "不收", "不用先交", "免交", "律师费全免")
        paid_words = ("标准", "协商", "元", "规定", "收费", "交", "基金")
        assert any(word in fee.text for word in (free_words if fee.free else paid_words)), item.id


def test_legal_aid_and_mediation_cost_nothing() -> None:
    for item in ITEMS:
        if item.class_code in {"legal-aid", "mediation", "village-advisor", "law-education"}:
            assert item.guide.fee.free, item.id


def test_who_cannot_come_is_visited_at_home() -> None:
    visited = {item.class_code for item in ITEMS if MeetingWay.HOME_VISIT in item.where}
    assert visited >= {"legal-aid", "mediation", "notary", "village-advisor", "special-groups"}


def test_numbers_of_days_come_with_the_words_that_say_them() -> None:
    for item in ITEMS:
        limit = item.guide.time_limit
        if limit.working:
            assert limit.days is not None, item.id
        if limit.days is None:
            assert not limit.working, item.id


def test_place_names_are_filled_in() -> None:
    assert fill_place("、".join(PLACE_NAMES), county="甲县", township="乙镇", village="丙村") == "甲县、乙镇、丙村"


CITED_LAWS = {parsed[0] for item in ITEMS for one in item.guide.citations if (parsed := parse_citation(one))}


def take_cited_laws(folder: Path) -> None:
    """Put every version of the laws that guides cite into the folder: the whole corpus takes too long here."""
    with tarfile.open(LAWS, "r:*") as archive:
        for number, member in enumerate(archive):
            opened = archive.extractfile(member) if member.name.endswith(".md") else None
            content = opened.read() if opened else b""
            title = content[:400].decode("utf-8-sig", errors="ignore").partition("\n")[0]
            if law_key(title.removeprefix("# ").strip()) in CITED_LAWS:
                (folder / f"{number} {Path(member.name).name}").write_bytes(content)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LawLibrary]:
    if not LAWS.exists():
        pytest.skip("the law corpus (../shared/data) is not beside this checkout")
    folder = tmp_path_factory.mktemp("cited")
    take_cited_laws(folder)
    place = tmp_path_factory.mktemp("laws") / "library.sqlite3"
    import_laws(folder, place)
    opened = LawLibrary(place)
    yield opened
    opened.close()


def test_every_citation_exists_is_in_force_and_is_written_in_the_usual_form(library: LawLibrary) -> None:
    citations = {citation for item in ITEMS for citation in item.guide.citations}
    assert len(citations) > 150
    found = {citation: library.find_article(citation) for citation in citations}
    assert [citation for citation, article in found.items() if article is None or not article.current] == []
    assert {citation: article and article.citation for citation, article in found.items()} == {
        citation: citation for citation in citations
    }


def test_numbers_of_days_are_in_the_article_that_sets_them(library: LawLibrary) -> None:
    hours = {2: "四十八小时", 3: "七十二小时"}
    for item in ITEMS:
        limit = item.guide.time_limit
        if limit.legal is None or limit.days is None:
            continue
        article = library.find_article(limit.legal)
        assert article is not None
        unit = "个工作日" if limit.working else "日"
        wanted = {f"{format_numeral(limit.days)}{unit}", f"{limit.days}{unit}", hours.get(limit.days, "无")}
        wanted |= {"两个月"} if limit.days == 60 else set()
        assert any(words in article.text for words in wanted), (item.id, limit.days, article.text)
