"""Everything the bot says in a group. Plain, calm, complete; never a word of anybody's case."""

from collections.abc import Sequence
from datetime import datetime

from actions.smart_bot import BotWords
from domain.clock import SHANGHAI, civil_date
from domain.divisions import Division
from domain.groups import CHANNEL_NAMES, PLAIN_CHINESE, ChannelName, Group
from domain.guides import HOTLINE
from domain.laws import LawArticle, law_key
from domain.matters import Matter, MatterKind
from domain.people import PROVIDER_KIND_NAMES, Provider
from domain.pushes import Article, Card
from domain.services import ServiceClass
from domain.wording import say_minutes

BOOKING_PAGE = "pages/book/index"
LONGEST_QUOTE = 500

CARD_TITLES = {
    ServiceClass.LAWYER: "预约律师",
    ServiceClass.NOTARY: "预约公证",
    ServiceClass.APPRAISAL: "预约司法鉴定",
    ServiceClass.LEGAL_AID: "申请法律援助",
    ServiceClass.MEDIATION: "预约人民调解",
    ServiceClass.ADVICE: "预约法律咨询",
}

FOLLOW_TITLE = "查看办理进展"

UNBOUND_GROUP = (
    f"本群还没有登记所属的村（社区），暂时不能受理。您可以先拨打{HOTLINE}法律服务热线，也可以到司法所当面说。"
)
URGENT_UNBOUND = (
    f"如果有人正处在危险中，请马上拨打110报警；有人受伤，请拨打120。法律帮助可拨{HOTLINE}。"
    "已提醒司法局的工作人员。请再说一声是哪个村的，好找人帮忙。"
)
URGENT_IN_WRITING = (
    "如果有人正处在危险中，请马上拨打110报警；有人受伤，请拨打120。"
    "心里难受时，可以随时拨打12356心理援助热线，有人听您说。已提醒司法所和县司法局，会尽快联系您。"
)
KF_WELCOME = (
    "您好，这里是村（社区）公共法律服务。您可以直接把想问的事打字发过来，比如“想找律师看看征地补偿”，"
    f"会转给您村的法律顾问，6小时内联系您。急事请拨{HOTLINE}，有危险请拨110。"
)
KF_TEXT_ONLY = "这里暂时只能看文字。麻烦您用文字说一下想问的事。"
UNKNOWN_VILLAGE = (
    f"请问您是哪个村（社区）的？请从本村公示的客服码进来再说一次，就能转给您村的法律顾问。急事请拨{HOTLINE}。"
)
GREETING = f"您好，我是法律服务小助手。法律上的事，直接说就行，比如“想找律师”“老板拖欠工资怎么办”。急事请拨{HOTLINE}。"
PRIVATE_HINT = (
    "您刚才在群里写了电话或证件号码，群里的人都能看到。我们只保存了打码后的内容。"
    "建议您撤回那条消息；需要留电话时，在小程序里填写，只有为您办理的人看得到。"
)
GENERAL_HINT = "温馨提示：电话、证件号码不用写在群里，需要时在小程序里填写，只有办理的人看得到。"
BOT_WORDS = BotWords(
    in_work="正在处理，请稍等……",
    too_many="您前面的几句话还在处理，请等答复出来再说。",
    gone="这条消息已经处理过了。",
    welcome="您好，我是法律服务小助手。发“帮助”看我能做什么。",
)


def answer_matter(matter: Matter, advisor: Provider | None) -> str:
    """What the group reads when a matter is taken in."""
    said = {
        MatterKind.EMERGENCY: _emergency,
        MatterKind.COMPLAINT: _complaint,
        MatterKind.QUESTION: _question,
        MatterKind.SERVICE_REQUEST: _service_request,
    }[matter.kind](matter, advisor)
    return f"@{matter.sender_name} {said}" if matter.sender_name else said


def unbound_words(kind: MatterKind, *, private: bool, self_harm: bool = False) -> str:
    """The group belongs to no village yet, or we do not know where a customer lives."""
    if kind is MatterKind.EMERGENCY:
        return f"{self_harm_words()}\n{URGENT_UNBOUND}" if self_harm else URGENT_UNBOUND
    return UNKNOWN_VILLAGE if private else UNBOUND_GROUP


