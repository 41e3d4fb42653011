"""Notice boards never run over the edge, whatever they say; a phone is one that can be called."""

from dataclasses import replace
from io import BytesIO

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image
from pypdf import PdfReader

from domain.boards import check_public_phone
from domain.errors import BadInput, Unavailable
from village_groups.board_content import PAGE_DOTS, BoardContent, BoardFormat, BoardPerson, BoardSize
from village_groups.board_drawing import MOST_ADVISORS, draw_board, paint_board, set_board
from village_groups.fonts import Fonts
from village_groups.poster_blocks import PAPER

ZHANG = BoardPerson(
    "张明",
    "律师",
    "湖北正言律师事务所",
    "14202201510000001",
    "周一至周五9:00—12:00、14:00—17:00",
    "桂花湾社区公共法律服务工作室",
    "0714-6350000",
)
CONTENT = BoardContent("桂花湾社区", "黄石市黄石港区沈家营街道", "黄石港区司法局", "2026年11月", (ZHANG,))
NAMES = some.text(some.sampled_from("黄石港区桂花湾社沈家营街道阿不都热合曼·AbZ019（），。 "), min_size=1, max_size=90)


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    try:
        return Fonts()
    except Unavailable:
        pytest.skip("no Chinese font is installed here")


@pytest.fixture(scope="module")
def code() -> bytes:
    file = BytesIO()
    segno.make("v=420202005001", error="m").save(file, kind="png", scale=10, border=0)
    return file.getvalue()


@settings(max_examples=12, deadline=None)
@given(some.lists(some.builds(BoardPerson, *(NAMES for _ in range(7))), max_size=MOST_ADVISORS + 2), NAMES, NAMES)
def test_whatever_the_names_the_blocks_fit_the_page(
    fonts: Fonts, people: list[BoardPerson], village: str, bureau: str
) -> None:
    content = BoardContent(village, village, bureau, "2026年11月", tuple(people))
    setting = set_board(content, Image.new("RGB", (430, 430)), fonts, BoardSize.A4)
    taken = setting.header.height + sum(part.height for part in setting.parts) + setting.below
    assert setting.space > 0
    assert taken + setting.space * len(setting.parts) <= PAGE_DOTS[BoardSize.A4][1]


def test_nothing_is_drawn_into_the_margins(fonts: Fonts, code: bytes) -> None:
    long = BoardPerson(
        *(value * 9 for value in (ZHANG.name, "律师", "某某法律服务所", "1420", "周一9:00；", "某村", "0714"))
    )
    crowded = BoardContent("很长的村名" * 9, "某某省某某市" * 9, "某某司法局" * 9, "2026年11月", (long,) * 6)
    image = paint_board(crowded, code, fonts, BoardSize.A4)
    width, height = image.size
    below = next(y for y in range(height) if image.getpixel((0, y)) == PAPER)
    for margin in ((0, below, 130, height), (width - 130, below, width, height), (0, height - 18, width, height)):
        strip = image.crop(margin)
        assert strip.getcolors() == [(strip.width * strip.height, PAPER)], margin


def test_a3_and_a4_are_as_large_as_the_paper(fonts: Fonts, code: bytes) -> None:
    for size, points in ((BoardSize.A4, (595, 842)), (BoardSize.A3, (842, 1191))):
        made = draw_board(CONTENT, code, fonts, size, BoardFormat.PDF)
        [page] = PdfReader(BytesIO(made)).pages
        assert (round(page.mediabox.width), round(page.mediabox.height)) == points
    with Image.open(BytesIO(draw_board(CONTENT, None, fonts, BoardSize.A3, BoardFormat.JPEG))) as picture:
        assert (picture.size, tuple(map(round, picture.info["dpi"]))) == ((3508, 4961), (300, 300))


def test_a_photo_takes_the_place_of_the_silhouette(fonts: Fonts) -> None:
    file = BytesIO()
    Image.new("RGB", (900, 1260), (200, 10, 10)).save(file, "JPEG")
    shown = replace(ZHANG, photo=file.getvalue())
    red = [
        sum(1 for r, g, _ in drawn.resize((248, 351)).get_flattened_data() if r > 150 and g < 60)
        for drawn in (paint_board(replace(CONTENT, people=(one,)), None, fonts, BoardSize.A4) for one in (shown, ZHANG))
    ]
    assert red[0] > 3_000 and red[1] == 0


@pytest.mark.parametrize("phone", ["13800000001", "0714-6350000", "0714 6350000", "12348", ""])
def test_phones_that_can_be_called_are_taken(phone: str) -> None:
    assert check_public_phone(phone) == phone.replace(" ", "")


@pytest.mark.parametrize("phone", ["请打电话", "123", "+86 13800000001 转", "<b>13800000001</b>"])
def test_what_is_no_phone_is_refused(phone: str) -> None:
    with pytest.raises(BadInput):
        check_public_phone(phone)
