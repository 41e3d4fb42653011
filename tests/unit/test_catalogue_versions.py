"""Versions of a service: edited, published, withdrawn; whatever staff do, residents see at most one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.catalogue_versions import (
    CatalogueVersion,
    VersionState,
    edit,
    first_draft,
    publish,
    shown_versions,
    withdraw,
)
from domain.errors import BadInput, Conflict
from domain.guides import (
    Fee,
    Guide,
    Material,
    MaterialForm,
    Question,
    ServiceItem,
    TimeLimit,
    check_item,
)
from domain.opening import MeetingWay
from domain.people import ProviderKind

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
COUNTY = "330102000000"
GUIDE = Guide(
    applicants=("任何人都可以咨询。",),
    materials=(Material("本人身份证", MaterialForm.ORIGINAL, copies=1),),
    steps=("预约。", "见面。"),
    time_limit=TimeLimit("当场答复。"),
    fee=Fee("免费。", True),
    legal_basis=("法律援助法第二十二条",),
    place="{township}司法所。",
    outcome="得到解答。",
)
ITEM = ServiceItem(
    id="legal-advice",
    class_code="legal-advice",
    name="法律咨询",
    summary="不知道怎么办，先来问一问。",
    provider_kinds=(ProviderKind.LAWYER,),
    duration_minutes=30,
    where=(MeetingWay.OFFICE,),
    bookable=True,
    position=1010,
    guide=GUIDE,
)
EDITED = replace(ITEM, name="法律咨询和解答")


def published_one(item: ServiceItem = ITEM, county: str | None = None) -> CatalogueVersion:
    return publish(first_draft(item, by="a", at=AT, county_code=county), None, by="b", at=AT)[0]


def test_an_edit_makes_a_new_draft_and_leaves_what_residents_see() -> None:
    published = published_one()
    draft = edit(published, EDITED, seen_version=1, by="c", at=AT + timedelta(days=1))
    assert (draft.version, draft.state, draft.changed_by) == (2, VersionState.DRAFT, "c")
    assert shown_versions([published, draft], COUNTY) == [published]


def test_publishing_replaces_the_version_before() -> None:
    before = published_one()
    draft = edit(before, EDITED, seen_version=1, by="c", at=AT)
    after, replaced = publish(draft, before, by="d", at=AT)
    assert after == replace(draft, state=VersionState.PUBLISHED, changed_by="d")
    assert replaced == replace(before, state=VersionState.WITHDRAWN, changed_by="d")


def test_two_people_editing_at_once_are_told() -> None:
    latest = edit(published_one(), EDITED, seen_version=1, by="c", at=AT)
    with pytest.raises(Conflict) as refused:
        edit(latest, replace(ITEM, name="别的名字"), seen_version=1, by="d", at=AT)
    assert refused.value.code == "version_outdated"
    assert refused.value.details == {"latest_version": 2}


def test_the_code_stays_and_nothing_changed_is_no_edit() -> None:
    published = published_one()
    with pytest.raises(Conflict, match="item_code_fixed"):
        edit(published, replace(ITEM, id="other"), seen_version=1, by="c", at=AT)
    with pytest.raises(Conflict, match="item_unchanged"):
        edit(published, ITEM, seen_version=1, by="c", at=AT)


def test_what_was_withdrawn_can_come_back_unchanged() -> None:
    withdrawn = withdraw(published_one(), by="c", at=AT)
    again = edit(withdrawn, ITEM, seen_version=1, by="d", at=AT)
    assert publish(again, None, by="d", at=AT)[0].version == 2


def test_only_a_draft_newer_than_what_is_published_can_be_published() -> None:
    draft = first_draft(ITEM, by="a", at=AT)
    published, _ = publish(draft, None, by="a", at=AT)
    with pytest.raises(Conflict, match="not_a_draft"):
        publish(published, None, by="a", at=AT)
    with pytest.raises(Conflict, match="draft_outdated"):
        publish(draft, published, by="a", at=AT)
    with pytest.raises(ValueError, match="another service"):
        publish(replace(draft, version=2), published_one(county=COUNTY), by="a", at=AT)


def test_only_a_published_version_can_be_withdrawn() -> None:
    with pytest.raises(Conflict, match="not_published"):
        withdraw(first_draft(ITEM, by="a", at=AT), by="a", at=AT)


def test_a_county_stands_in_front_of_the_common_catalogue() -> None:
    common, own = published_one(), published_one(EDITED, COUNTY)
    assert shown_versions([common, own], COUNTY) == [own]
    assert shown_versions([common, own], "420100000000") == [common]
    assert shown_versions([common, withdraw(own, by="a", at=AT)], COUNTY) == []
    draft = first_draft(EDITED, by="a", at=AT, county_code=COUNTY)
    assert shown_versions([common, draft], COUNTY) == [common]


@pytest.mark.parametrize(
    ("part", "item"),
    [
        ("id", replace(ITEM, id="Legal Advice")),
        ("name", replace(ITEM, name="询")),
        ("summary", replace(ITEM, summary="没有句号")),
        ("summary", replace(ITEM, summary="长" * 80 + "。")),
        ("bookable", replace(ITEM, provider_kinds=())),
        ("bookable", replace(ITEM, where=())),
        ("bookable", replace(ITEM, duration_minutes=40)),
        ("bookable", replace(ITEM, bookable=False)),
        ("applicants", replace(ITEM, guide=replace(GUIDE, applicants=()))),
        ("materials", replace(ITEM, guide=replace(GUIDE, materials=()))),
        ("materials", replace(ITEM, guide=replace(GUIDE, materials=GUIDE.materials * 2))),
        ("materials", replace(ITEM, guide=replace(GUIDE, materials=(Material("合同", MaterialForm.COPY),)))),
        ("steps", replace(ITEM, guide=replace(GUIDE, steps=("",)))),
        ("time_limit", replace(ITEM, guide=replace(GUIDE, time_limit=TimeLimit("")))),
        ("fee", replace(ITEM, guide=replace(GUIDE, fee=Fee("", True)))),
        ("legal_basis", replace(ITEM, guide=replace(GUIDE, legal_basis=()))),
        ("legal_basis", replace(ITEM, guide=replace(GUIDE, legal_basis=("法律援助法",)))),
        ("place", replace(ITEM, guide=replace(GUIDE, place="{city}司法局。"))),
        ("place", replace(ITEM, guide=replace(GUIDE, place="{township司法局。"))),
        ("phone", replace(ITEM, guide=replace(GUIDE, phone=" "))),
        ("green_channel", replace(ITEM, guide=replace(GUIDE, green_channel="优先"))),
        ("outcome", replace(ITEM, guide=replace(GUIDE, outcome=""))),
        ("faq", replace(ITEM, guide=replace(GUIDE, faq=(Question("问？", "答。"),) * 4))),
    ],
)
def test_an_incomplete_guide_is_refused_where_it_is_wrong(part: str, item: ServiceItem) -> None:
    with pytest.raises(BadInput) as refused:
        check_item(item)
    assert set(refused.value.fields) == {part}
    with pytest.raises(BadInput):
        publish(first_draft(item, by="a", at=AT), None, by="a", at=AT)


def test_materials_say_in_which_form_they_are_wanted() -> None:
    texts = {
        Material("身份证", MaterialForm.ORIGINAL).form_text: "原件",
        Material("身份证", MaterialForm.ORIGINAL, copies=1).form_text: "原件，另带复印件1份",
        Material("证据", MaterialForm.COPY, copies=2).form_text: "复印件2份",
        Material("申请表", MaterialForm.ON_THE_SPOT).form_text: "当场填写",
    }
    assert [got for got, wanted in texts.items() if got != wanted] == []
    assert GUIDE.materials[0].always_needed
    assert not Material("死亡证明", MaterialForm.ORIGINAL, needed_if="老人已经去世的").always_needed


def test_an_article_named_twice_is_counted_once() -> None:
    guide = replace(GUIDE, time_limit=TimeLimit("当场答复。", legal="法律援助法第二十二条"))
    assert guide.citations == ("法律援助法第二十二条",)


Move = tuple[str, int]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["edit", "publish", "withdraw"]), st.integers(0, 6)), max_size=25))
def test_whatever_staff_do_one_version_at_most_is_shown_and_numbers_only_grow(moves: list[Move]) -> None:
    history = [first_draft(ITEM, by="a", at=AT)]
    for step, (move, pick) in enumerate(moves):
        chosen = pick % len(history)
        before = list(history)
        try:
            _apply(history, move, chosen, name=f"法律咨询{step}")
        except Conflict:
            assert history == before
        assert [one.version for one in history] == list(range(1, len(history) + 1))
        assert [one.item for one in history[: len(before)]] == [one.item for one in before]
        assert len(shown_versions(history, COUNTY)) <= 1
        for old, new in zip(before, history, strict=False):
            assert (old.state, new.state) not in IMPOSSIBLE


IMPOSSIBLE = {
    (VersionState.PUBLISHED, VersionState.DRAFT),
    (VersionState.WITHDRAWN, VersionState.DRAFT),
    (VersionState.WITHDRAWN, VersionState.PUBLISHED),
    (VersionState.DRAFT, VersionState.WITHDRAWN),
}


def _apply(history: list[CatalogueVersion], move: str, chosen: int, *, name: str) -> None:
    if move == "edit":
        latest = history[-1]
        history.append(edit(latest, replace(ITEM, name=name), seen_version=history[chosen].version, by="b", at=AT))
    elif move == "withdraw":
        history[chosen] = withdraw(history[chosen], by="b", at=AT)
    else:
        shown = next((one for one in history if one.state is VersionState.PUBLISHED), None)
        published, replaced = publish(history[chosen], shown, by="b", at=AT)
        history[chosen] = published
        if replaced:
            history[replaced.version - 1] = replaced