def village_bound(village: Division) -> str:
    """The chat now belongs to a village."""
    return f"本群已绑定到{village.spoken_name}。法律上的事，在群里说一声“想找律师”，就会转给本村的法律顾问。"


def advisor_bound(provider: Provider) -> str:
    """The sender is now known as an advisor."""
    return f"{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}，绑定好了。发“帮助”看我能做什么。"


def without_card(text: str) -> str:
    """The same words for a channel that carries no cards."""
    return text.replace("点下面的卡片", "打开我们的小程序")


def ask_back(kind: MatterKind, service_class: ServiceClass | None, sender_name: str, *, self_harm: bool = False) -> str:
    """One short question that a yes answers; whoever does not answer is left in peace."""
    asked = f"{self_harm_words()}要司法所联系您，请回复“是”。" if self_harm else _question_back(kind, service_class)
    return f"@{sender_name} {asked}" if sender_name else asked


def _question_back(kind: MatterKind, service_class: ServiceClass | None) -> str:
    return {
        MatterKind.EMERGENCY: "是有人正处在危险中吗？请马上拨打110，受伤请拨120。要司法所联系您，请回复“是”。",
        MatterKind.COMPLAINT: "您是想反映法律服务方面的问题吗？要登记请回复“是”，由司法所处理。",
        MatterKind.QUESTION: "您是想咨询法律问题吗？要转给法律顾问请回复“是”。",
        MatterKind.SERVICE_REQUEST: f"您是想{CARD_TITLES[service_class or ServiceClass.ADVICE]}吗？要的话请回复“要”。",
    }[kind]


def emergency_alarm(matter: Matter, village: Division) -> str:
    """What staff read at once; not a word of the case."""
    until = say_deadline(matter.created_at, matter.deadline_at)
    return (
        f"【紧急求助】{village.full_name}有人求助，编号 {matter.id}，请在{until}联系。"
        "请马上打开管理后台“诉求台账”查看；有危险先协助拨打110、120。"
    )


def unplaced_alarm(group: Group) -> str:
    """The same of a chat whose village nobody knows: where it was said, and what can be done."""
    owner = f"，群主账号 {group.owner}" if group.owner else ""
    where = {ChannelName.KF: "在微信客服里接待", ChannelName.RESIDENT_REPORT: "在企业微信“居民上报”里查看"}
    return (
        f"【紧急求助】“{group.name}”（{CHANNEL_NAMES[group.channel]}{owner}）里有人求助，还没有绑定到村，没有村可转。"
        f"请马上{where.get(group.channel, '到群里或联系群主')}，问清是哪个村、什么人；有危险先协助拨打110、120。"
    )


def quote_article(
    article: LawArticle, sender_name: str, in_plain_words: str = "", beside: Sequence[LawArticle] = ()
) -> str:
    """An answer: the article word for word, in plain words, what else to read, and that a person can be asked."""
    text = article.text
    if len(text) > LONGEST_QUOTE:
        text = text[:LONGEST_QUOTE].rstrip("，、；：") + "……（条文较长，这里摘了前面一部分）"
    plain = f"简单说：{in_plain_words}\n" if in_plain_words else ""
    words = (
        f"关于您问的事，可以看{_name_article(article)}：\n{text}\n{plain}{_name_others(article, beside)}"
        "每家情况不一样，上面是法律条文，供您了解，不是律师意见。"
        f"想当面问清楚，点下面的卡片预约本村法律顾问，或拨打{HOTLINE}。"
    )
    return f"@{sender_name} {words}" if sender_name else words


def _name_article(article: LawArticle) -> str:
    return f"《{_law_of(article)}》{article.number_text}"


def _name_others(article: LawArticle, others: Sequence[LawArticle]) -> str:
    """Each law named once, that of the quoted article first."""
    by_law: dict[str, list[str]] = {}
    for one in sorted(others, key=lambda other: other.law_name != article.law_name):
        by_law.setdefault(law_key(one.law_name), []).append(one.number_text)
    listed = "、".join(f"《{law}》" + "、".join(numbers) for law, numbers in by_law.items())
    return f"还可以看看{listed}。\n" if listed else ""


def _law_of(article: LawArticle) -> str:
    return article.citation.removesuffix(article.number_text)


