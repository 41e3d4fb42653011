"""What a password of staff must be like."""

import secrets

from domain.errors import BadInput

SHORTEST_PASSWORD = 10
FEWEST_DIFFERENT = 5
# Without letters and digits that are taken for one another.
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 4


def make_one_time_password() -> str:
    """Some 79 random bits in groups that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(EASY_TO_READ) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))


def check_own_password(password: str, *, login: str, old_password: str) -> None:
    """Raises: BadInput."""
    problem = _problem(password, login, old_password)
    if problem:
        raise BadInput(problem, code="password_not_good", fields={"new_password": problem})


def _problem(password: str, login: str, old_password: str) -> str | None:
    if len(password) < SHORTEST_PASSWORD:
        return f"密码至少要{SHORTEST_PASSWORD}位。"
    if password == old_password:
        return "新密码不能和原来的一样。"
    if login.casefold() in password.casefold():
        return "密码里不能有用户名。"
    if len(set(password)) < FEWEST_DIFFERENT or password in (password + password)[1:-1]:
        return "密码太有规律，容易被猜到，请换一个。"
    return None
