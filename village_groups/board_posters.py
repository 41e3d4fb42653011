"""A village's notice board as a file, drawn in a thread."""

import asyncio
from pathlib import Path

from actions.boards import Board, BoardAdvisor, tell_board
from actions.context import Context
from domain.clock import civil_date
from domain.opening_words import say_week
from domain.people import PROVIDER_KIND_NAMES, Staff
from village_groups.board_content import BoardContent, BoardFormat, BoardPerson, BoardSize
from village_groups.board_drawing import draw_board
from village_groups.fonts import Fonts
from village_groups.push_posters import find_code

CODE_WIDTH_PX = 1280


async def make_board_poster(
    ctx: Context, *, staff: Staff, village_code: str, size: BoardSize, file: BoardFormat
) -> tuple[str, bytes]:
    """The name of the file and its content.

    Raises: NotFound, Unavailable (no font), platform errors from asking for the code.
    """
    board = await tell_board(ctx, staff=staff, village_code=village_code)
    code = await find_code(ctx, f"v={village_code}", CODE_WIDTH_PX)
    drawn = await asyncio.to_thread(_draw, content_of(ctx, board), code, ctx.font_path, size, file)
    ending = "jpg" if file is BoardFormat.JPEG else "pdf"
    return f"{board.village.spoken_name}法律顾问公示牌{size.value.upper()}.{ending}", drawn


def content_of(ctx: Context, board: Board) -> BoardContent:
    """What the board says: only what is public."""
    today = civil_date(ctx.now())
    above = board.township.full_name if board.township else ctx.settings.bureau_name
    return BoardContent(
        village_name=board.village.spoken_name,
        above_name=above,
        bureau_name=ctx.settings.bureau_name,
        made_on=f"{today.year}年{today.month}月",
        people=tuple(_person(one) for one in board.advisors),
    )


def _person(one: BoardAdvisor) -> BoardPerson:
    advisor = one.advisor
    return BoardPerson(
        name=advisor.name,
        profession=PROVIDER_KIND_NAMES[advisor.kind],
        organisation=advisor.organisation,
        licence=advisor.licence_number,
        hours="；".join(say_week(advisor.opening)).replace("—", "-"),  # so that no line breaks within a time
        place=advisor.place,
        phone=one.profile.public_phone,
        photo=one.profile.photo,
    )


def _draw(
    content: BoardContent, code: bytes | None, font_path: Path | None, size: BoardSize, file: BoardFormat
) -> bytes:
    return draw_board(content, code, Fonts(font_path), size, file)
