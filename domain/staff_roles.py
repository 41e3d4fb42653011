"""Who among staff may manage what: levels of roles, and who keeps whose account."""

import re

from domain.divisions import Division, Level, lies_within
from domain.errors import BadInput, NotAllowed
from domain.people import ROLE_NAMES, Role, Staff
from domain.staff_sign_in import check_may_change

LEVEL_OF_ROLE = {
    Role.VILLAGE: Level.VILLAGE,
    Role.TOWNSHIP: Level.TOWNSHIP,
    Role.COUNTY: Level.COUNTY,
    Role.CITY: Level.CITY,
}
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
WECOM_USER_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
LONGEST_NAME = 20

_RANK = {Role.VILLAGE: 1, Role.TOWNSHIP: 2, Role.COUNTY: 3, Role.CITY: 4}
_UPPERS = (Role.COUNTY, Role.CITY)


def is_bureau(staff: Staff) -> bool:
    """Whether it is the staff of a county or city: they keep the rolls of people."""
    return staff.role in _UPPERS


def check_may_keep_rolls(staff: Staff) -> None:
    """Advisors and appointments are kept by the county and the city.

    Raises: NotAllowed.
    """
    check_may_change(staff)
    if not is_bureau(staff):
        raise NotAllowed("法律服务人员和聘任由县（市、区）司法局维护。", code="bureau_keeps_rolls")


def roles_kept_by(staff: Staff) -> tuple[Role, ...]:
    """The roles whose accounts somebody may keep: none above their own, and auditors only by a bureau."""
    rank = _RANK.get(staff.role, 0)
    if rank <= _RANK[Role.VILLAGE]:
        return ()
    below = tuple(role for role, one in _RANK.items() if one <= rank)
    return (*below, Role.AUDITOR) if is_bureau(staff) else below


def check_may_keep_account(staff: Staff, role: Role, division_code: str) -> None:
    """Raises: NotAllowed when the role or the division is not below one's own."""
    check_may_change(staff)
    if role not in roles_kept_by(staff):
        raise NotAllowed(f"您不能管理“{ROLE_NAMES[role]}”的账号。", code="role_above_own")
    if not lies_within(division_code, staff.division_code):
        raise NotAllowed("只能管理本辖区的账号。", code="division_elsewhere")


def check_level(role: Role, division: Division) -> None:
    """A role belongs to a level of divisions; an auditor may look from any above the village.

    Raises: BadInput.
    """
    problem = level_problem(role, division)
    if problem:
        raise BadInput(problem, code="wrong_level", fields={"division_code": problem})


def level_problem(role: Role, division: Division) -> str | None:
    """Why a role does not fit a division."""
    wanted = LEVEL_OF_ROLE.get(role)
    fits = division.level is wanted if wanted else division.level is not Level.VILLAGE
    return None if fits else f"{division.full_name}的层级与角色“{ROLE_NAMES[role]}”不符，请换一个区划代码或角色。"


def login_problem(login: str) -> str | None:
    """Why a login is refused."""
    if LOGIN.fullmatch(login):
        return None
    return "用户名用3到40个小写字母、数字、点或横线，以字母或数字开头。"


def wecom_problem(user_id: str) -> str | None:
    """Why the account name of WeCom is refused."""
    return None if WECOM_USER_ID.fullmatch(user_id) else "企业微信账号用字母、数字、点、横线，以字母或数字开头。"
