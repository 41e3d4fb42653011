"""Codes, levels and names of divisions."""

import pytest

from domain.divisions import Level, code_range, level_of, lies_within, speak_name


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("420000000000", Level.PROVINCE),
        ("420200000000", Level.CITY),
        ("420202000000", Level.COUNTY),
        ("420202005000", Level.TOWNSHIP),
        ("420202005001", Level.VILLAGE),
    ],
)
def test_the_level_shows_in_the_code(code: str, level: Level) -> None:
    assert level_of(code) is level


@pytest.mark.parametrize("region", ["420000000000", "420200000000", "420202000000", "420202005000", "420202005001"])
@pytest.mark.parametrize("code", ["420202005001", "420202005000", "420203001001", "430000000000", "420202006001"])
def test_the_range_of_a_region_holds_exactly_what_lies_within(region: str, code: str) -> None:
    first, beyond = code_range(region)
    assert (first <= code < beyond) == lies_within(code, region)


@pytest.mark.parametrize(
    ("official", "spoken"),
    [
        ("江添受村村民委员会", "江添受村"),
        ("铜山口社区居民委员会", "铜山口社区"),
        ("解放社区居委会", "解放社区"),
        ("伯浩村委会", "伯浩村"),
        ("上湾村村委会", "上湾村"),
        ("桂花湾社区", "桂花湾社区"),
        ("太和居委会", "太和居委会"),
    ],
)
def test_names_are_said_as_neighbours_say_them(official: str, spoken: str) -> None:
    assert speak_name(official) == spoken
