"""Pages as Chromium prints them: the PDF's text, page by page."""

import io
import shutil
import unicodedata

import pytest
from playwright.sync_api import sync_playwright
from pypdf import PdfReader


def print_page(address: str, cookie: str) -> bytes:
    """The PDF of a page for paper. Blocking: call it in a thread."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(extra_http_headers={"Cookie": cookie})
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        made = page.pdf(prefer_css_page_size=True)
        browser.close()
    return made


# Fonts name some glyphs by the radical that looks the same; NFKC knows only the older half of them.
RADICALS = str.maketrans(
    "⻚⻩⻓⻅⻔⻋⻝⻥⻢⻛⻰⻮⻬⻄⺠⻆⻉⻘⻣⻁⻜⻨⻦⻤⻳⺟",
    "页黄长见门车食鱼马风龙齿齐西民角贝青骨虎飞麦鸟鬼龟母",
)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, without any white space: lines break elsewhere on paper."""
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def plain(text: str) -> str:
    """The text as it can be compared with what a PDF says."""
    return "".join(unicodedata.normalize("NFKC", text.translate(RADICALS)).split())
