"""The catalogue of services (服务事项) and their guides (办事指南): what it holds, and what a guide must tell.

Everything a resident must bring or know is told once and completely (一次性告知). Versions and publishing are
in domain/catalogue_versions.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from domain.errors import BadInput
from domain.laws import parse_citation
from domain.opening import MeetingWay
from domain.people import ProviderKind
from domain.quarter_hours import QUARTER_MINUTES

# The six doors of the front desk (法律援助、人民调解、法律咨询、找律师、公证、司法鉴定), by the code of the service.
FRONT_DESK_CODES = ("find-lawyer", "legal-advice", "legal-aid", "mediation", "notary", "appraisal")
HOTLINE = "12348"
PLACE_NAMES = ("{county}", "{township}", "{village}")
LONGEST_MINUTES = 240
LONGEST_NAME = 16
LONGEST_SUMMARY = 80
LONGEST_SENTENCE = 120  # what fits a phone without scrolling
MOST_QUESTIONS = 3
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
_SENTENCE_ENDS = ("。", "？", "！")


class MaterialForm(StrEnum):
    """In which form a material is handed in."""

    ORIGINAL = "original"
    COPY = "copy"
    PHOTO = "photo"
    ON_THE_SPOT = "on_the_spot"


MATERIAL_FORM_NAMES = {
    MaterialForm.ORIGINAL: "原件",
    MaterialForm.COPY: "复印件",
    MaterialForm.PHOTO: "照片",
    MaterialForm.ON_THE_SPOT: "当场填写",
}


@dataclass(frozen=True)
class Material:
    """One thing to bring. ``copies`` counts photocopies; ``needed_if`` is the condition, None when always needed."""

    name: str
    form: MaterialForm
    copies: int = 0
    needed_if: str | None = None
    note: str | None = None
    photo_upload: bool = False

    @property
    def always_needed(self) -> bool:
        """Whether everybody must bring it."""
        return self.needed_if is None

    @property
    def form_text(self) -> str:
        """As a resident reads it: 原件，另带复印件1份."""
        name = MATERIAL_FORM_NAMES[self.form]
        if not self.copies:
            return name
        return f"{name}{self.copies}份" if self.form is MaterialForm.COPY else f"{name}，另带复印件{self.copies}份"

    @cached_property
    def line(self) -> str:
        """All of it in one line: 代理人身份证（原件；委托别人代办的要带）."""
        verb = "要填" if self.form is MaterialForm.ON_THE_SPOT else "要带"
        told = [self.form_text, f"{self.needed_if}{verb}" if self.needed_if else "", (self.note or "").rstrip("。")]
        return f"{self.name}（{'；'.join(part for part in told if part)}）"


@dataclass(frozen=True)
class TimeLimit:
    """How long it takes: a sentence; days of the main step where a number is set; the article that sets it."""

    text: str
    days: int | None = None
    working: bool = False
    legal: str | None = None


@dataclass(frozen=True)
class Fee:
    """What it costs."""

    text: str
    free: bool


@dataclass(frozen=True)
class Question:
    """What people often ask, and the answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Guide:
    """办事指南: who may apply, what to bring, what happens, how long, what it costs, by which law, and where."""

    applicants: tuple[str, ...]
    materials: tuple[Material, ...]
    steps: tuple[str, ...]
    time_limit: TimeLimit
    fee: Fee
    legal_basis: tuple[str, ...]
    place: str
    outcome: str
    phone: str = HOTLINE
    green_channel: str | None = None
    faq: tuple[Question, ...] = ()

    @property
    def citations(self) -> tuple[str, ...]:
        """Every article it names."""
        legal = (self.time_limit.legal,) if self.time_limit.legal else ()
        return tuple(dict.fromkeys(self.legal_basis + legal))


@dataclass(frozen=True)
class CatalogueClass:
    """A class of services; every service is in exactly one."""

    id: str
    name: str
    summary: str
    position: int


@dataclass(frozen=True)
class ServiceItem:
    """服务事项: ``id`` is its code and never changes.

    What others handle (a court, an office) is not bookable; ``ask_first`` names the bookable service at which a
    resident can be advised about it.
    """

    id: str
    class_code: str
    name: str
    summary: str
    provider_kinds: tuple[ProviderKind, ...]
    duration_minutes: int
    where: tuple[MeetingWay, ...]
    bookable: bool
    position: int
    guide: Guide
    ask_first: str | None = None


