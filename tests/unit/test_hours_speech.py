"""What advisors say of their hours, as they type and dictate it, is read as they mean it."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.hours import EntryDraft, EntryKind, EntryWay
from village_groups.hours_speech import saying
from village_groups.hours_speech.reading import Ask, HoursSaid, complete, merge, read_correction, read_hours

VILLAGES = (("v1", "桂花湾社区"), ("v2", "师院社区"), ("v3", "天桥社区"), ("v4", "上湾村"))
NOW = datetime(2026, 11, 25, 13, 33, tzinfo=UTC)  # Wednesday, 21:33 in China
TODAY = date(2026, 11, 25)
K, W = EntryKind, EntryWay


def read(sentence: str, here: str | None = None) -> EntryDraft | Ask:
    return complete(read_hours(sentence, now=NOW, villages=VILLAGES), now=NOW, villages=VILLAGES, here=here)


def clock(said: str) -> time:
    return time.fromisoformat(said.zfill(5))


# Sentence; day of November (or month/day); from; to; village; kind; people; summary.
SENTENCES: list[tuple[str, str, str, str, str, EntryKind, int, str]] = [
    (
        "@小法 今天上午9点到11点半在桂花湾社区调解宅基地纠纷,3人",
        "25",
        "9:00",
        "11:30",
        "v1",
        K.MEDIATION,
        3,
        "调解宅基地纠纷",
    ),
    (
        "昨天下午两点四十到四点一刻在师院社区接待来访两位村民",
        "24",
        "14:40",
        "16:15",
        "v2",
        K.CONSULTATION,
        2,
        "接待来访两位村民",
    ),
    (
        "周三14点20到15点 桂花弯社区 电话解答土地承包问题",
        "25",
        "14:20",
        "15:00",
        "v1",
        K.CONSULTATION,
        1,
        "电话解答土地承包问题",
    ),
    ("11月3号9:30-11:00 天桥走访独居老人5户", "3", "9:30", "11:00", "v3", K.VISIT, 5, "走访独居老人5户"),
    ("九点到十一点30人听讲座 上湾村", "25", "9:00", "11:00", "v4", K.LECTURE, 30, "30人听讲座"),
    ("刚才在师院调解了一个半钟头", "25", "20:00", "21:30", "v2", K.MEDIATION, 1, "调解"),
    (
        "帮我记一下，今天2点到4点桂花湾，审查土地流转合同",
        "25",
        "14:00",
        "16:00",
        "v1",
        K.CONTRACT_REVIEW,
        1,
        "审查土地流转合同",
    ),
    (
        "上周五从9点开始到12点结束，在天桥社区普法宣讲，来了五十多人",
        "20",
        "9:00",
        "12:00",
        "v3",
        K.LECTURE,
        50,
        "普法宣讲",
    ),
    (
        "今天上午九点到十一点半在桂花湾社区给李大爷代写起诉状，1人",
        "25",
        "9:00",
        "11:30",
        "v1",
        K.DOCUMENT,
        1,
        "给李大爷代写起诉状",
    ),
    ("今天上五9典到11典在上湾村调节土地就纷，3人", "25", "9:00", "11:00", "v4", K.MEDIATION, 3, "调解土地纠纷"),
    ("昨晚7点半到9点上湾村村民会讲民法典，30余人参加", "24", "19:30", "21:00", "v4", K.LECTURE, 30, "村民会讲民法典"),
    (
        "前天下午3点到5点天桥社区，微信解答劳动合同问题，2人",
        "23",
        "15:00",
        "17:00",
        "v3",
        K.CONSULTATION,
        2,
        "微信解答劳动合同问题",
    ),
    ("3号下午讲课2点到4点，师院社区，40人", "3", "14:00", "16:00", "v2", K.LECTURE, 40, "讲课"),
    ("9点在桂花湾调解邻里矛盾到11点半", "25", "9:00", "11:30", "v1", K.MEDIATION, 1, "调解邻里矛盾"),
    ("晚上7点到8点半在师院社区接待咨询,4个人", "25", "19:00", "20:30", "v2", K.CONSULTATION, 4, "接待咨询"),
    ("11点到下午1点在上湾村调解，双方6人", "25", "11:00", "13:00", "v4", K.MEDIATION, 6, "调解，双方6人"),
    ("14.30-16.00 桂花湾社区走访", "25", "14:30", "16:00", "v1", K.VISIT, 1, "走访"),
    ("11.3上午十点到十点零五分上湾村电话咨询", "3", "10:00", "10:05", "v4", K.CONSULTATION, 1, "电话咨询"),
    ("9时30分至11时 在天桥社区办理法律援助申请 1人", "25", "9:30", "11:00", "v3", K.LEGAL_AID, 1, "办理法律援助申请"),
    ("上午九到十一点半桂花湾社区坐班，接待群众8人", "25", "9:00", "11:30", "v1", K.CONSULTATION, 8, "坐班"),
    (
        "2026年11月18日 8:30—10:00 师院社区 审核村规民约",
        "18",
        "8:30",
        "10:00",
        "v2",
        K.CONTRACT_REVIEW,
        1,
        "审核村规民约",
    ),
    ("2026-11-12 14:00~15:30 上湾村入户走访 6户", "12", "14:00", "15:30", "v4", K.VISIT, 6, "入户走访"),
    ("星期一上午10点到12点桂花湾社区咨询3人", "23", "10:00", "12:00", "v1", K.CONSULTATION, 3, "咨询3人"),
    ("礼拜天下午两点到三点半上湾村调解婚姻纠纷 两个人", "22", "14:00", "15:30", "v4", K.MEDIATION, 2, "调解婚姻纠纷"),
    ("上周三9点至10点天桥社区电话答复赡养问题", "18", "9:00", "10:00", "v3", K.CONSULTATION, 1, "电话答复赡养问题"),
    ("上上周二下午4点到5点师院社区起草调解协议书", "10", "16:00", "17:00", "v2", K.DOCUMENT, 1, "起草调解协议书"),
    ("记工时 昨天8点半到9点 桂花湾 接待", "24", "8:30", "9:00", "v1", K.CONSULTATION, 1, "接待"),
    (
        "工时登记：今天3点到4点半，天桥社区，调处工资纠纷，5名农民工",
        "25",
        "15:00",
        "16:30",
        "v3",
        K.MEDIATION,
        5,
        "调处工资纠纷",
    ),
    ("补记11月5日下午1点到3点在上湾村慰问老人，3位", "5", "13:00", "15:00", "v4", K.VISIT, 3, "慰问老人"),
    (
        "小法，我上午八点半开始两个小时在桂花湾社区调解相邻通行纠纷，4人",
        "25",
        "8:30",
        "10:30",
        "v1",
        K.MEDIATION,
        4,
        "调解相邻通行纠纷",
    ),
    ("上午9点起40分钟 师院社区 电话咨询", "25", "9:00", "9:40", "v2", K.CONSULTATION, 1, "电话咨询"),
    ("刚刚在天桥社区接待群众咨询半个小时", "25", "21:00", "21:30", "v3", K.CONSULTATION, 1, "接待群众咨询"),
    ("刚才两个半小时在上湾村调解，三人", "25", "19:00", "21:30", "v4", K.MEDIATION, 3, "调解"),
    ("晚上8点到现在在师院社区调解", "25", "20:00", "21:30", "v2", K.MEDIATION, 1, "调解"),
    ("上午10:05到10:50桂花湾社区视频咨询离婚财产", "25", "10:05", "10:50", "v1", K.CONSULTATION, 1, "视频咨询离婚财产"),
    ("今天 ９：００－１１：００ 天桥社区 讲座 100人", "25", "9:00", "11:00", "v3", K.LECTURE, 100, "讲座"),
    ("十月八号上午九点到十点上湾村咨询", "10/8", "9:00", "10:00", "v4", K.CONSULTATION, 1, "咨询"),
    ("12月30日14点到15点师院社区走访", "12/30", "14:00", "15:00", "v2", K.VISIT, 1, "走访"),
    ("三天前上午9点到10点桂花湾社区咨询", "22", "9:00", "10:00", "v1", K.CONSULTATION, 1, "咨询"),
    ("中午12点到1点天桥社区调解打架赔偿 2人", "25", "12:00", "13:00", "v3", K.MEDIATION, 2, "调解打架赔偿"),
    ("早上7点到8点上湾村田间调解水源纠纷", "25", "7:00", "8:00", "v4", K.MEDIATION, 1, "田间调解水源纠纷"),
    ("傍晚6点到7点师院社区上门给残疾人送法", "25", "18:00", "19:00", "v2", K.VISIT, 1, "上门给残疾人送法"),
    ("下午1:30-2:15桂花湾社区审看租房合同", "25", "13:30", "14:15", "v1", K.CONTRACT_REVIEW, 1, "审看租房合同"),
    ("今早8点到9点桂花湾社区值班", "25", "8:00", "9:00", "v1", K.CONSULTATION, 1, "值班"),
    ("昨下午2点-3点半天桥社区代写申请书1份", "24", "14:00", "15:30", "v3", K.DOCUMENT, 1, "代写申请书1份"),
    ("前晚8点到9点师院社区线上普法 120人", "23", "20:00", "21:00", "v2", K.LECTURE, 120, "线上普法"),
    ("上个月28号上午9点到11点上湾村调解", "10/28", "9:00", "11:00", "v4", K.MEDIATION, 1, "调解"),
    ("20号10点到11点45分 桂花湾 咨询工伤赔偿 1人", "20", "10:00", "11:45", "v1", K.CONSULTATION, 1, "咨询工伤赔偿"),
    (
        "@小法帮我登记工时，金天上午10点到11点，在师院社区，质询拆迁补偿",
        "25",
        "10:00",
        "11:00",
        "v2",
        K.CONSULTATION,
        1,
        "咨询拆迁补偿",
    ),
    ("坐天9点道11点天桥社区条解邻居漏水就纷 3人", "24", "9:00", "11:00", "v3", K.MEDIATION, 3, "调解邻居漏水纠纷"),
    ("上湾村今天下午三点钟到四点钟法律咨询共五人", "25", "15:00", "16:00", "v4", K.CONSULTATION, 5, "法律咨询共五人"),
    ("桂花湾社区，上午9:02到9:58，电话咨询", "25", "9:00", "9:55", "v1", K.CONSULTATION, 1, "电话咨询"),
    ("今天上午10点到11点30人来咨询师院社区拆迁", "25", "10:00", "11:00", "v2", K.CONSULTATION, 30, "30人来咨询，拆迁"),
    ("周一晚上七点到八点三刻在上湾村开讲座二十来个人", "23", "19:00", "20:45", "v4", K.LECTURE, 20, "开讲座二十来个人"),
    (
        "小法 今天在天桥社区 2点半到3点 帮一位老人写遗嘱",
        "25",
        "14:30",
        "15:00",
        "v3",
        K.DOCUMENT,
        1,
        "帮一位老人写遗嘱",
    ),
    (
        "昨天上午我去了桂花湾社区，10点到12点，处理赡养纠纷，来了3个人",
        "24",
        "10:00",
        "12:00",
        "v1",
        K.MEDIATION,
        3,
        "处理赡养纠纷",
    ),
    ("今天下午在师院社区2点到5点排查矛盾", "25", "14:00", "17:00", "v2", K.VISIT, 1, "排查矛盾"),
    ("到11点半结束，两个小时，上湾村调解", "25", "9:30", "11:30", "v4", K.MEDIATION, 1, "调解"),
    (
        "10月25日 上午8点到中午12点 桂花湾社区 反诈宣讲 200人",
        "10/25",
        "8:00",
        "12:00",
        "v1",
        K.LECTURE,
        200,
        "反诈宣讲",
    ),
    ("今天1点到2点30分天桥社区列席村民代表会议 15人", "25", "13:00", "14:30", "v3", K.OTHER, 15, "列席村民代表会议"),
    (
        "下午四点二十到五点十分在桂花湾社区调解一起交通事故赔偿纠纷，当事人3人",
        "25",
        "16:20",
        "17:10",
        "v1",
        K.MEDIATION,
        3,
        "调解一起交通事故赔偿纠纷，当事人3人",
    ),
    ("25号晚上六点半到八点，上湾村，普法，八十人左右", "25", "18:30", "20:00", "v4", K.LECTURE, 80, "普法"),
]


@pytest.mark.parametrize("row", SENTENCES, ids=[row[0] for row in SENTENCES])
def test_what_advisors_say_is_read_as_they_mean_it(row: tuple[Any, ...]) -> None:
    sentence, on, start, end, village, kind, people, summary = row
    month, _, day = on.rpartition("/")
    said = date(2026, int(month or 11), int(day))
    said = said if said <= TODAY else said.replace(year=2025)
    found = read(sentence)
    assert isinstance(found, EntryDraft), found
    assert (found.on, found.from_time, found.to_time) == (said, clock(start), clock(end))
    assert (found.village_code, found.kind, found.people_count, found.summary) == (village, kind, people, summary)


@pytest.mark.parametrize(
    ("sentence", "ask"),
    [
        ("今天下午在桂花湾接待来访两个小时", Ask.TIMES),
        ("@小法 桂花湾社区 9点 开始 调解", Ask.END),
        ("@小法 桂花湾社区调解到11点", Ask.START),
        ("7点到9点 桂花湾社区 调解", Ask.HALF_OF_DAY),
        ("今天9点到10点调解", Ask.VILLAGE),
        ("记工时：昨天在李家村9点到10点咨询", Ask.VILLAGE),
        ("桂花湾社区和师院社区 9点到10点咨询", Ask.VILLAGE),
        ("@小法 今天9:00-11:00 石桥村 法律咨询 2人", Ask.VILLAGE),
        ("@小法 记工时 今天9点到11点 桂花湾社区", Ask.WHAT),
        ("今天9点到11点 桂花湾社区讲座", Ask.PEOPLE),
        ("明天9点到11点 桂花湾社区调解", Ask.FUTURE),
        ("今天晚上10点到11点 桂花湾社区调解", Ask.FUTURE),
    ],
)
def test_where_it_is_unsure_it_asks_one_thing(sentence: str, ask: Ask) -> None:
    assert read(sentence) is ask
    question = saying.ask_for(ask, VILLAGES)
    assert question.count("？") == 1


def test_the_village_goes_without_saying_in_its_own_group_or_for_an_advisor_of_one() -> None:
    found = read("今天9点到10点调解", here="v2")
    assert isinstance(found, EntryDraft) and found.village_code == "v2"
    for words in ("在本村", "在村部", "审核村规民约", "走访农村老人", "去村里", "给村民"):
        own = read(f"今天9点到10点{words}咨询", here="v2")
        assert isinstance(own, EntryDraft) and own.village_code == "v2", words
    said = read_hours("今天9点到10点调解", now=NOW, villages=VILLAGES[:1])
    only = complete(said, now=NOW, villages=VILLAGES[:1], here=None)
    assert isinstance(only, EntryDraft) and only.village_code == "v1"


START = read_hours("昨天上午9点到11点半在桂花湾社区调解宅基地纠纷,3人", now=NOW, villages=VILLAGES)


@pytest.mark.parametrize(
    ("correction", "changed"),
    [
        ("不对，是10点到12点", {"from_time": time(10), "to_time": time(12)}),
        ("10点开始", {"from_time": time(10)}),
        ("不是9点，是10点开始", {"from_time": time(10)}),
        ("不对，是7点半开始", {"from_time": time(7, 30)}),
        ("到12点", {"to_time": time(12)}),
        ("改成5人", {"people_count": 5}),
        ("12", {"people_count": 12}),
        ("是师院社区", {"village_code": "v2"}),
        ("不是调解,是咨询", {"kind": K.CONSULTATION}),
        ("是前天", {"on": date(2026, 11, 23)}),
        ("是电话", {"way": W.PHONE}),
        ("是下午", {"from_time": time(21), "to_time": time(23, 30)}),
        ("两个小时", {"to_time": time(11)}),
        ("内容改成调解土地承包纠纷", {"summary": "调解土地承包纠纷"}),
    ],
)
def test_a_correction_changes_just_what_it_names(correction: str, changed: dict[str, Any]) -> None:
    merged = merge(START, read_correction(correction, now=NOW, villages=VILLAGES))
    for name in ("on", "from_time", "to_time", "village_code", "kind", "way", "people_count", "summary"):
        assert getattr(merged, name) == changed.get(name, getattr(START, name)), name


def test_an_answer_fills_what_was_asked() -> None:
    said = read_hours("今天下午在桂花湾接待来访两个小时", now=NOW, villages=VILLAGES)
    answered = merge(said, read_correction("3点", now=NOW, villages=VILLAGES))
    assert (answered.from_time, answered.to_time) == (time(15), time(17))
    evening = merge(
        read_hours("7点到9点 桂花湾社区 调解", now=NOW, villages=VILLAGES),
        read_correction("晚上", now=NOW, villages=VILLAGES),
    )
    assert (evening.from_time, evening.to_time, evening.either) == (time(19), time(21), False)


@pytest.mark.parametrize("words", ["确认", "对", "好的", "是", "嗯", "OK", "@小法 确认。", "没错！"])
def test_words_that_agree(words: str) -> None:
    assert saying.is_yes(words)


@pytest.mark.parametrize("words", ["好的，明天见", "对面的王家", "是10点", "确认一下时间", "不对"])
def test_words_that_do_not_agree(words: str) -> None:
    assert not saying.is_yes(words)
    assert not saying.is_clear_yes(words)


# --- a draft told in a sentence is read as that draft ----------------------------------------------------------------

WORK = {
    K.CONSULTATION: ["解答土地承包问题", "接待来访咨询", "答复工伤赔偿问题"],
    K.MEDIATION: ["调解宅基地纠纷", "调解赡养矛盾", "化解邻里争议"],
    K.LECTURE: ["普法宣讲", "民法典讲座", "反诈讲课"],
    K.CONTRACT_REVIEW: ["审查租房合同", "审核村规民约"],
    K.LEGAL_AID: ["代办法律援助申请"],
    K.DOCUMENT: ["代写起诉状", "起草离婚协议"],
    K.VISIT: ["走访困难家庭", "入户回访"],
    K.OTHER: ["列席代表会议"],
}
WAYS = {W.ON_SITE: "", W.PHONE: "电话", W.ONLINE: "微信"}
NUMERALS = "零一二三四五六七八九十"


def chinese(number: int) -> str:
    tens, rest = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return f"{ten}{NUMERALS[rest] if rest or not tens else ''}"


@st.composite
def drafts(draw: st.DrawFn) -> EntryDraft:
    kind = draw(st.sampled_from(sorted(WORK)))
    way = draw(st.sampled_from(sorted(WAYS)))
    start = draw(st.integers(7 * 12, 19 * 12))
    end = start + draw(st.integers(1, 24))
    minutes = lambda step: time(step * 5 // 60, step * 5 % 60)  # noqa: E731  a name for one line
    return EntryDraft(
        draw(st.sampled_from(VILLAGES))[0],
        date.fromordinal(TODAY.toordinal() - draw(st.integers(1, 300))),
        minutes(start),
        minutes(end),
        kind,
        way,
        WAYS[way] + draw(st.sampled_from(WORK[kind])),
        draw(st.integers(1, 400)),
    )


def say_clock(at: time, style: str) -> str:
    part = "上午" if at.hour < 12 else "中午" if at.hour == 12 else "下午" if at.hour < 18 else "晚上"
    hour = at.hour - 12 if at.hour > 12 else at.hour
    if style == "figures":
        return f"{at:%H:%M}"
    if style == "mixed":
        return f"{part}{hour}点{'半' if at.minute == 30 else f'{at.minute:02d}' if at.minute else ''}"
    minute = (
        "半"
        if at.minute == 30
        else ""
        if not at.minute
        else f"零{NUMERALS[at.minute]}"
        if at.minute < 10
        else chinese(at.minute)
    )
    return f"{part}{'两' if hour == 2 else chinese(hour)}点{minute}{'分' if minute not in ('', '半') else ''}"


def say_day(day: date, style: str) -> str:
    if style == "iso":
        return f"{day.isoformat()} "
    if style == "near" and (TODAY - day).days in (1, 2):
        return ["昨天", "前天"][(TODAY - day).days - 1]
    return (
        f"{day.year}年{day.month}月{day.day}日"
        if day.year < TODAY.year or style == "full"
        else f"{day.month}月{day.day}号"
    )


@settings(max_examples=150, deadline=None)
@given(
    draft=drafts(),
    clock_style=st.sampled_from(["figures", "mixed", "spoken"]),
    day_style=st.sampled_from(["iso", "near", "full", "short"]),
    to=st.sampled_from(["到", "至", "-", "～"]),
    lead=st.sampled_from(["", "@小法 ", "记工时：", "@小法 帮我记一下，"]),
    comma=st.sampled_from(["，", ",", " "]),
)
def test_a_draft_told_in_a_sentence_is_read_as_that_draft(
    draft: EntryDraft, clock_style: str, day_style: str, to: str, lead: str, comma: str
) -> None:
    start, end = say_clock(draft.from_time, clock_style), say_clock(draft.to_time, clock_style)
    when = f"{say_day(draft.on, day_style)}{start}{to}{end}"
    village = dict(VILLAGES)[draft.village_code]
    sentence = f"{lead}{when}在{village}{draft.summary}{comma}{draft.people_count}人"
    said = read_hours(sentence, now=NOW, villages=VILLAGES)
    summary = said.summary.removesuffix(
        f"{draft.people_count}人"
    )  # after a blank it may stand for the number of people
    assert complete(said, now=NOW, villages=VILLAGES, here=None) == EntryDraft(
        **{**vars(draft), "summary": said.summary}
    ), sentence
    assert summary == draft.summary, sentence


def test_what_is_shown_back_is_complete_and_short() -> None:
    draft = read(SENTENCES[0][0])
    assert isinstance(draft, EntryDraft)
    assert saying.say_back(draft, "桂花湾社区") == (
        "请核对：11月25日（周三）9:00到11:30（2小时30分钟），桂花湾社区，参与调解，到村现场，3人，调解宅基地纠纷。"
        "对就回“确认”；不对，直接说哪里不对。"
    )
    assert HoursSaid().says_anything is False
