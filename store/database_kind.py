"""Whether a database is a demo's or a bureau's: the two never mix."""

from pymongo.errors import DuplicateKeyError

from store.database import Database

MARK = "kind"
NO_CONTENT = ("migrations", "leases", "once_marks", "tokens", "meta")


async def is_demo(database: Database) -> bool:
    """Whether the database bears the demo mark."""
    found = await database["meta"].find_one({"_id": MARK})
    return bool(found and found.get("demo"))


async def mark_as_demo(database: Database) -> None:
    """Say, for good, that this database belongs to a demo."""
    try:
        await database["meta"].insert_one({"_id": MARK, "demo": True})
    except DuplicateKeyError:
        return


async def has_content(database: Database) -> bool:
    """Whether anything but our own housekeeping is kept in it."""
    names = [name for name in await database.list_collection_names() if not name.startswith("system.")]
    kept = [name for name in names if name not in NO_CONTENT]
    return any([await database[name].find_one({}, {"_id": 1}) is not None for name in kept])
