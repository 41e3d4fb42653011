"""Days of law popularization (宣传日): when they fall and what they rest on. The bureau may keep days of its own.

Source: the laws named in the table, the decision on the constitution day of 1 November 2014, the State Council's
reply on the traffic safety day (国函〔2012〕195号), and the yearly notices of the departments named. Lunar dates are
those of the Purple Mountain Observatory's calendar; for a year beyond the table such a day is not planned.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEK_DAYS = 7
SUNDAY = 6

DOUBLE_NINTH = {2026: (10, 18), 2027: (10, 8), 2028: (10, 26), 2029: (10, 16), 2030: (10, 5)}
AUTUMN_EQUINOX = {2026: (9, 23), 2027: (9, 23), 2028: (9, 22), 2029: (9, 23), 2030: (9, 23)}
QINGMING = {2026: (4, 5), 2027: (4, 5), 2028: (4, 4), 2029: (4, 5), 2030: (4, 5)}
BEFORE_SPRING_FESTIVAL = {2027: (1, 23), 2028: (1, 12), 2029: (1, 30), 2030: (1, 20)}


@dataclass(frozen=True)
class CalendarDay:
    """One day, or a stretch of ``days`` days that begins on it. ``by_year`` stands where no month and day can."""

    code: str
    name: str
    month: int
    day: int
    basis: str
    days: int = 1
    by_year: tuple[tuple[int, int, int], ...] = ()
    sunday_number: int = 0

    def first_day(self, year: int) -> date | None:
        """When it falls in a year, None where that is not known."""
        if self.by_year:
            return next((date(one, month, day) for one, month, day in self.by_year if one == year), None)
        if self.sunday_number:
            first = date(year, self.month, 1)
            return first + timedelta(days=(SUNDAY - first.weekday()) % WEEK_DAYS + WEEK_DAYS * (self.sunday_number - 1))
        return date(year, self.month, self.day)

    def push_days(self, year: int) -> list[date]:
        """When something is pushed for it: on its day, through a long stretch once a week."""
        first = self.first_day(year)
        return [first + timedelta(days=passed) for passed in range(0, self.days, WEEK_DAYS)] if first else []


def _by_year(dates: dict[int, tuple[int, int]]) -> tuple[tuple[int, int, int], ...]:
    return tuple((year, month, day) for year, (month, day) in dates.items())


NOTICE = "有关部门每年的宣传活动通知"
WINTER = "国务院根治拖欠农民工工资工作领导小组办公室每年的通知；《保障农民工工资支付条例》"

CALENDAR_DAYS = (
    CalendarDay("spring-festival", "春节", 1, 20, "全国年节及纪念日放假办法", by_year=_by_year(BEFORE_SPRING_FESTIVAL)),
    CalendarDay("spring-ploughing", "春耕", 3, 1, NOTICE, days=31),
    CalendarDay("womens-day", "妇女节", 3, 8, "全国年节及纪念日放假办法；《妇女权益保障法》"),
    CalendarDay("consumer-day", "消费者权益日", 3, 15, "国际消费者权益日；《消费者权益保护法》"),
    CalendarDay("qingming", "清明", 4, 5, "《消防法》第三十一条", by_year=_by_year(QINGMING)),
    CalendarDay("national-security-day", "国家安全教育日", 4, 15, "《国家安全法》第十四条"),
    CalendarDay("bird-week", "爱鸟周", 4, 1, "《野生动物保护法》第八条；各省确定的日期"),
    CalendarDay("labour-day", "劳动节", 5, 1, "全国年节及纪念日放假办法；《劳动法》"),
    CalendarDay("civil-code-month", "民法典宣传月", 5, 1, f"{NOTICE}；《民法典》2020年5月28日通过", days=31),
    CalendarDay("disaster-day", "防灾减灾日", 5, 12, "经国务院批准设立；《防震减灾法》第七条"),
    CalendarDay("family-day", "国际家庭日", 5, 15, "《家庭教育促进法》第十三条"),
    CalendarDay("disabled-day", "全国助残日", 5, 1, "《残疾人保障法》第十四条", sunday_number=3),
    CalendarDay("childrens-day", "儿童节", 6, 1, "全国年节及纪念日放假办法；《未成年人保护法》"),
    CalendarDay("safety-month", "安全生产月", 6, 1, f"{NOTICE}；《安全生产法》", days=30),
    CalendarDay("fundraising-month", "防范非法集资宣传月", 6, 1, "《防范和处置非法集资条例》第十五条", days=30),
    CalendarDay("environment-day", "环境日", 6, 5, "《环境保护法》第十二条"),
    CalendarDay("land-day", "全国土地日", 6, 25, "国务院确定；《土地管理法》"),
    CalendarDay("drugs-day", "国际禁毒日", 6, 26, "《禁毒法》第十一条"),
    CalendarDay("summer-holidays", "暑假", 7, 1, "《未成年人保护法》", days=31),
    CalendarDay("school-begins", "开学", 9, 1, "《未成年人保护法》"),
    CalendarDay("harvest-festival", "农民丰收节", 9, 23, "《乡村振兴促进法》第七条", by_year=_by_year(AUTUMN_EQUINOX)),
    CalendarDay("old-peoples-day", "重阳节", 10, 18, "《老年人权益保障法》第十二条", by_year=_by_year(DOUBLE_NINTH)),
    CalendarDay("fire-day", "消防宣传日", 11, 9, "《消防法》第六条"),
    CalendarDay("wages-winter", "根治欠薪冬季行动", 11, 15, WINTER, days=77),
    CalendarDay("domestic-violence-day", "国际消除对妇女暴力日", 11, 25, "《反家庭暴力法》第六条"),
    CalendarDay("year-end", "岁末", 12, 20, NOTICE),
    CalendarDay("traffic-day", "全国交通安全日", 12, 2, "国函〔2012〕195号；《道路交通安全法》"),
    CalendarDay("constitution-day", "宪法日", 12, 4, "全国人大常委会关于设立国家宪法日的决定"),
)
DAYS_BY_CODE = {one.code: one for one in CALENDAR_DAYS}
CODES_BY_NAME = {one.name: one.code for one in CALENDAR_DAYS}


def codes_of_names(names: Iterable[str]) -> tuple[str, ...]:
    """Codes of days as the start pack names them: ``妇女节 03-08``, ``清明``."""
    return tuple(CODES_BY_NAME[name.split(" ")[0]] for name in names)


def days_from(days: Iterable[CalendarDay], first: date, last: date) -> list[tuple[date, CalendarDay]]:
    """What falls between two dates, both included, in order."""
    years = range(first.year - 1, last.year + 1)  # a stretch may have begun last year
    found = {(on, one.code): one for one in days for year in years for on in one.push_days(year) if first <= on <= last}
    return [(on, one) for (on, _), one in sorted(found.items(), key=lambda item: item[0])]
