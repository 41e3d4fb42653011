"""What the bot hears: lines of village groups, labelled by hand. Add the line first, then the rule."""

import time

import pytest

from domain.matters import MatterKind
from domain.services import ServiceClass
from village_groups.intents import Intent, intent_of, read_message

WANTED = {
    ServiceClass.LAWYER: (
        "我想找律师看看征地补偿",
        "想找个律师问哈子",
        "请问村里有没有律师",
        "律师在不在群里",
        "哪里可以找到律师啊",
        "我要找法律顾问",
        "麻烦帮我联系一下律师",
        "求助！需要律师",
        "村里的法律顾问电话是多少",
        "法律顾问哪天来村里？",
        "地被征了，想找个律师看看合同",
        "啷个找律师嘛",
        "咋联系咱村的律师",
        "俺想请个律师打官司",
        "有冇得律师帮我看哈合同",
        "能不能给我介绍一个靠谱的律师",
        "我要预约律师",
        "谁认识好律师，急",
        "怎么约律师见面？",
        "@法律服务小助手 找律师",
        "律师咨询收费吗",
        "麻烦问下律师今天上班吗",
        "想咨询一下律师",
        "村里有没有懂法的人帮我看看",
        "律师么时候来我们村",
        "我想见见律师，屋里的事说不清楚了",
        "有律师吗？",
        "律师有空吗，想问点事",
        "哪个能帮我找个律师撒",
        "要告人，找律师要多少钱",
        "帮忙喊一下法律顾问",
        "合同看不懂，要请律师看一眼",
    ),
    ServiceClass.NOTARY: (
        "我要办公证",
        "房子过户要做公证，去哪里办公证",
        "公证处在哪里",
        "想给遗嘱做个公证",
        "怎么预约公证员",
        "办公证需要什么材料",
        "公证多少钱啊",
        "哪个晓得到哪块搞公证",
    ),
    ServiceClass.APPRAISAL: (
        "想做个伤残鉴定",
        "工伤鉴定怎么弄",
        "哪里可以做亲子鉴定",
        "司法鉴定要多少钱",
        "给娃做亲子鉴定要几天",
        "我被车撞了，要做伤情鉴定去哪里",
        "俺想去评残，到哪里评残",
    ),
    ServiceClass.LEGAL_AID: (
        "怎么申请法律援助",
        "我没钱请律师，能不能申请法律援助",
        "请不起律师怎么办",
        "想申请法援",
        "有没有免费的律师",
        "低保户可以申请法律援助吗",
    ),
    ServiceClass.MEDIATION: (
        "想请调解员来一趟",
        "邻居占我家地，请村里来人调解一下",
        "能不能帮我们调解一下",
        "找谁来评评理",
        "调解员在不在",
        "想请人来主持公道",
        "找人民调解",
    ),
}

QUESTIONS = (
    "彩礼能要回来吗",
    "老板拖欠工资不给怎么办",
    "包工头欠我3万块钱不还咋办",
    "承包地被别人占了找谁",
    "宅基地可以继承吗",
    "工地干活摔伤了怎么赔",
    "这样做犯不犯法",
    "离婚了孩子抚养费怎么算",
    "邻居家的狗咬了我家娃不赔咋整",
    "借条没写利息有效吗",
    "被骗了八千块怎么办",
    "想咨询一下离婚的事",
    "征地补偿款不发怎么办",
    "老板跑了，工钱要不回来，找哪个",
    "自家的地被修路占了，没有补偿款合法吗",
    "儿子不养老我可以告他吗",
    "嫁出去的女儿能分遗产吗",
    "隔壁占了我的田，哪个管",
    "屋漏水楼上不赔，怎么办",
    "打工摔断了腿，老板不管",
    "想咨询土地流转合同",
    "老板不发工资我想告他",
)

COMPLAINTS = (
    "我要投诉律师，说好来又没来",
    "法律顾问电话没人接，打了三天",
    "我要举报村里乱占地",
    "司法所态度太差了",
    "公证处乱收费",
    "怎么投诉调解员",
)

EMERGENCIES = (
    "我不想活了",
    "快来人，隔壁老公正在打老婆",
    "他又打我了",
    "有人喝农药了快救人",
    "拿刀要砍人了",
    "我被老公打了怎么办",
    "要出人命了快来",
    "有人要跳河",
    "他以前就打我，今天又打我了",
    "去年就说想死，现在真的喝农药了",
)

