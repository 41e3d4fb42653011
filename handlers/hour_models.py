"""Types and models of hours that the advisor's doors and the staff's share."""

import re
from datetime import date, time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from actions.log_hours import EntryTold
from domain.divisions import Division
from domain.duties import DutyMeasure, DutyPeriod, DutyProgress
from domain.hours import (
    ENTRY_KIND_NAMES,
    ENTRY_STATE_NAMES,
    ENTRY_WAY_NAMES,
    LONGEST_EXTRA,
    LONGEST_SUMMARY,
    MOST_PEOPLE,
    Entry,
    EntryDraft,
    EntryKind,
    EntryState,
    EntryWay,
)
from domain.places import IN_VILLAGE_NAMES, InVillage, Spot
from domain.village_years import Progress
from handlers.models import DIVISION_CODE, Answer, Request, ShanghaiTime

CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
DAY = r"\d{4}-\d{2}-\d{2}"


def _clock_text(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(CLOCK, value.strip(), re.ASCII):
        raise ValueError("时间格式应为 09:00。")
    return value.strip()


def _day_text(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(DAY, value.strip(), re.ASCII):
        raise ValueError("日期格式应为 2026-01-03。")
    return value.strip()


ClockTime = Annotated[
    time,
    BeforeValidator(_clock_text),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{CLOCK}$", "examples": ["09:00"]}),
]
Day = Annotated[
    date, BeforeValidator(_day_text), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-03"]})
]


class SpotBody(Request):
    """A place in GCJ-02; used at once and kept nowhere."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class EntryBody(Request):
    """What an advisor writes down of one service."""

    village_code: str = Field(pattern=DIVISION_CODE, description="村（社区）的12位区划代码")
    on: Day
    from_time: ClockTime = Field(description="按5分钟取整")
    to_time: ClockTime = Field(description="按5分钟取整，同一天内")
    kind: EntryKind
    way: EntryWay
    summary: str = Field(min_length=1, max_length=LONGEST_SUMMARY)
    people_count: int = Field(ge=0, le=MOST_PEOPLE)
    place: str = Field("", max_length=LONGEST_EXTRA, description="地点，可不填")
    served: str = Field("", max_length=LONGEST_EXTRA, description="对象，可不填；姓名只留姓，其余不保存")
    result: str = Field("", max_length=LONGEST_EXTRA, description="结果，可不填")
    remark: str = Field("", max_length=LONGEST_EXTRA, description="备注，可不填")
    spot: SpotBody | None = Field(None, description="手机所在位置，可不填；只换算成“在村、不在村”，坐标不保存")

    def draft(self) -> EntryDraft:
        """The entry as the domain knows it."""
        return EntryDraft(
            self.village_code,
            self.on,
            self.from_time,
            self.to_time,
            self.kind,
            self.way,
            self.summary,
            self.people_count,
            place=self.place,
            served=self.served,
            result=self.result,
            remark=self.remark,
        )

    def where(self) -> Spot | None:
        """Where the phone was, if it was told."""
        return Spot(self.spot.latitude, self.spot.longitude) if self.spot else None


class NewEntryBody(EntryBody):
    """A new entry; with a client_id a retry keeps one entry."""

    client_id: str | None = Field(
        None, min_length=1, max_length=64, description="离线补传时由小程序生成，重传不会重复记录"
    )


class EntryView(Answer):
    """An entry as its advisor sees it."""

    id: str
    village_code: str
    village_name: str
    on: date
    from_time: ClockTime
    to_time: ClockTime
    minutes: int
    kind: EntryKind
    kind_name: str
    way: EntryWay
    way_name: str
    summary: str
    people_count: int
    place: str
    served: str
    result: str
    remark: str
    in_village: InVillage
    in_village_name: str
    photo_ids: list[str]
    state: EntryState
    state_name: str
    return_reason: str | None
    late: bool
    revision: int
    created_at: ShanghaiTime

    @classmethod
    def of(cls, told: EntryTold) -> "EntryView":
        """The entry as told to its advisor."""
        return cls(**entry_facts(told.entry, told.village))


def entry_facts(entry: Entry, village: Division | None) -> dict[str, Any]:
    """What everybody who may see an entry sees of it."""
    return {
        "id": entry.id,
        "village_code": entry.village_code,
        "village_name": village.spoken_name if village else entry.village_code,
        "on": entry.on,
        "from_time": f"{entry.from_time:%H:%M}",
        "to_time": f"{entry.to_time:%H:%M}",
        "minutes": entry.minutes,
        "kind": entry.kind,
        "kind_name": ENTRY_KIND_NAMES[entry.kind],
        "way": entry.way,
        "way_name": ENTRY_WAY_NAMES[entry.way],
        "summary": entry.summary,
        "people_count": entry.people_count,
        "place": entry.place,
        "served": entry.served,
        "result": entry.result,
        "remark": entry.remark,
        "in_village": entry.in_village,
        "in_village_name": IN_VILLAGE_NAMES[entry.in_village],
        "photo_ids": list(entry.photo_ids),
        "state": entry.state,
        "state_name": ENTRY_STATE_NAMES[entry.state],
        "return_reason": entry.return_reason,
        "late": entry.late,
        "revision": entry.revision,
        "created_at": entry.created_at,
    }


class DutyView(Answer):
    """How one duty of an advisor stands."""

    name: str
    period: DutyPeriod
    measure: DutyMeasure
    amount: int
    done: int
    awaiting: int
    fulfilled: bool
    missed: list[str]
    sentence: str

    @classmethod
    def of(cls, told: DutyProgress) -> "DutyView":
        """The duty as told."""
        duty = told.duty
        return cls(
            name=duty.name,
            period=duty.period,
            measure=duty.measure,
            amount=duty.amount,
            done=told.done,
            awaiting=told.awaiting,
            fulfilled=told.fulfilled,
            missed=list(told.missed),
            sentence=told.sentence,
        )


def progress_facts(progress: Progress) -> dict[str, Any]:
    """How far a village's year has come."""
    return {
        "target_minutes": progress.target_minutes,
        "approved_minutes": progress.sums.approved_minutes,
        "awaiting_minutes": progress.sums.awaiting_minutes,
        "awaiting_count": progress.sums.awaiting_count,
        "returned_count": progress.sums.returned_count,
        "expected_minutes": progress.expected_minutes,
        "behind_minutes": progress.behind_minutes,
        "standing": progress.standing,
        "forecast_minutes": progress.pace.forecast_minutes,
        "short_minutes": progress.pace.short_minutes,
        "forecast_sentence": progress.pace.sentence,
    }
