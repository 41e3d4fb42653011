"""Words of entries: what identifies one, what others may read of whom it was done for, where a phone was."""

import hashlib
import json
from dataclasses import astuple, replace
from datetime import date, time

import pytest

from domain.entry_words import fingerprint, mask_served, tidy_draft
from domain.hours import EntryDraft, EntryKind, EntryWay
from domain.places import InVillage, Spot, metres_between, read_spot, tell_in_village

DRAFT = EntryDraft("420202005001", date(2026, 3, 1), time(9), time(10), EntryKind.VISIT, EntryWay.ON_SITE, "走访", 1)
HALL = Spot(30.2200, 115.0700)


def test_a_retry_from_before_there_were_optional_fields_still_fits() -> None:
    first_eight = [str(value) for value in astuple(DRAFT)[:8]]
    former = hashlib.sha256(json.dumps(first_eight, ensure_ascii=False).encode()).hexdigest()[:32]
    assert fingerprint(DRAFT) == former
    assert fingerprint(replace(DRAFT, place="村部")) != fingerprint(replace(DRAFT, remark="村部")) != former


@pytest.mark.parametrize(
    ("served", "masked"),
    [
        ("李桂香、王建国", "李**、王**"),
        ("李桂香和王五", "李**、王*"),
        ("村民3人", "村民3人"),
        ("桂花湾社区居民委员会", "桂花湾社区居民委员会"),
        ("困难群众", "困难群众"),
        ("", ""),
    ],
)
def test_of_whom_it_was_done_for_only_the_family_name_is_kept(served: str, masked: str) -> None:
    assert mask_served(served) == masked


def test_numbers_in_words_are_masked_before_they_are_kept() -> None:
    tidy = tidy_draft(replace(DRAFT, summary=" 电话13812345678 ", served="李桂香 13900001001"))
    assert (tidy.summary, tidy.served) == ("电话138****5678", "李**、139****1001")
    assert tidy_draft(tidy) == tidy


def test_a_phone_is_in_the_village_within_the_distance_and_unknown_without_a_place() -> None:
    kilometre_north = Spot(HALL.latitude + 1 / 111.195, HALL.longitude)
    assert abs(metres_between(HALL, kilometre_north) - 1_000) < 1
    assert tell_in_village(kilometre_north, HALL, 1_001) is InVillage.YES
    assert tell_in_village(kilometre_north, HALL, 999) is InVillage.NO
    assert tell_in_village(HALL, None, 3_000) is InVillage.UNKNOWN


def test_a_place_is_read_only_where_it_can_be_one() -> None:
    assert read_spot("30.22,115.07") == HALL
    for wrong in ("", "115.07,30.22", "30.22", "30.22;115.07", "北纬30度", "91,200"):
        assert read_spot(wrong) is None
