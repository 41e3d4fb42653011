"""A bureau's program and a demo refuse each other's databases, and one in the midst of a change of its secret."""

from domain.errors import Conflict
from store.database import Database
from store.database_kind import has_content, is_demo, mark_as_demo
from store.resealing import is_resealing


async def check_no_demo(database: Database) -> None:
    """Raises: Conflict when the database is a demo's."""
    if await is_demo(database):
        sentence = "这是演示用的数据库，不能用来正式运行；请换一个数据文件夹（DATA_DIR）或数据库（MONGODB_DATABASE）。"
        raise Conflict(sentence, code="demo_database")


async def check_may_serve(database: Database) -> None:
    """Raises: Conflict when the database is a demo's, or a change of DATA_SECRET has not come to its end."""
    await check_no_demo(database)
    if await is_resealing(database):
        sentence = "更换 DATA_SECRET 还没有做完，请再运行一次 python -m server rotate-secret，做完再启动。"
        raise Conflict(sentence, code="resealing")


async def check_demo_only(database: Database) -> None:
    """Mark an empty database as a demo's.

    Raises: Conflict when it holds anything and is not marked.
    """
    if await is_demo(database):
        return
    if await has_content(database):
        sentence = (
            "这个数据库里已有正式数据，演示不会使用它；请换一个数据文件夹（DATA_DIR）或数据库（MONGODB_DATABASE）。"
        )
        raise Conflict(sentence, code="real_database")
    await mark_as_demo(database)
