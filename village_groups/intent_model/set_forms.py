"""Messages of a set form: commands, and reports of hours served. Their form gives them away; nothing is learned."""

import re

from village_groups.intent_model.plain_text import PlainText

_NUMBER = r"(?:编号|第|#)?(?:hs\d{8}-\d{3,6}|\d{1,6})(?:号单|号|单|#)?"
_WHEN = r"(?:今天|明天|后天|昨天|今日|明日|本周|这周|下周|上周|本月|这个?月|上个?月|本年|今年|最近)"
_LIST = r"(?:预约|待办|单子|工单|事项|进度|工时|派单|诉求|台账)"
_SHOW = r"(?:查看|查询|查一?下|看一?下|查|看|显示|列出|打开)?"
_COMMAND = re.compile(
    "|".join(
        (
            rf"(?:我|帮我)?(?:接单|抢单){_NUMBER}?",
            r"(?:我)?接\d{1,6}(?:号单|号|单)|接hs\d{8}-\d{3,6}",
            rf"(?:请?把|将)?{_NUMBER}转(?:交|派|办)?(?:给|到)\D{{2,12}}",
            r"转(?:交|派|办|单)?(?:编号)?(?:\d{1,6}(?:号单|号|单)?|hs\d{8}-\d{3,6})(?:给|到)\D{2,12}",
            (
                rf"{_SHOW}(?:一下)?(?:我的?|本人的?|{_WHEN}的?)?(?:我的?)?(?:所有|全部|已接|未接|"
                rf"待接)?的?{_LIST}(?:有几个|有哪些|列表|情况)?"
            ),
            rf"{_WHEN}有(?:几个|哪些|没有){_LIST}",
            rf"(?:进度|查询|查|查一?下|看|查看){_NUMBER}(?:的?(?:进度|情况))?",
            r"(?:查询|查|进度|编号)*hs\d{8}-\d{3,6}(?:的?(?:进度|情况|怎么样了|到哪了))?",
            rf"(?:办结|完成|结案|完结|撤销|作废|退回|退单|取消|改约|改期|催办|催单){_NUMBER}.{{0,16}}",
            rf"{_NUMBER}(?:已)?(?:办结|完成|结案|完结|撤销|退回|退单)",
            r"(?:取消|撤销|改约)(?:我的?|今天的?|明天的?)?预约\d{0,6}|撤回.{0,6}工时|(?:未接|待接|待办)的?单?子?",
            r"帮助|菜单|使用(?:说明|帮助|方法)|help|指令|命令|功能(?:介绍|列表)|待接单",
        )
    )
)
# Only said to the bot: in a chat among neighbours they mean something else.
_CALLED_COMMAND = re.compile(
    r"|".join(
        (
            rf"接{_NUMBER}",
            rf"{_NUMBER}(?:办|处理|进行|走)?到?(?:哪|哪里|哪一步|什么程度)了?|{_NUMBER}(?:怎么样了|进度|的进度)",
            (
                r"(?:你)?(?:会|能|可以)(?:做|干|帮|办)?(?:什么|啥|哪些)(?:事|忙)?|(?:你)?(?:怎么|咋|如何)(?:使?用|"
                r"操作)|有(?:什么|啥|哪些)功能"
            ),
            (
                rf"(?:我)?(?:{_WHEN}|.{{2,8}}[村社区湾林桥])?(?:还)?(?:差|欠|有|剩|记了|做了|够)?(?:多少|"
                rf"几)(?:个)?(?:小时|工时|单|预约)了?(?:没有?)?"
            ),
            rf"(?:我)?{_WHEN}(?:的)?(?:还)?(?:差|欠|有|剩|记了|做了)?(?:多少|几)(?:个)?(?:小时|工时|钟头)了?",
            (
                rf"{_WHEN}有(?:几个|什么|哪些|没有){_LIST}(?:吗)?|取消(?:一下)?(?:我的)?(?:预约)?|撤回.{{0,10}}|"
                rf"你好|在吗|开始"
            ),
        )
    )
)

_HOUR = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_CLOCK = rf"{_HOUR}(?:(?::|点钟?|时)(?:半|\d{{1,2}}分?|[一二三四五]?十?[一二三四五]?刻?)?)"
_TO = r"(?:-+|~+|—+|–|到|至)"
_RANGE = re.compile(
    rf"{_CLOCK}{_TO}(?:今天|上午|下午|中午|晚上)?{_HOUR}(?::\d\d|点|时)|\d{{1,2}}:\d\d{_TO}\d{{1,2}}|"
    rf"(?:上午|下午|早上|晚上|昨晚|今晚|值班|坐班|今天|[村湾林桥岭河家区]){_HOUR}{_TO}{_HOUR}|"
    rf"{_HOUR}点(?:半)?(?:干|忙|讲|谈|做|开|坐|值)?{_TO}{_HOUR}|^{_HOUR}{_TO}{_HOUR}|{_HOUR}点{_TO}{_HOUR}点"
)
_LASTING = re.compile(
    r"(?:\d+(?:\.\d)?|[一二两俩三四五六七八九十半]{1,2})个?半?(?:小时|钟头|h(?![a-z])|钟(?!头))|"
    r"(?:半天|一上午|一下午|整天)"
)
_WORK = re.compile(
    r"调解|咨询|坐班|值班|接待|讲(?:座|课|法|民法典|反诈|了|合同|防)|普法|宣讲|宣传|走访|审(?:查|合同|核)|代写|"
    r"起草|写了|"
    r"协议|合同|答复|回答|解答|培训|排查|入户|谈话|公证|鉴定|法援|仲裁|开庭|诉状|指导|村民会|法律意见|劝和|"
    r"回访|慰问|纠纷|来访|工时"
)
_COUNT = re.compile(r"\d+(?:多)?(?:人|件|户|份|家|位|个人|人次)|[一二两三四五六七八九十]+个?(?:人|件|户|份|位)")
_RECORD = re.compile(
    r"(?:记|登记|登|报|补记|补报|补登|录入?|填报?|上报|记录|添加)(?:一下|一?笔|个|点)?(?:工时|服务时长|时长|"
    r"台账)|工时(?:登记|记录|补记|上报|:|,)|"
    r"^(?:帮我)?(?:记|登记)一?下[,:]?(?=.{0,30}\d)"
)
_COMING = re.compile(
    r"明天|后天|明日|下周|将|请(?:大家|各位|相互|做好|到|带)|通知|欢迎|相互转告|预约|约|有空|能不能|可以|"
    r"吗[?]?$|[?]$|想|活动|"
    r"参加[!。]?$|举办|开展|停水|停电|时间:|地点:|报名|什么时候|几点|要(?:来|办|找)"
)


def is_command(plain: PlainText) -> bool:
    """Whether the whole message is one of the bot's commands."""
    text = plain.text.strip("。.!！?？,，~")
    return bool(_COMMAND.fullmatch(text) or (plain.is_called and _CALLED_COMMAND.fullmatch(text)))


def is_hours_entry(plain: PlainText) -> bool:
    """Whether hours that were served are told: when, and what was done; to the bot, for the book, or with a count."""
    text = plain.text
    timed = bool(_RANGE.search(text))
    lasting = timed or bool(_LASTING.search(text))
    if _RECORD.search(text):
        return lasting
    if not _WORK.search(text) or _COMING.search(text):
        return False
    return lasting if plain.is_called else lasting and bool(_COUNT.search(text))
