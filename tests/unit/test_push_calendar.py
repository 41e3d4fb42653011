"""Days of law popularization: when they fall; nights in which nobody is disturbed; recordings by their bytes."""

import io
import struct
import wave
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from domain.audio import LARGEST_BYTES, NotARecording, read_recording
from domain.clock import SHANGHAI, at_civil, civil_date
from domain.errors import BadInput
from domain.push_calendar import CALENDAR_DAYS, DAYS_BY_CODE, CalendarDay, codes_of_names, days_from
from domain.push_plans import PlanState, PushPlan, Repeat, run_after
from domain.push_times import next_push_time
from domain.reach import LONGEST_SCENE, push_scene, read_scene, run_id_of

FIRST = datetime(2026, 11, 23, 1, tzinfo=UTC)


def plan(*codes: str) -> PushPlan:
    """A plan that follows these days, at nine in the morning."""
    state = PlanState.ACTIVE
    return PushPlan("p", "名", None, "420202000000", FIRST, Repeat.CALENDAR, state, FIRST, "s", FIRST, 0, "", (), codes)


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("constitution-day", 2026, [date(2026, 12, 4)]),
        ("disabled-day", 2027, [date(2027, 5, 16)]),
        ("old-peoples-day", 2027, [date(2027, 10, 8)]),
        ("old-peoples-day", 2050, []),
        ("civil-code-month", 2027, [date(2027, 5, day) for day in (1, 8, 15, 22, 29)]),
    ],
)
def test_days_fall_where_the_calendar_says(code: str, year: int, expected: list[date]) -> None:
    assert DAYS_BY_CODE[code].push_days(year) == expected


def test_a_stretch_goes_on_into_the_next_year() -> None:
    found = days_from([DAYS_BY_CODE["wages-winter"]], date(2027, 1, 1), date(2027, 1, 31))
    assert [on for on, _ in found] == [date(2027, 1, 3), date(2027, 1, 10), date(2027, 1, 17), date(2027, 1, 24)]


def test_every_day_has_its_own_code_name_and_basis() -> None:
    assert len(DAYS_BY_CODE) == len(CALENDAR_DAYS) == len({one.name for one in CALENDAR_DAYS})
    assert all(one.basis and one.push_days(2027) for one in CALENDAR_DAYS)
    assert codes_of_names(["妇女节 03-08", "清明"]) == ("womens-day", "qingming")


def test_a_calendar_plan_runs_on_its_days_only_at_its_hour() -> None:
    chosen = plan("constitution-day", "traffic-day")
    assert run_after(chosen, FIRST) == datetime(2026, 12, 2, 1, tzinfo=UTC)
    assert run_after(chosen, datetime(2026, 12, 2, 1, tzinfo=UTC)) == datetime(2026, 12, 4, 1, tzinfo=UTC)
    assert run_after(chosen, datetime(2026, 12, 4, 1, tzinfo=UTC)) == datetime(2027, 12, 2, 1, tzinfo=UTC)
    own = CalendarDay("own", "开渔节", 11, 30, "")
    assert run_after(plan("own"), FIRST, [own]) == datetime(2026, 11, 30, 1, tzinfo=UTC)
    assert run_after(plan("own"), FIRST) is None


@given(some.integers(0, 4 * 365 * 24 * 60), some.integers(0, 23), some.integers(0, 23))
def test_a_push_never_falls_into_the_quiet_hours_and_never_waits_a_day(
    minutes: int, quiet_from: int, until: int
) -> None:
    moment = FIRST + timedelta(minutes=minutes)
    at = next_push_time(moment, quiet_from, until)
    assert moment <= at < moment + timedelta(days=1)
    hour = at.astimezone(SHANGHAI).hour
    quiet = range(quiet_from, until) if quiet_from <= until else [*range(quiet_from, 24), *range(until)]
    assert hour not in quiet
    assert at == moment or at == at_civil(civil_date(at), time(until))


def test_a_scene_names_village_and_run_and_fits_a_code() -> None:
    scene = push_scene("01a21406dec258203c3bb197f8ea", "20261123T0800", "420202005001")
    assert len(scene) <= LONGEST_SCENE
    said = read_scene(scene)
    assert (said.village_code, said.run_id) == (
        "420202005001",
        run_id_of("01a21406dec258203c3bb197f8ea", "20261123T0800"),
    )
    assert read_scene("c=abc&v=12&r=x") == read_scene("")


def wav(seconds: float) -> bytes:
    """Silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(int(16_000 * seconds)))
    return file.getvalue()


def mp3(frames: int) -> bytes:
    """MPEG-1 layer III frames at 128 kbit/s and 44.1 kHz, behind a tag."""
    return b"ID3\x04\x00\x00\x00\x00\x00\x05" + bytes(5) + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def m4a(seconds: int, handler: bytes = b"soun") -> bytes:
    """The boxes of a sound file that matter."""

    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", 8 + len(content), name) + content

    mvhd = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    track = box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))
    return box(b"ftyp", b"M4A \x00\x00\x00\x00") + box(b"moov", mvhd + track) + box(b"mdat", bytes(100))


@pytest.mark.parametrize(
    ("raw", "kind", "seconds"),
    [(wav(3), "audio/wav", 3), (mp3(383), "audio/mpeg", 10), (m4a(61), "audio/mp4", 61)],
)
def test_recordings_are_known_by_their_bytes(raw: bytes, kind: str, seconds: int) -> None:
    found = read_recording(raw)
    assert (found.content_type, found.seconds) == (kind, seconds)


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"\x89PNG\r\n\x1a\n" + bytes(99), mp3(3), m4a(5, b"vide"), wav(3)[:20], m4a(5)[:30]]
)
def test_what_is_no_recording_is_refused(raw: bytes) -> None:
    with pytest.raises(NotARecording):
        read_recording(raw)


@pytest.mark.parametrize("raw", [wav(0.1), m4a(601), bytes(LARGEST_BYTES + 1)])
def test_too_short_too_long_or_too_large_is_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(BadInput, match="。"):
        read_recording(raw)


@given(some.binary(max_size=300))
@example(b"ID3")
def test_no_bytes_at_all_break_the_reading(raw: bytes) -> None:
    for head in (
        b"",
        b"RIFF\x00\x00\x00\x00WAVE",
        b"\x00\x00\x00\x10ftypM4A ",
        b"ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb",
    ):
        with pytest.raises(BadInput):
            read_recording(head + raw)
