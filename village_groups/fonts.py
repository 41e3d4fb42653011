"""The Chinese typeface of posters: found once, loaded once per size and weight."""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from domain.errors import Unavailable

REGULAR_WEIGHT, BOLD_WEIGHT = 400, 700
PACKAGE, PACKAGE_FILE = "justmytype_intl_cjk", Path("fonts/ofl/notosanssc/NotoSansSC[wght].ttf")
DEBIAN_FOLDER = Path("/usr/share/fonts/opentype/noto")
DEBIAN_SC_INDEX = 2  # the collection holds JP, KR, SC, TC, HK in this order
MISSING = (
    "没有找到中文字体，不能绘制海报。请安装 Python 包 justmytype-intl-cjk 或系统包 fonts-noto-cjk，"
    "或在设置中写明字体文件的位置。"
    "(No Chinese font: install justmytype-intl-cjk or fonts-noto-cjk, or name a font file in the settings.)"
)


@dataclass(frozen=True)
class Typeface:
    """Where the two weights lie; a variable font has both in one file."""

    regular: Path
    bold: Path
    index: int = 0


def find_typeface(chosen: Path | None = None) -> Typeface:
    """The chosen font file, else that of the font package, else Debian's.

    Raises: Unavailable, naming what to install, when there is none.
    """
    if chosen:
        if chosen.is_file():
            return _named(chosen)
        raise Unavailable(f"设置中的字体文件不存在：{chosen.name}。{MISSING}", code="font_missing")
    for typeface in installed_typefaces():
        if typeface.regular.is_file():
            return typeface
    raise Unavailable(MISSING, code="font_missing")


def installed_typefaces() -> Iterator[Typeface]:
    """Where a typeface may be, the best first."""
    package = importlib.util.find_spec(PACKAGE)
    for folder in (package.submodule_search_locations or []) if package else []:
        yield Typeface(Path(folder) / PACKAGE_FILE, Path(folder) / PACKAGE_FILE)
    regular, bold = DEBIAN_FOLDER / "NotoSansCJK-Regular.ttc", DEBIAN_FOLDER / "NotoSansCJK-Bold.ttc"
    yield Typeface(regular, bold if bold.is_file() else regular, DEBIAN_SC_INDEX)


def _named(regular: Path) -> Typeface:
    bold = regular.with_name(regular.name.replace("Regular", "Bold"))
    collection = regular.suffix.lower() == ".ttc" and "CJK" in regular.name
    return Typeface(regular, bold if bold.is_file() else regular, DEBIAN_SC_INDEX if collection else 0)


class Fonts:
    """Fonts of one typeface by size and weight, each loaded at its first use."""

    def __init__(self, chosen: Path | None = None) -> None:
        self.typeface = find_typeface(chosen)
        self._loaded: dict[tuple[int, bool], ImageFont.FreeTypeFont] = {}

    def get(self, size_px: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
        """The font of that size."""
        wanted = (size_px, bold)
        if wanted not in self._loaded:
            self._loaded[wanted] = self._load(size_px, bold)
        return self._loaded[wanted]

    def _load(self, size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
        path = self.typeface.bold if bold else self.typeface.regular
        # The plain engine: Chinese needs no shaping, and it measures the same everywhere.
        font = ImageFont.truetype(path, size_px, self.typeface.index, layout_engine=ImageFont.Layout.BASIC)
        try:
            font.set_variation_by_axes([BOLD_WEIGHT if bold else REGULAR_WEIGHT])
        except OSError:
            return font  # not a variable font: each weight has its own file
        return font
