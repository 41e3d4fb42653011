"""Personal numbers are masked however they are typed, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.masking import mask_numbers_in_text

PHONE, IDENTITY = "13812345678", "42020219650307241X"
FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
SPOKEN = str.maketrans("0123456789", "〇幺两三四五六七八九")
GAPS = ("", " ", "　", "-", "—", "·", ".", " - ", "\u200b", "/")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678。", "电话138****5678。"),
        ("+86 138 1234 5678", "138****5678"),
        ("电话１３８１２３４５６７８", "电话138****5678"),
        ("电话138 1234 5678，急", "电话138****5678，急"),
        ("打我幺三八幺二三四五六七八", "打我138****5678"),
        ("一三八 一二三四 五六七八", "138****5678"),
        ("13812345678二十四小时开机", "138****5678二十四小时开机"),
        ("身份证420202196503072418", "身份证420*************18"),
        ("420202 1965 0307 241x", "420*************1x"),
        ("老证420202650307241", "老证420**********41"),
        ("卡号6222 0212 3456 7890 123", "卡号622**************23"),
    ],
)
def test_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_numbers_in_text(text) == masked
    assert mask_numbers_in_text(masked) == masked, "once is enough"


@pytest.mark.parametrize(
    "text",
    [
        "12348",
        "编号HS20261123-0001",
        "2026年11月23日上午9:00-11:30",
        "一二三四五六七八九十",
        "补偿款一共138000元，还差12345.67",
        "承包地三亩二分，一九八二年分的",
        "一、二、三、四、五、六、七、八、九、十、十一",
        "订单202611230001234567890123",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_numbers_in_text(text) == text


@given(
    number=st.sampled_from((PHONE, IDENTITY)),
    gaps=st.lists(st.sampled_from(GAPS), min_size=17, max_size=17),
    script=st.sampled_from(({}, FULL_WIDTH, CHINESE, SPOKEN)),
    before=st.sampled_from(("", "我的电话是", "张三：")),
    after=st.sampled_from(("", "，谢谢", "（微信同号）")),
)
def test_no_way_of_typing_leaves_the_middle_readable(
    number: str, gaps: list[str], script: dict[int, int], before: str, after: str
) -> None:
    typed = "".join(digit + gap for digit, gap in zip(number, [*gaps, ""], strict=False)).translate(script)
    masked = mask_numbers_in_text(f"{before}{typed}{after}")
    assert typed not in masked
    assert "****" in masked
    assert masked.startswith(before)
    assert masked.endswith(after)
