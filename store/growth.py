"""How large the collections have grown."""

from store.database import Database


async def find_larger_than(database: Database, count: int) -> dict[str, int]:
    """Every collection with more documents than that, and how many it has."""
    names = [name for name in await database.list_collection_names() if not name.startswith("system.")]
    sizes = {name: int(await database[name].estimated_document_count()) for name in sorted(names)}
    return {name: size for name, size in sizes.items() if size > count}
