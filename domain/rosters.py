"""The rolls (名册) that staff keep as tables, and the columns of their .xlsx files.

Import, export and template share these columns: what is exported can be imported again.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.groups import CHANNEL_NAMES, ChannelName
from domain.people import PROVIDER_KIND_NAMES, ROLE_NAMES

MOST_ROWS = 3_000
LARGEST_FILE_BYTES = 5 * 1024 * 1024


class Roster(StrEnum):
    """Which roll."""

    ADVISORS = "advisors"
    VILLAGES = "villages"
    GROUPS = "groups"
    STAFF = "staff"


ROSTER_NAMES = {
    Roster.ADVISORS: "法律顾问和聘任",
    Roster.VILLAGES: "村（社区）联系方式",
    Roster.GROUPS: "村群",
    Roster.STAFF: "工作人员",
}


# A chat of one person with customer service is no group, and the address of a webhook is a secret: no file has them.
GROUP_CHANNELS = tuple(one for one in ChannelName if one not in (ChannelName.KF, ChannelName.WEBHOOK))
GROUP_CHANNEL_NAMES = {one: CHANNEL_NAMES[one] for one in GROUP_CHANNELS}


@dataclass(frozen=True)
class Column:
    """One column. ``key`` names it in code, ``title`` in the file; ``choices`` are all the texts that may stand in it.

    Units: ``width`` in characters.
    """

    key: str
    title: str
    width: int
    help: str
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


_TOWNSHIP = Column("township", "乡镇（街道）", 16, "村名在辖区内有重名时必填。", "青石镇")
_VILLAGE_HELP = "村（社区）的名称，或12位统计用区划代码。"
ID_COLUMN = Column("id", "编号（请勿修改）", 16, "导出时由系统填写，用来认出原有的记录；新增的行不填。")

END, LEAVE = "结束聘任", "离岗"

ADVISOR_COLUMNS = (
    Column("name", "姓名", 10, "与执业证一致。", "张明", required=True),
    Column("kind", "职业", 16, "从下拉中选。", "律师", True, tuple(PROVIDER_KIND_NAMES.values())),
    Column(
        "phone",
        "手机号",
        15,
        "本人登录小程序用的手机号，用来认出本人。导出的文件里只有部分数字，不改就不用动。",
        "13900000000",
        True,
    ),
    Column("organisation", "执业机构", 24, "律师事务所、法律服务所等的全称。", "正言律师事务所", True),
    Column("licence_number", "执业证号", 20, "没有就不填，不能与别人重复。", "14202201510000001"),
    Column("place", "办公地点", 26, "居民到哪里找他，写到门牌或房间。", "青石镇司法所二楼咨询室", True),
    Column("home", "所在区划", 18, "办公地点所在的乡镇或县的名称或代码；不填时取第一个服务村所在的乡镇。", "青石镇"),
    _TOWNSHIP,
    Column(
        "village",
        "服务的村（社区）",
        18,
        f"{_VILLAGE_HELP}一行一个村，一人服务几个村就写几行；不聘到村的不填。",
        "桂花湾村",
    ),
    Column("starts_on", "聘任开始", 13, "日期。填了村就必填。", "2026-01-01"),
    Column("ends_on", "聘任结束", 13, "最后一天，含当天。填了村就必填。", "2026-12-31"),
    Column("target_minutes", "年度应服务分钟", 15, "不填按本单位的规定（一般6000分钟，即100小时）。", "6000"),
    Column("on_site_minutes", "每月到村分钟", 13, "不填按规定（240分钟）；0表示不要求。", "240"),
    Column("lectures", "每季度讲座次数", 14, "不填按规定（1次）；0表示不要求。", "1"),
    Column(
        "step",
        "处理",
        11,
        f"一般不填。“{END}”：这一行的聘任到“聘任结束”那天为止（不填日期就是今天）；“{LEAVE}”：不再提供服务，所有聘任到今天为止。",
        "",
        choices=(END, LEAVE),
    ),
    ID_COLUMN,
)

VILLAGE_COLUMNS = (
    Column("code", "村（社区）代码", 16, "12位统计用区划代码。与村名填一个即可。", "420281108201"),
    _TOWNSHIP,
    Column("village", "村（社区）", 18, _VILLAGE_HELP, "桂花湾村"),
    Column("phone", "联系电话", 16, "村公共法律服务室的电话，公开给居民；手机号或带区号的座机都可以。", "0714-5321234"),
    Column("station_address", "法律服务室地址", 30, "写到门牌。", "桂花湾村党群服务中心一楼"),
    Column("directions", "怎么走", 30, "用当地人听得懂的话。", "村小学对面，院子里第一间"),
    Column(
        "spot",
        "位置",
        22,
        "“纬度,经度”，腾讯地图、高德地图上点一下就有；不填就不判断在不在村。",
        "30.2201,115.0702",
    ),
)

GROUP_COLUMNS = (
    Column(
        "channel",
        "渠道",
        16,
        "从下拉中选。",
        CHANNEL_NAMES[ChannelName.WECOM_CUSTOMER_GROUP],
        True,
        tuple(GROUP_CHANNEL_NAMES.values()),
    ),
    Column("chat_id", "群编号", 24, "企业微信后台的 chat_id。", "wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA", required=True),
    Column("name", "群名", 22, "", "桂花湾村法律服务群", required=True),
    Column("owner", "群主账号", 16, "群主在企业微信中的账号；企业微信客户群必填。", "liufang"),
    _TOWNSHIP,
    Column("village", "村（社区）", 18, _VILLAGE_HELP, "桂花湾村", required=True),
)

STAFF_COLUMNS = (
    Column("login", "用户名", 18, "登录用，3到40个小写字母、数字、点或横线；建好后不能改。", "liufang", required=True),
    Column("name", "姓名", 10, "", "刘芳", required=True),
    Column("role", "角色", 20, "从下拉中选；不能高于您自己。", "司法所", True, tuple(ROLE_NAMES.values())),
    Column(
        "division",
        "所辖区划",
        18,
        "12位统计用区划代码，可省略末尾的零；辖区内不重名时也可以写名称。",
        "420281108",
        required=True,
    ),
    Column("wecom_user_id", "企业微信账号", 18, "填了就可以用企业微信扫码登录。", "liufang"),
    Column("standing", "状态", 8, "不填就是启用。", "启用", choices=("启用", "停用")),
)

COLUMNS: dict[Roster, tuple[Column, ...]] = {
    Roster.ADVISORS: ADVISOR_COLUMNS,
    Roster.VILLAGES: VILLAGE_COLUMNS,
    Roster.GROUPS: GROUP_COLUMNS,
    Roster.STAFF: STAFF_COLUMNS,
}


def title_of(roster: Roster, key: str) -> str:
    """How the file calls a column."""
    return next(column.title for column in COLUMNS[roster] if column.key == key)