def fill_place(text: str, *, county: str, township: str, village: str) -> str:
    """The text with the names of the resident's county, township and village."""
    for placeholder, name in zip(PLACE_NAMES, (county, township, village), strict=True):
        text = text.replace(placeholder, name)
    return text


def check_item(item: ServiceItem) -> None:
    """Refuse a service whose guide leaves a resident without something that she must know.

    Raises: BadInput, ``fields`` naming each part that is missing or cannot be read on a phone.
    """
    problems = dict([*_item_problems(item), *_guide_problems(item.guide)])
    if problems:
        raise BadInput("服务事项没有写完整，请按提示补充。", code="item_incomplete", fields=problems)


def _item_problems(item: ServiceItem) -> Iterator[tuple[str, str]]:
    if not _CODE.fullmatch(item.id):
        yield "id", "代码只能用小写字母、数字和连字符。"
    if not 2 <= len(item.name) <= LONGEST_NAME:
        yield "name", f"名称应当是2到{LONGEST_NAME}个字。"
    yield from _sentence("summary", item.summary, LONGEST_SUMMARY)
    whole_quarters = item.duration_minutes % QUARTER_MINUTES == 0 and 0 < item.duration_minutes <= LONGEST_MINUTES
    if item.bookable and not (item.provider_kinds and item.where and whole_quarters):
        yield "bookable", "可以预约的事项，要写明由谁提供、在哪里见面、多少分钟（15分钟的整数倍，不超过4小时）。"
    if not item.bookable and (item.provider_kinds or item.duration_minutes):
        yield "bookable", "不能预约的事项，不写由谁提供和多少分钟。"


def _guide_problems(guide: Guide) -> Iterator[tuple[str, str]]:
    lists = {"applicants": guide.applicants, "steps": guide.steps}
    for part, texts in lists.items():
        if not texts:
            yield part, "这一项不能空着。"
        for text in texts:
            yield from _sentence(part, text)
    single = {
        "time_limit": guide.time_limit.text,
        "fee": guide.fee.text,
        "outcome": guide.outcome,
        "place": guide.place,
    }
    if guide.green_channel is not None:
        single["green_channel"] = guide.green_channel
    for part, sentence in single.items():
        yield from _sentence(part, sentence)
    if set(_PLACEHOLDER.findall(guide.place)) - set(PLACE_NAMES):
        yield "place", "地点里只能用{county}、{township}、{village}代表县、乡镇、村的名称。"
    if not guide.phone.strip():
        yield "phone", "请写明电话，没有专线就写12348。"
    yield from _material_problems(guide.materials)
    yield from _citation_problems(guide)
    if len(guide.faq) > MOST_QUESTIONS:
        yield "faq", f"常见问题最多{MOST_QUESTIONS}个。"


def _material_problems(materials: tuple[Material, ...]) -> Iterator[tuple[str, str]]:
    if not materials:
        yield "materials", "请写明要带什么；什么都不用带，也要写明。"
    names = [material.name for material in materials]
    if len(set(names)) != len(names):
        yield "materials", "同一份材料写了两次。"
    for material in materials:
        if not material.name.strip() or not 0 <= material.copies <= 9:
            yield "materials", "材料要有名称，复印件不超过9份。"
        if material.form is MaterialForm.COPY and not material.copies:
            yield "materials", f"“{material.name}”要写明几份复印件。"


def _citation_problems(guide: Guide) -> Iterator[tuple[str, str]]:
    if not guide.legal_basis:
        yield "legal_basis", "请写明依据哪部法律第几条。"
    for citation in guide.citations:
        if parse_citation(citation) is None:
            yield "legal_basis", f"“{citation}”不是法律名称加条号的写法。"


def _sentence(part: str, text: str, longest: int = LONGEST_SENTENCE) -> Iterator[tuple[str, str]]:
    if not text.strip() or len(text) > longest:
        yield part, f"这一项要写，每句不超过{longest}个字。"
    elif not text.endswith(_SENTENCE_ENDS):
        yield part, "句子要写完整，用句号结尾。"
