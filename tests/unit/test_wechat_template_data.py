"""The fields of a reminder: words are cut, everything else must fit."""

import pytest

from domain.platform_errors import TemplateDataWrong
from wechat.template_data import fitted, is_fitting


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("thing1", "土地承包", "土地承包"),
        ("thing1", "一二三四五六七八九十一二三四五六七八九十多", "一二三四五六七八九十一二三四五六七八九…"),
        ("name3", "王小明", "王小明"),
        ("name3", "Abcdefghij Klmnopqrs", "Abcdefghij Klmnopqrs"),
        ("phrase2", "已经受理了吗", "已经受理了"),
        ("time4", "2026年1月3日 09:00", "2026年1月3日 09:00"),
        ("character_string5", "HS20260103-0001", "HS20260103-0001"),
        ("phone_number6", "0711-12348", "0711-12348"),
        ("unknown7", "随便", "随便"),
    ],
)
def test_values_that_fit_or_can_be_cut(field: str, value: str, expected: str) -> None:
    assert fitted({field: value}) == {field: {"value": expected}}
    assert is_fitting(field, expected)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("thing1", ""),
        ("number2", "三"),
        ("character_string3", "编号一"),
        ("time4", "上午"),
        ("phrase5", "abc"),
        ("phone_number6", "138001380001380013800"),
        ("letter7", "a1"),
    ],
)
def test_values_that_cannot_fit_are_named(field: str, value: str) -> None:
    with pytest.raises(TemplateDataWrong) as caught:
        fitted({field: value})
    assert field in caught.value.errmsg
    assert caught.value.outcome == "not_sent"
