"""What concepts mean together: who wishes, who asks, and what makes it mere talk."""

import re

_TALK = frozenset(
    f"talk.{name}"
    for name in (
        "media",
        "game",
        "laugh",
        "homework",
        "career",
        "opinion",
        "hearsay",
        "notice",
        "logistics",
        "advice",
        "yours",
        "asks_after",
        "gratitude",
    )
)
# 「听说困难户请律师不花钱，怎么弄」 asks all the same.
_HEARD = frozenset(("talk.hearsay", "talk.opinion", "talk.media"))
_LONG_PAST = frozenset(("talk.past", "talk.done", "talk.calm"))
_STILL_TRUE = frozenset(("danger.now", "danger.cry_help"))
_NO_DANGER = _TALK - {"talk.logistics", "talk.opinion", "talk.yours"} | {
    "talk.idiom",
    "talk.animals",
    "talk.prevention",
}
_ASKED = frozenset(
    f"asking.{name}"
    for name in ("where", "how", "is_there", "when", "how_much", "materials", "contact", "may_i", "help", "who", "come")
)
_LAW_ASKED = frozenset(f"asking.{name}" for name in ("may_i", "how", "what_to_do", "who", "law_ask", "where"))

_NOUN = (
    r"律师|顾问|懂法|懂行|明白人|诉状|起诉|状子|官司|公证|鉴定|验伤|评残|dna|援助|法援|调解|评.{0,2}理|说和|公道|劝|"
    r"司法所|法律|仲裁|复议|12348|保护令|普法|讲法|讲课|中间人|和事佬|出面|断|公道人|评评"
)
_THIRD = (
    r"(?:他|她|它|人家|别人|他们|她们|对方|邻居|隔壁|老板|公司|厂里|儿子|女儿|闺女|姑娘|孙子|侄子?|外甥|同学|"
    r"同事|朋友|亲戚|媳妇|女婿|亲家|妹夫|姐夫|(?<!我)(?:[大二三四五]?(?:婶|叔|伯|舅|姑|姨|嫂))|"
    r"老表|老[王李张刘陈周吴赵三二大]|小[芳王李张刘]|[王李张刘陈周吴赵]家|那家|我[哥弟姐妹爸妈爹娘爷奶叔姑舅]|"
    r"大伯|两口子|他[家俩]|有人)"
)
# Somebody else is the one who wishes: 「我哥说要去找律师」, not 「他家要做dna，哪里能做」.
_OTHERS_WISH = re.compile(
    rf"(?:^|,)说(?:要|想|去)[^,。!?;]{{0,8}}(?:{_NOUN})|"
    rf"(?<![给替帮跟为和让叫])(?<!给我){_THIRD}[^,。!?;我]{{0,5}}(?:想|要(?!我)|说|打算|准备|请|找|去|非要|做|"
    rf"申请|办|喊|叫|带|已经|都)[^,。!?;]{{0,8}}(?:{_NOUN})"
)
# The wish of the one who speaks: nobody named before it in the clause but herself.
_OWN_WISH = re.compile(
    rf"(?:^|[,。!?;、]|我|俺|咱|我们|咱们|麻烦|下|里|屋|话|到|了|啊|哈)(?:就|也|还|现在|今天|真|很|正|只|都|们|"
    rf"们村|家)?"
    rf"(?:想|要(?!不|是|求|我)|需要|得|打算|准备|急(?:需|着|要)?|寻|求|请(?!大家|各位)|帮|帮我|帮忙|预约|约|找|"
    rf"申请|咨询|联系|派|喊|叫(?!他|她)|能不能|可以)"
    rf"(?:[^,。!?;]{{0,9}})(?:{_NOUN})"
)
_PERSON_IN_DANGER = re.compile(
    r"(?:有人|人|我|俺|他|她|爸|妈|爹|娘|老婆|媳妇|老公|老人|老太太|老头|爷爷|奶奶|孩子|小孩|娃|姑娘|女儿|儿子|"
    r"弟|哥|姐|妹|婆婆|公公|一个(?:人|男的|女的)|两个)"
    r"[^,。!?;]{0,8}(?:晕|倒地|没气|没反应|喘不|抽搐|昏|触电|中毒|溺|淹|掉.{0,3}(?:水|河|塘|井|江|沟|坑|里)|困|"
    r"压|埋|烧伤|受伤|流.{0,3}血|是血|喝.{0,5}(?:药|剂|畏|枯)|"
    r"吞.{0,5}药|吃.{0,6}(?:安眠|农|老鼠)药|割.{0,2}(?:腕|手)|跳(?:楼|河|江|塘|井|下)|要跳|上吊|拖(?:进|走|上|"
    r"到)|抱走|抢走|带走|关起来|绑|撞|没出来|吐(?:血|白沫)|"
    r"(?:拿|持|提|举).{0,3}(?:刀|棍|斧|锹)|不行了|疼得不行)"
)
_BARE = re.compile(
    rf"^(?:找|求|预约|约|请|申请|办|做|咨询|要|想|联系)?(?:个|一个|一下|人民|司法|法律|村)?(?:{_NOUN})"
    r"(?:员|处|书|机构|咨询|预约|申请|服务)?$"
)


