"""Recordings of an article read aloud: what a file really is, by its bytes, and how long it lasts. Pure; blocking.

Source: MPEG-1/2 audio frame header (ISO 11172-3, 13818-3), RIFF/WAVE, ISO base media file format (14496-12).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import BadInput

LARGEST_BYTES = 8 * 1024 * 1024
LONGEST_SECONDS, SHORTEST_SECONDS = 600, 1
BITRATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SAMPLE_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
MPEG_1, LAYER_3 = 3, 1
FEWEST_FRAMES = 10
CONTAINERS = (b"moov", b"trak", b"mdia")


class NotARecording(BadInput):
    """The file is no recording that every phone plays."""

    code = "not_a_recording"
    message = "这不是能播放的录音，请上传 MP3、M4A 或 WAV 文件。"


@dataclass(frozen=True)
class Recording:
    """A recording with its true type. Units: seconds."""

    content_type: str
    seconds: int


def read_recording(raw: bytes) -> Recording:
    """What the file is and how long it lasts.

    Raises: NotARecording, BadInput (too large, too long, silent).
    """
    if len(raw) > LARGEST_BYTES:
        raise BadInput("录音太大，最多8MB。请用手机录音的普通音质。", code="recording_too_large")
    kind, seconds = _measure(raw)
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise BadInput("录音的长度应在1秒到10分钟之间。", code="recording_length")
    return Recording(kind, round(seconds))


def _measure(raw: bytes) -> tuple[str, float]:
    try:
        if raw[:4] == b"RIFF" and raw[8:12] == b"WAVE":
            return "audio/wav", _wave_seconds(raw)
        if raw[4:8] == b"ftyp":
            return "audio/mp4", _mp4_seconds(raw)
        return "audio/mpeg", _mpeg_seconds(raw)
    except (struct.error, IndexError, ZeroDivisionError):
        raise NotARecording() from None


def _wave_seconds(raw: bytes) -> float:
    at, bytes_a_second = 12, 0
    while at + 8 <= len(raw):
        name, size = raw[at : at + 4], struct.unpack_from("<I", raw, at + 4)[0]
        if name == b"fmt ":
            bytes_a_second = struct.unpack_from("<I", raw, at + 16)[0]
        if name == b"data":
            return float(min(size, len(raw) - at - 8) / bytes_a_second)
        at += 8 + size + size % 2
    raise NotARecording()


def _mp4_seconds(raw: bytes) -> float:
    handlers, seconds = set[bytes](), 0.0
    for name, start, end in _boxes(raw, 0, len(raw)):
        if name == b"hdlr":
            handlers.add(raw[start + 8 : start + 12])
        if name == b"mvhd":
            version = raw[start]
            scale_at = start + (20 if version else 12)
            scale = struct.unpack_from(">I", raw, scale_at)[0]
            length = struct.unpack_from(">Q" if version else ">I", raw, scale_at + 4)[0]
            seconds = length / scale
        del end
    if b"soun" not in handlers or b"vide" in handlers:
        raise NotARecording()
    return seconds


def _boxes(raw: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while start + 8 <= end:
        size, name = struct.unpack_from(">I4s", raw, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", raw, start + 8)[0], 16
        stop = end if size == 0 else start + size
        if (size and size < head) or stop > end:
            return
        yield name, start + head, stop
        if name in CONTAINERS:
            yield from _boxes(raw, start + head, stop)
        start = stop


def _mpeg_seconds(raw: bytes) -> float:
    at = _after_id3(raw)
    seconds, frames = 0.0, 0
    while at + 4 <= len(raw):
        frame = _frame(raw, at)
        if frame is None:
            break
        size, length = frame
        seconds, frames, at = seconds + length, frames + 1, at + size
    if frames < FEWEST_FRAMES:
        raise NotARecording()
    return seconds


def _after_id3(raw: bytes) -> int:
    if raw[:3] != b"ID3":
        return 0
    high, upper, lower, low = struct.unpack_from(">4B", raw, 6)  # seven bits in each
    return 10 + int(high << 21 | upper << 14 | lower << 7 | low)


def _frame(raw: bytes, at: int) -> tuple[int, float] | None:
    """The bytes and seconds of a layer III frame, or None where there is none."""
    header = struct.unpack_from(">I", raw, at)[0]
    version, layer = header >> 19 & 3, header >> 17 & 3
    rate_number, bits_number, padding = header >> 10 & 3, header >> 12 & 15, header >> 9 & 1
    if header >> 21 != 0x7FF or layer != LAYER_3 or version == 1 or rate_number == 3 or bits_number in (0, 15):
        return None
    rate = SAMPLE_RATES[version][rate_number]
    kilobits = (BITRATES_1 if version == MPEG_1 else BITRATES_2)[bits_number]
    samples = 1152 if version == MPEG_1 else 576
    return samples // 8 * kilobits * 1000 // rate + padding, samples / rate
