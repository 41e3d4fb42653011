"""Migrated, empty databases for tests: what one test leaves behind is cleared and the next test starts over it.

Running all migrations costs some 300 ms on the embedded store, clearing what a test wrote some 30.
"""

import importlib
import pkgutil
import secrets

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import monitoring

import migrations
from store.database import Database, choose_database, open_client

MOST_DOCUMENTS = 300
"""Above that, dropping the database is cheaper than deleting."""
MOST_USES = 25
SCHEMA_COMMANDS = frozenset(
    {"createIndexes", "dropIndexes", "create", "drop", "dropDatabase", "collMod", "renameCollection"}
)


class SchemaWatch(monitoring.CommandListener):
    """Notes the databases whose collections or indexes somebody in this process has changed."""

    def __init__(self) -> None:
        self.changed: set[str] = set()

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        """Called by the driver before each command."""
        if event.command_name in SCHEMA_COMMANDS:
            self.changed.add(event.database_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Called by the driver; nothing to note."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Called by the driver; nothing to note."""


class FreshDatabases:
    """Gives each test a database as if it had just been migrated."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._watch = SchemaWatch()
        self._used: dict[str, int] = {}
        self._used_before: dict[str, int] = {}
        monitoring.register(self._watch)

    async def take(self, client: AsyncIOMotorClient) -> Database:
        """An empty database with all migrations run."""
        while self._used:
            name, uses = self._used.popitem()
            database = choose_database(client, name)
            if uses < MOST_USES and name not in self._watch.changed and await _is_cleared(database):
                self._used_before[name] = uses
                return database
            await client.drop_database(name)
        return await self._make(client)

    async def _make(self, client: AsyncIOMotorClient) -> Database:
        database = choose_database(client, f"test_{secrets.token_hex(6)}")
        for number in sorted(one.name for one in pkgutil.iter_modules(migrations.__path__)):
            await importlib.import_module(f"migrations.{number}").up(database)
        await _keep_what_expires(database)
        self._watch.changed.discard(database.name)
        return database

    def give_back(self, database: Database) -> None:
        """Keep it for the next test, which clears it: by then nothing of this test writes any more."""
        self._used[database.name] = self._used_before.pop(database.name, 0) + 1

    async def drop_all(self) -> None:
        """Drop what is kept for tests that never came."""
        client = open_client(self._uri)
        for name in self._used:
            await client.drop_database(name)
        client.close()


async def _keep_what_expires(database: Database) -> None:
    """The server sweeps by its own clock; the clock of the tests stands in November 2026, whatever the day is."""
    for name in await database.list_collection_names():
        for index, facts in (await database[name].index_information()).items():
            if "expireAfterSeconds" in facts:
                await database[name].drop_index(index)
                await database[name].create_index(facts["key"], name=index)


async def _is_cleared(database: Database) -> bool:
    written: list[str] = []
    documents = 0
    for name in await database.list_collection_names():
        count = await database[name].count_documents({}, limit=MOST_DOCUMENTS)
        documents += count
        if count:
            written.append(name)
    if documents >= MOST_DOCUMENTS:
        return False
    for name in written:
        await database[name].delete_many({})
    return True