CHAT = (
    "今天赶集的人真多",
    "猪肉多少钱一斤",
    "明天停水吗",
    "谁家的狗丢了",
    "晚上广场舞几点开始",
    "收到",
    "好的",
    "[呲牙][呲牙]",
    "老王家儿子考上律师了",
    "我外甥女当律师，一年挣好多",
    "听说老李请了律师打官司，花了好几万",
    "昨天电视里那个律师真会说",
    "律师都贵得很",
    "他们家找了律师，官司还是输了",
    "这部剧里的律师好帅",
    "谢谢张律师，您辛苦了",
    "张律师人真好",
    "隔壁老王说他要找律师告我，笑死人了哈哈",
    "不用找律师，村里说一下就行了",
    "人家是律师，懂得多",
    "公证处旁边那家面馆好吃",
    "去年做了公证，现在省心了",
    "村里调解了三次，终于好了",
    "今天的普法讲座大家都来听啊",
    "通知：明天上午九点律师到村委会值班",
    "张律师明天上午在村委会值班，请大家互相转告",
    "热死了，热得我想死",
    "想死你了，过年回来不",
    "孩子天天不写作业，气得我要打人",
    "打牌三缺一，快来",
    "蚊子太多了，打死好几只",
    "我要投诉快递，东西又弄丢了",
    "移动客服电话没人接，我要投诉",
    "工资发了吗",
    "村里的路什么时候修好",
    "补贴什么时候到账",
    "谁有电工的电话",
    "我想找个人帮忙插秧",
    "请问卫生室今天开门吗",
    "哪里有卖化肥的",
    "想问一下医保怎么交",
    "要不要一起去赶集",
    "小说里的主角自杀了",
    "新闻上说有个地方出人命了",
    "前年那家出人命了，后来赔了钱",
    "谁家办喜事放炮呢",
    "鉴定完毕，这个西瓜很甜",
    "他家离婚了，孩子判给女方",
    "我儿子想学法律当律师",
    "合同签好了，下个月开工",
    "讲道理，这天气真不错",
    "有没有人要鸡蛋",
    "哪里有修手机的",
    "能不能小点声，孩子要睡觉",
    "我要去公证处上班了",
    "律师函警告，你再抢我红包试试哈哈",
    "老张要离婚了？",
    "他俩扯皮，调解员去了",
    "孩子打针打得哭死了",
    "下棋下得要杀人了哈哈",
    "征地的通知贴出来了",
    "我家公证书放哪里了找不到了",
    "他又打我电话了，烦死了",
    "我要去拆迁办上班",
    "这个月工资还行吗",
)


def classify(text: str) -> Intent | None:
    """The matter that one message surely raises, or None for everything else."""
    return intent_of(read_message(text))


@pytest.mark.parametrize(("text", "service_class"), [(text, kind) for kind, texts in WANTED.items() for text in texts])
def test_a_wish_for_a_service_is_heard(text: str, service_class: ServiceClass) -> None:
    intent = classify(text)
    assert intent is not None
    assert (intent.kind, intent.service_class) == (MatterKind.SERVICE_REQUEST, service_class)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, MatterKind.QUESTION) for text in QUESTIONS),
        *((text, MatterKind.COMPLAINT) for text in COMPLAINTS),
        *((text, MatterKind.EMERGENCY) for text in EMERGENCIES),
    ],
)
def test_questions_complaints_and_emergencies_are_told_apart(text: str, kind: MatterKind) -> None:
    intent = classify(text)
    assert intent is not None
    assert intent.kind is kind


@pytest.mark.parametrize("text", CHAT)
def test_ordinary_chat_is_left_alone(text: str) -> None:
    assert classify(text) is None


def test_there_are_enough_lines_to_mean_something() -> None:
    heard = sum(map(len, WANTED.values())) + len(QUESTIONS) + len(COMPLAINTS) + len(EMERGENCIES)
    assert heard >= 80
    assert len(CHAT) >= 50


@pytest.mark.parametrize("text", ["", "嗯", "？", "😀", "@法律服务小助手"])
def test_hardly_anything_is_nothing(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize(
    ("text", "self_harm"), [("我不想活了", True), ("有人喝农药了快救人", True), ("他又打我了", False)]
)
def test_self_harm_is_told_from_violence(text: str, self_harm: bool) -> None:
    intent = classify(text)
    assert intent is not None
    assert intent.self_harm is self_harm


@pytest.mark.parametrize("piece", ["想找一个", "律师", "一下", "咨询", "打我", "征地", "哈", "1"])
def test_a_long_message_is_understood_quickly(piece: str) -> None:
    text = piece * (2_000 // len(piece))
    started = time.perf_counter()
    classify(text)
    classify(f"{text}律师")
    assert time.perf_counter() - started < 1
