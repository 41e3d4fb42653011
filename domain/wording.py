"""Moments and lengths as people say them."""

from datetime import datetime

from domain.clock import SHANGHAI

WEEKDAYS = "一二三四五六日"


def say_moment(moment: datetime) -> str:
    """``11月23日（周一）上午9:00``."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日（周{WEEKDAYS[local.weekday()]}）{_part_of_day(local.hour)}{_clock(local)}"


def write_moment(moment: datetime) -> str:
    """``2026年1月3日 09:00``, the form that message templates demand."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def say_minutes(minutes: int) -> str:
    """``1小时30分钟``; a whole number of hours without minutes."""
    hours, rest = divmod(minutes, 60)
    return "".join([f"{hours}小时" if hours else "", f"{rest}分钟" if rest or not hours else ""])


def _part_of_day(hour: int) -> str:
    return "凌晨" if hour < 6 else "上午" if hour < 12 else "中午" if hour < 13 else "下午" if hour < 18 else "晚上"


def _clock(local: datetime) -> str:
    hour = local.hour - 12 if local.hour > 12 else local.hour
    return f"{hour}:{local.minute:02d}"
