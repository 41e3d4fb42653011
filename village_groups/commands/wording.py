"""What the bot answers to commands. In a villagers' group neighbours read along: times and numbers, no names."""

from datetime import datetime

from actions.log_hours import VillageProgress
from domain.bookings import Booking
from domain.clock import SHANGHAI
from domain.divisions import Division
from domain.matters import MATTER_KIND_NAMES, MATTER_STATE_NAMES, Matter, MatterState
from domain.wording import say_minutes, say_moment

MOST_LINES = 10
HELP = (
    "我能做这些：\n“今天预约”看今天的预约；\n“待办”看没办完的诉求；\n“接单 12”受理12号诉求；\n"
    "“转 12 给司法所”转司法所办理；\n“进度”看本年工时；\n直接说“今天9点到11点在某村调解纠纷，3人”就能记工时。"
)
NEED_BINDING = "还不知道您是哪位法律顾问。请在小程序“进度—群里绑定”取一个绑定码，在这里说出来，比如“绑定 K7M2Q9”。"
NO_SUCH_NUMBER = "没有找到{number}号诉求。发“待办”可以看到编号。"
WHICH_ONE = "有几件都是{number}号，请写全编号，比如“接单 {example}”：\n{lines}"
ONLY_TO_OFFICE = "目前只能转给司法所，由司法所再安排人。请发“转 {number} 给司法所”。"
ACCEPTED = "已由您受理：{matter}。请在{deadline}前联系对方，办完在小程序里写答复。"
HANDED_OVER = "已把{number}转给司法所，司法所会接着办。"
PROGRESS_IN_PRIVATE = "本年工时请到小程序“进度”查看。"


def say_bookings(bookings: list[Booking], names: dict[str, str], *, among_villagers: bool) -> str:
    """Today's, soonest first."""
    if not bookings:
        return "您今天没有预约。"
    times = [f"{one.starts_at.astimezone(SHANGHAI):%H:%M}" for one in bookings]
    if among_villagers:
        return f"您今天有{len(bookings)}个预约：{'、'.join(times)}。详情请在小程序里看。"
    rows = [f"{at} {names.get(one.service_code, '')} {one.place}" for at, one in zip(times, bookings, strict=True)]
    return "\n".join([f"您今天有{len(bookings)}个预约：", *rows[:MOST_LINES], *_more(len(rows))])


def say_matters(matters: list[Matter], villages: dict[str, Division], now: datetime) -> str:
    """What waits, the pressing first; never what it is about."""
    if not matters:
        return "没有待办的诉求。"
    rows = [say_matter(one, villages, now) for one in matters[:MOST_LINES]]
    return "\n".join([f"待办{len(matters)}件：", *rows, *_more(len(matters))])


def say_matter(matter: Matter, villages: dict[str, Division], now: datetime) -> str:
    """``12号 桂花湾社区 法律咨询 待受理 11月25日（周三）下午3:00前``."""
    village = villages.get(matter.village_code)
    late = "，已超期" if matter.is_late(now) else ""
    urgent = "【紧急】" if matter.urgent else ""
    return (
        f"{urgent}{short_number(matter)}号 {village.spoken_name if village else ''} {MATTER_KIND_NAMES[matter.kind]} "
        f"{MATTER_STATE_NAMES[matter.state]}，{say_moment(matter.deadline_at)}前答复{late}（{matter.id}）"
    )


def say_state(matter: Matter) -> str:
    """Where one matter stands."""
    return f"{matter.id}：{MATTER_STATE_NAMES[matter.state]}。"


def say_progress(told: list[VillageProgress]) -> str:
    """An advisor's own villages: how far the year has come. No comparison with anybody."""
    if not told:
        return "您今年没有担任村法律顾问的村。"
    rows = []
    for one in told:
        done, target = one.progress.sums.approved_minutes, one.progress.target_minutes
        left = max(0, target - done)
        rest = f"，还差{say_minutes(left)}" if left else "，已完成"
        rows.append(f"{one.village.spoken_name}：已审核{say_minutes(done)}，全年{say_minutes(target)}{rest}")
    return "\n".join(rows)


def short_number(matter: Matter) -> int:
    """The last part of the number, as people say it: HS20261125-0012 is 12."""
    return int(matter.id.rpartition("-")[2])


def is_waiting(matter: Matter) -> bool:
    """Whether somebody has still to do something."""
    return matter.state in (MatterState.OPEN, MatterState.ACCEPTED)


def _more(count: int) -> list[str]:
    return [f"还有{count - MOST_LINES}件，请在小程序里看。"] if count > MOST_LINES else []
