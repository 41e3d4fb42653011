"""Wordings: the same question however it is put, and never another one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInput
from domain.wordings import Wording, check_wording, closest, print_of, scopes_of

VILLAGE = "420281108200"
LAND = "宅基地被邻居多占了半米怎么办"


def wording(text: str, *, scope: str = "420281000000", citation: str = "民法典第二百三十四条") -> Wording:
    """A wording of the county."""
    return Wording(f"{scope}:{text}", scope, text, print_of(text), citation, "s1", datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize(
    "asked",
    [
        LAND,
        "请问宅基地被邻居多占了半米，怎么办？",
        "宅基地被邻居多占半米了怎么办啊",
        "我家宅基地被邻居多占了半米，该怎么处理",
        "宅基地　被邻居多占了半米　怎么办！",
    ],
)
def test_the_same_question_is_known_however_it_is_put(asked: str) -> None:
    found = closest(asked, [wording("离婚彩礼要不要退"), wording(LAND)])
    assert found and found[0].text == LAND


@pytest.mark.parametrize(
    "asked", ["宅基地能不能卖给城里人", "承包地被邻居占了", "邻居家的狗咬了人怎么办", "怎么办", "？？", ""]
)
def test_another_question_is_not(asked: str) -> None:
    assert closest(asked, [wording(LAND), wording("离婚彩礼要不要退怎么办")]) is None


def test_of_equal_ones_that_of_the_narrower_division_counts() -> None:
    of_county, of_township = wording(LAND), wording(LAND, scope="420281108000", citation="")
    for kept in ([of_county, of_township], [of_township, of_county]):
        found = closest(LAND, kept)
        assert found and found[0] is of_township


def test_a_village_listens_to_all_divisions_above_it() -> None:
    assert scopes_of(VILLAGE) == ("420000000000", "420200000000", "420281000000", "420281108000", VILLAGE)


@given(st.text(max_size=60))
def test_every_question_equals_itself_and_only_blank_ones_match_nothing(text: str) -> None:
    found = closest(text, [wording(text)])
    assert found is not None
    assert found[1] == 1.0


@pytest.mark.parametrize("text", ["", "   ", "怎么？", "占" * 201])
def test_what_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="4到200个字"):
        check_wording(text)
