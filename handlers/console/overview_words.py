"""What the overview's templates say and link to."""

from dataclasses import dataclass
from urllib.parse import urlencode

from domain.divisions import Division, Level
from domain.figures import Figure
from domain.overview import Period, RegionFigures

NAMES_BELOW = {
    Level.PROVINCE: "市（州）",
    Level.CITY: "县（市、区）",
    Level.COUNTY: "乡镇（街道）",
    Level.TOWNSHIP: "村（社区）",
}
HEAT_STEPS = (1, 50, 75, 100)
HEAT_WORDS = ("没有记录", "不到50%", "50%至74%", "75%至99%", "100%以上")


@dataclass(frozen=True)
class Links:
    """Addresses of the overview in one period."""

    period: Period

    def overview(self, code: str) -> str:
        """A division's page in the same period."""
        return f"/console/overview/{code}?{urlencode({'year': self.period.year, 'month': self.period.month})}"

    def year(self, code: str, figure: Figure | str, provider_id: str = "", month: int = 0) -> str:
        """The records behind a figure of the year, of one month of it if one is named."""
        asked = {"year": self.period.year, "month": month, "provider": provider_id}
        kept = {key: value for key, value in asked.items() if value}
        return f"/console/overview/{code}/records/{figure}?{urlencode(kept)}"

    def month(self, code: str, figure: Figure | str, provider_id: str = "") -> str:
        """The records behind a figure that is told by the month."""
        return self.year(code, figure, provider_id, self.period.month)

    def village(self, code: str) -> str:
        """The page of a village's year."""
        return f"/console/villages/{code}/years/{self.period.year}"

    def advisor(self, provider_id: str) -> str:
        """The page of an advisor's year."""
        return f"/console/advisors/{provider_id}/years/{self.period.year}"


def hours(minutes: int) -> str:
    """``1,312小时30分``, exact."""
    whole, rest = divmod(abs(minutes), 60)
    words = "".join([f"{whole:,}小时" if whole or not rest else "", f"{rest}分" if rest else ""])
    return f"-{words}" if minutes < 0 else words


def heat(percent: int | None) -> int:
    """How warm a month's cell is: 0 for nothing, 4 for all that was owed."""
    return sum((percent or 0) >= step for step in HEAT_STEPS)


def short_name(division: Division) -> str:
    """What stands in a row."""
    return division.spoken_name


def year_sentence(figures: RegionFigures, period: Period) -> str:
    """Where the year stands and where it will end."""
    if not figures.target_minutes:
        return "这里还没有需要完成工时的村（社区）。"
    if period.today.year > period.year:
        ends = f"全年完成{hours(figures.approved_minutes)}，任务{hours(figures.target_minutes)}"
        return f"{ends}；{figures.gap_sentence}。"
    ends = f"照此进度全年约{figures.forecast_minutes // 60:,}小时，任务{figures.target_minutes // 60:,}小时"
    missing = -(-figures.short_minutes // 60)
    return f"{ends}，还差{missing:,}小时。" if missing else f"{ends}，能完成。"
