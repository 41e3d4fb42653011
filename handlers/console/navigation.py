"""The one list of the console's pages: in groups, in the order in which they are shown."""

from dataclasses import dataclass

HOME = "/console"


@dataclass(frozen=True)
class Section:
    """Pages that belong together: (address, name), the most used first."""

    name: str
    pages: tuple[tuple[str, str], ...]

    def page_of(self, here: str) -> str | None:
        """The address of that page of ours which ``here`` is, or lies under; the longest if there are several."""
        above = [path for path, _ in self.pages if here == path or here.startswith(f"{path}/")]
        return max(above, key=len, default=None)


NAVIGATION = (
    Section(
        "办事",
        (
            ("/console/bookings", "预约"),
            ("/console/opening", "出诊安排"),
            ("/console/matters", "诉求台账"),
            ("/console/alarms", "提醒"),
            ("/console/ratings", "评价回访"),
            ("/console/applications", "受理期限"),
            ("/console/catalogue", "服务事项"),
        ),
    ),
    Section(
        "工时",
        (
            ("/console/overview", "总览"),
            ("/console/entries", "工时审核"),
            ("/console/villages", "村居年度工时"),
            ("/console/months", "月度封账"),
        ),
    ),
    Section(
        "报表",
        (
            ("/console/reports", "台账和报表"),
            ("/console/sent-reports", "报送记录"),
            ("/console/circulars", "季度通报"),
        ),
    ),
    Section(
        "村群",
        (
            ("/console/groups", "村群"),
            ("/console/channels", "渠道"),
            ("/console/articles", "普法内容"),
            ("/console/push-plans", "推送计划"),
            ("/console/deliveries", "投放记录"),
            ("/console/answers", "问答记录"),
            ("/console/wordings", "补充问法"),
        ),
    ),
    Section(
        "名册",
        (
            ("/console/people/advisors", "法律服务人员"),
            ("/console/people/appointments", "聘任"),
            ("/console/people/villages", "村（社区）联系方式"),
            ("/console/people/staff", "工作人员"),
            ("/console/people/imports", "从 Excel 导入"),
        ),
    ),
)


def section_of(here: str) -> Section | None:
    """The section in which a page stands: the one with the longest address above it."""
    found = [(section.page_of(here), section) for section in NAVIGATION]
    return max(((path, one) for path, one in found if path), key=lambda pair: len(pair[0]), default=(None, None))[1]