def self_harm_words() -> str:
    """Goes before all else when somebody may be about to harm themselves."""
    return (
        "您或身边的人如果有危险，请马上拨打110或120，也请身边的人先陪着，不要离开。"
        "心里难受时，可以随时拨打12356心理援助热线，有人听您说。"
    )


def repeat_matter(matter: Matter) -> str:
    """Somebody asks again for what is registered already."""
    words = f"您的诉求已登记，编号 {matter.id}，正在办理，不用重复提交。急事请拨{HOTLINE}。"
    return f"@{matter.sender_name} {words}" if matter.sender_name else words


def booking_card(matter: Matter) -> Card:
    """The card that leads to the matter and to booking; it carries the matter, not a word of it."""
    followed = matter.kind in (MatterKind.COMPLAINT, MatterKind.EMERGENCY)
    title = FOLLOW_TITLE if followed else CARD_TITLES[matter.service_class or ServiceClass.ADVICE]
    return Card(title=f"{title}（{matter.id}）", page=BOOKING_PAGE, scene=f"c={matter.card_token}")


def push_words(article: Article, *, can_answer: bool, occasion: str = "") -> str:
    """The words that go with a poster. The law is named; the way to a person is given."""
    if article.language != PLAIN_CHINESE:
        return f"{article.title}\n{article.summary}\n《{article.law_name}》{article.article_number_text}\n{HOTLINE}"
    way = (
        "有事想问，在群里说一声“想找律师”，或点下面的卡片预约本村法律顾问。"
        if can_answer
        else "有事想问，扫海报上的小程序码，就能预约本村法律顾问。"
    )
    source = f"依据：《{article.law_name}》{article.article_number_text}。"
    heading = f"{occasion}普法" if occasion else "今日普法"
    return f"【{heading}】{article.title}\n{article.summary}\n{source}\n{way}急事请拨{HOTLINE}。"


def push_card(village_code: str) -> Card:
    """The card that leads to the village's advisor."""
    return run_card(f"v={village_code}")


def run_card(scene: str) -> Card:
    """The card under a push. Its scene names the village, and the run that it came with."""
    return Card(title="预约本村法律顾问", page=BOOKING_PAGE, scene=scene)


def say_deadline(now: datetime, deadline: datetime) -> str:
    """``今天17:20前``, ``明天09:05前``, ``11月25日09:05前``."""
    days = (civil_date(deadline) - civil_date(now)).days
    local = deadline.astimezone(SHANGHAI)
    day = {0: "今天", 1: "明天"}.get(days, f"{local.month}月{local.day}日")
    return f"{day}{local:%H:%M}前"


def _who(provider: Provider | None) -> str:
    if provider is None:
        return "司法所工作人员"
    return f"您村法律顾问{provider.name}{PROVIDER_KIND_NAMES[provider.kind]}"


def _when(matter: Matter) -> str:
    minutes = round((matter.deadline_at - matter.created_at).total_seconds() / 60)
    return f"{say_minutes(minutes)}内（{say_deadline(matter.created_at, matter.deadline_at)}）"


def _service_request(matter: Matter, provider: Provider | None) -> str:
    return (
        f"已收到您的诉求，编号 {matter.id}。{_who(provider)}会在{_when(matter)}联系您。"
        f"点下面的卡片可以直接预约见面时间；急事请拨{HOTLINE}。"
    )


def _question(matter: Matter, provider: Provider | None) -> str:
    return (
        f"已收到您的问题，编号 {matter.id}。{_who(provider)}会在{_when(matter)}答复您。"
        f"点下面的卡片可以查看答复、预约当面咨询；急事请拨{HOTLINE}。涉及个人的情况，请不要在群里细说。"
    )


def _complaint(matter: Matter, provider: Provider | None) -> str:
    return (
        f"已收到您反映的情况，编号 {matter.id}，由司法所处理，会在{_when(matter)}联系您。"
        f"点下面的卡片可以查看进展；也可以拨打{HOTLINE}。具体情况请不要在群里细说。"
    )


def _emergency(matter: Matter, provider: Provider | None) -> str:
    helper = f"也会请{_who(provider)}协助" if provider else "也会请村里协助"
    return (
        "如果有人正处在危险中，请马上拨打110报警；有人受伤，请拨打120。"
        f"法律帮助可拨{HOTLINE}。已作紧急情况登记，编号 {matter.id}，司法所会尽快处理，{helper}。"
    )
