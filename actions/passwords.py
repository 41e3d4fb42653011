"""Staff passwords, hashed with argon2id. Slow on purpose (about 0.1 s): call these in a thread."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import BadInput
from domain.staff_passwords import SHORTEST_PASSWORD

_hasher = PasswordHasher()
# The hash of a password that nobody has: checking it takes as long as checking a real one.
NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$I0Ral/OY3iWnXmNpJpwwMA$J4o13GpcUN4qsuhHlkLPIlt+D2PQXcI0LCP5ICE7cCc"


def hash_password(password: str) -> str:
    """Raises: BadInput when it is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise BadInput(f"密码至少要{SHORTEST_PASSWORD}位。", code="password_too_short")
    return _hasher.hash(password)


def check_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. With no hash it takes as long, so that names cannot be guessed by time."""
    try:
        _hasher.verify(password_hash or NOBODYS_HASH, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)