def find_cues(text: str, concepts: list[str]) -> list[str]:
    """Names of what the concepts mean together."""
    found = frozenset(concepts)
    groups = {name.partition(".")[0] for name in concepts}
    cues = {
        **_service_cues(text, found, asks="service" in groups),
        **_question_cues(found, groups),
        **_complaint_cues(found),
        **_danger_cues(text, found),
        "nothing": not groups & {"service", "topic", "trouble", "danger"},
    }
    return [f"cue.{name}" for name, holds in cues.items() if holds]


def _service_cues(text: str, found: frozenset[str], *, asks: bool) -> dict[str, bool]:
    talk = bool(found & _TALK)
    others = bool(_OTHERS_WISH.search(text))
    own = bool(_OWN_WISH.search(text))
    asked = asks and bool(found & _ASKED)
    negated = "talk.negated" in found
    past = bool(found & {"talk.past", "talk.done"})
    return {
        "service_asked": asked and not talk,
        "service_asked_amid_talk": asked and talk,
        "service_own_wish": own and not (talk or others or negated),
        "service_own_wish_amid_talk": own and (talk or negated),
        "service_others_wish": others and not asked,
        "service_others_but_asked": others and asked,
        "service_heard_and_asked": asked and talk and found & _TALK <= _HEARD,
        "service_want_seek": asks and {"asking.want", "asking.seek"} <= found and not (talk or others or negated),
        "service_in_question": asks and "asking.ask_end" in found and not (talk or others or negated),
        "service_bare": bool(_BARE.search(text)),
        "service_told": asks and not (asked or own),
        "service_past": asks and past and not asked,
        "service_amid_talk": asks and talk,
        "service_negated": asks and negated,
    }


def _question_cues(found: frozenset[str], groups: set[str]) -> dict[str, bool]:
    asked = bool(found & _LAW_ASKED) or "asking.ask_end" in found
    talk = bool(found & _TALK - {"talk.asks_after"}) or bool({"talk.thanks", "talk.daily"} & found)
    topic = "topic" in groups
    return {
        "topic_asked": topic and asked and not talk,
        "topic_law_asked": topic and bool(found & _LAW_ASKED) and not talk,
        "topic_asked_no_service": topic and asked and not talk and "service" not in groups,
        "topic_asked_amid_talk": topic and asked and talk,
        "topic_told": topic and not asked,
        "topic_daily": topic and "talk.daily" in found,
    }


def _complaint_cues(found: frozenset[str]) -> dict[str, bool]:
    elsewhere = "trouble.elsewhere" in found or bool(found & _TALK - {"talk.logistics", "talk.notice"})
    complains = "trouble.complain" in found or "trouble.complain_act" in found
    ours_bad = {"trouble.ours", "trouble.bad"} <= found
    return {
        "complains": complains and not elsewhere,
        "complains_act": "trouble.complain_act" in found and not elsewhere,
        "complains_of_us": complains and "trouble.ours" in found and not elsewhere,
        "ours_bad": ours_bad and not elsewhere,
        "complains_ours_bad": complains and ours_bad and not elsewhere,
        "complains_officials": complains and "trouble.officials" in found and not elsewhere,
        "complains_elsewhere": complains and elsewhere,
    }


def _danger_cues(text: str, found: frozenset[str]) -> dict[str, bool]:
    signs = {name for name in found if name.startswith("danger.")} - {"danger.now"}
    over = found & _LONG_PAST and not found & _STILL_TRUE
    spoiled = bool(found & _NO_DANGER or over)
    return {
        "danger": bool(signs) and not spoiled,
        "danger_twice": len(signs) > 1 and not spoiled,
        "danger_thrice": len(signs) > 2 and not spoiled,
        "danger_now": bool(signs) and "danger.now" in found and not spoiled,
        "danger_mine": bool(signs) and "asking.first" in found and not spoiled,
        "danger_of_person": bool(_PERSON_IN_DANGER.search(text)) and not spoiled,
        "danger_spoiled": bool(signs) and spoiled,
        "danger_asked": bool(signs) and bool(found & _LAW_ASKED),
    }
