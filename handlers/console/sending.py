"""Sending files that may be large: a piece at a time, so that none is ever held in memory whole."""

import asyncio
from urllib.parse import quote

from actions.make_workbook import Workbook
from handlers.base import BaseHandler

WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PIECE_BYTES = 256_000


async def send_workbook(handler: BaseHandler, made: Workbook) -> None:
    """The workbook as a download."""
    handler.set_header("Content-Type", WORKBOOK_TYPE)
    name_as_download(handler, "report.xlsx", made.file_name)
    with made.content as file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            handler.write(piece)
            await handler.flush()


def name_as_download(handler: BaseHandler, plain_name: str, file_name: str) -> None:
    """Save it under this name; old programs get the plain one."""
    named = f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(file_name)}"
    handler.set_header("Content-Disposition", named)
