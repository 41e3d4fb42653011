"""First contact with a server: is it there, does it know us, and the one account of an embedded one."""

import contextlib
from collections.abc import Iterator

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import OperationFailure, PyMongoError

PATIENCE_MS = 2_000
USER_EXISTS_CODES = (51003, 11000)


@contextlib.contextmanager
def _visit(uri: str) -> Iterator[AsyncIOMotorClient]:
    client: AsyncIOMotorClient = AsyncIOMotorClient(uri, serverSelectionTimeoutMS=PATIENCE_MS)
    try:
        yield client
    finally:
        client.close()


async def answers(uri: str) -> bool:
    """Whether a server at ``uri`` lets us in and answers."""
    with _visit(uri) as client:
        try:
            await client["admin"].command("ping")  # a client with a password signs in before it asks
        except PyMongoError:
            return False
    return True


async def create_root_account(uri: str, name: str, password: str) -> None:
    """Make the account that may do everything; a second time it only sets the password."""
    with _visit(uri) as client:
        roles = [{"role": "root", "db": "admin"}]
        try:
            await client["admin"].command("createUser", name, pwd=password, roles=roles)
        except OperationFailure as refused:
            if refused.code not in USER_EXISTS_CODES:
                raise
            await client["admin"].command("updateUser", name, pwd=password)
