"""Slips of finger and ear in reports of hours, put right only where nothing else can be meant."""

import re
import unicodedata

from village_groups.intent_model.plain_text import drop_bot_name

_DIGIT = r"[\d零一二两三四五六七八九十]"
_SLIPS = tuple(
    (re.compile(slip), right)
    for slip, right in (
        (rf"(?<={_DIGIT})[店电占](?={_DIGIT}|[到至半整钟开起,，。~—-]|$)", "点"),
        (rf"(?<={_DIGIT})[典奌]", "点"),
        (r"(?<=点)[办伴]", "半"),
        (r"([上下])[五舞无吾](?=\d|[一二两三四五六七八九十])", r"\1午"),
        (r"[金今]田|金天", "今天"),
        (r"[坐作做]天|昨田", "昨天"),
        (r"[就九旧]纷", "纠纷"),
        (r"[择宅]机地|择基地|宅基第", "宅基地"),
        (r"[条挑][解节]|调[节结接](?=.{0,8}(?:纠纷|矛盾|争议|邻里))", "调解"),
        (r"[质资滋]询", "咨询"),
        (r"(?<=[\d一二两三四五六七八九十半个])小[石实食]", "小时"),
        (r"(?<=[点半])[道倒](?=[上下晚中]|\d|[一二两三四五六七八九十])", "到"),
        (r"昨晚上?", "昨天晚上"),
        (r"前晚上?", "前天晚上"),
        (r"今晚上?", "今天晚上"),
        (r"今(?:早上?|晨)", "今天早上"),
        (r"昨(?=[上下]午|早|中午)", "昨天"),
        (r"今(?=[上下]午|中午)", "今天"),
        (r"(?<!\d)([01]?\d|2[0-3])\.([0-5]\d)([到至~-]+)([01]?\d|2[0-3])\.([0-5]\d)(?!\d)", r"\1:\2\3\4:\5"),
        (r"[~～—–―]+|-{2,}", "-"),
    )
)
_BEFORE_A_COUNT = re.compile(rf" (?=(?:共|约|来了)?{_DIGIT}{{1,4}}[多余来]?[个名位]?(?:人|名|位|户|家))")


def tidy(message: str) -> str:
    """One width of letters, no mention of the bot, slips put right; blanks stay, one at a time."""
    text = drop_bot_name(unicodedata.normalize("NFKC", message).lower())
    text = re.sub(r"\s+", " ", text).strip()
    text = _BEFORE_A_COUNT.sub("，", text)
    text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)  # a blank counts only between figures
    for slip, right in _SLIPS:
        text = slip.sub(right, text)
    return text
