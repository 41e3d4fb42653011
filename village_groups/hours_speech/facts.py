"""What was done, how, for how many, and in which of the advisor's villages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.hours import MOST_PEOPLE, EntryKind, EntryWay
from village_groups.hours_speech.numbers import NUMBER, read_number

KIND_WORDS = (
    (EntryKind.LECTURE, r"讲座|讲课|讲法|宣讲|普法|法治课|培训|讲(?:了|解)?民法典|上(?:了|一|堂|节)*课"),
    (EntryKind.LEGAL_AID, r"法律援助|法援"),
    (
        EntryKind.CONTRACT_REVIEW,
        r"审(?:查|核|阅|看|了)?.{0,8}(?:合同|协议|章程|村规民约)|合同审查|村规民约|把关.{0,4}合同",
    ),
    (EntryKind.DOCUMENT, r"(?:代写|起草|拟写?|写)(?:一份|了|个)?(?:人民)?调解"),
    (EntryKind.MEDIATION, r"调解|劝和|说和|调处|化解"),
    (EntryKind.DOCUMENT, r"代写|代书|起草|拟(?:了|定|写)|写(?:了|一)?.{0,4}(?:诉状|起诉书|申请书|协议|遗嘱)"),
    (EntryKind.VISIT, r"走访|入户|回访|慰问|上门|排查|探望"),
    (EntryKind.CONSULTATION, r"咨询|解答|答复|接待|来访|坐班|值班|值守|法律意见|问法"),
    (EntryKind.MEDIATION, r"纠纷|矛盾"),
)
OTHER_WORDS = r"其他|别的|开会|会议|列席"
_KINDS = tuple((kind, re.compile(words)) for kind, words in (*KIND_WORDS, (EntryKind.OTHER, OTHER_WORDS)))
_PHONE = re.compile(r"电话|打手机|通话")
_ONLINE = re.compile(r"微信|视频|线上|网上|网络|语音通话")
_ON_SITE = re.compile(r"现场|到村|当面|坐班|上门|入户")

_FOLK = r"(?:人次|人|名|位|村民|居民|群众|老乡|老人|妇女|学生|家长|党员|干部|当事人|工人|农民工)"
_PEOPLE = re.compile(
    rf"(?P<few>十几|几十|(?:{NUMBER}))(?P<more>多|余|来)?(?:个|名|位)?{_FOLK}|(?P<houses>{NUMBER})(?P<more2>多|余)?(?:户|家)"
)
_PEOPLE_ALONE = re.compile(
    rf"(?:一共|总共|共|共计|合计|约|大概|大约|有|来了|参加|参与|服务|接待|对象|人数|群众|村民|居民|[:是了有])*"
    rf"(?:十几|几十|{NUMBER})(?:多|余|来)?(?:个|名|位)?(?:{_FOLK}|户|家)(?:参加|参与|左右|到场|听课|听讲|来访|在场|了)*"
)
_FEW = {"十几": 10, "几十": 20}

_ENDINGS = ("社区居委会", "村委会", "居委会", "社区", "村")
_AROUND_BEFORE = r"(?:在|到|去|于|来|为|给)?"
_ANOTHER_VILLAGE = re.compile(
    r"(?:[在到去于]|^|(?<=[\x00,，。\d点半分钟头]))([\u4e00-\u9fff]{2,4}?(?:村|社区))(?![部里民规口干务集医支两组头道级庄小])"
)
_NO_NAME = ("本", "我", "各", "全", "该", "我们", "咱们", "我们这个", "农", "乡", "邻", "进", "入", "驻", "困")


@dataclass(frozen=True)
class FoundVillage:
    """Which of the villages are named, and where; ``elsewhere`` is a name that is none of them."""

    codes: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    elsewhere: str | None = None


def find_kind(text: str) -> EntryKind | None:
    """The kind that the words tell; advice on a quarrel is advice, for only mediating is mediation."""
    return next((kind for kind, words in _KINDS if words.search(text)), None)


def find_way(text: str) -> EntryWay | None:
    """How it was done, if that is said."""
    for way, words in ((EntryWay.PHONE, _PHONE), (EntryWay.ONLINE, _ONLINE), (EntryWay.ON_SITE, _ON_SITE)):
        if words.search(text):
            return way
    return None


def find_people(text: str) -> int | None:
    """For how many; households count as one each."""
    found = _PEOPLE.search(text)
    if found is None:
        return None
    said = found["few"] or found["houses"]
    return min(MOST_PEOPLE, _FEW.get(said) or read_number(said))


def only_counts(segment: str) -> bool:
    """Whether a part of the sentence says nothing but how many came."""
    return bool(_PEOPLE_ALONE.fullmatch(segment))


def find_village(text: str, villages: Sequence[tuple[str, str]]) -> FoundVillage:
    """Which of the advisor's villages (code and spoken name) is named; one wrong letter in a name is forgiven."""
    exact = {code: span for code, name in villages if (span := _span_of(text, name))}
    named = exact or {code: span for code, name in villages if (span := _span_of_alike(text, name))}
    if named:
        return FoundVillage(tuple(sorted(named)), tuple(named.values()))
    other = _ANOTHER_VILLAGE.search(text)
    elsewhere = other[1] if other and not other[1].removesuffix("社区").removesuffix("村").endswith(_NO_NAME) else None
    return FoundVillage(elsewhere=elsewhere)


def _span_of(text: str, name: str) -> tuple[int, int] | None:
    core = _core(name)
    found = re.search(rf"{_AROUND_BEFORE}(?:我们)?{re.escape(core)}(?:{'|'.join(_ENDINGS)})?", text)
    return found.span() if found else None


def _span_of_alike(text: str, name: str) -> tuple[int, int] | None:
    """A name of three letters and more with one of them wrong, before 村 or 社区 or after 在, 到, 去."""
    core = _core(name)
    if len(core) < 3:
        return None
    for place in range(len(text) - len(core) + 1):
        part = text[place : place + len(core)]
        wrong = sum(one != other for one, other in zip(part, core, strict=True))
        ending = re.match(rf"{'|'.join(_ENDINGS)}", text[place + len(core) :])
        before = text[place - 1 : place] in ("在", "到", "去")
        if wrong == 1 and (ending or before) and re.fullmatch(r"[\u4e00-\u9fff]+", part):
            return place - before, place + len(core) + (ending.end() if ending else 0)
    return None


def _core(name: str) -> str:
    ending = next((one for one in _ENDINGS if name.endswith(one) and len(name) - len(one) >= 2), "")
    return name.removesuffix(ending)
