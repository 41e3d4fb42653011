"""Opening the database: one client for the process, times aware, writes acknowledged by a majority."""

from datetime import UTC
from typing import Any

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorCollection, AsyncIOMotorDatabase
from pymongo import WriteConcern
from pymongo.errors import ConnectionFailure, CursorNotFound, ExecutionTimeout

from domain.errors import Unavailable

Document = dict[str, Any]
Collection = AsyncIOMotorCollection
Database = AsyncIOMotorDatabase

SELECTION_TIMEOUT_MS = 5_000

OUTAGES = (ConnectionFailure, CursorNotFound, ExecutionTimeout, Unavailable)
"""Failures that mean the server is away or overwhelmed, or came back while a long answer was being read."""


def open_client(uri: str) -> AsyncIOMotorClient:
    """A client for ``uri``; it connects at the first question, not here."""
    return AsyncIOMotorClient(uri, tz_aware=True, tzinfo=UTC, serverSelectionTimeoutMS=SELECTION_TIMEOUT_MS)


def choose_database(client: AsyncIOMotorClient, name: str) -> Database:
    """The named database, with majority writes and aware times whatever the URI says."""
    options: CodecOptions = CodecOptions(tz_aware=True, tzinfo=UTC)
    return client.get_database(name, codec_options=options, write_concern=WriteConcern(w="majority"))


async def check_alive(database: Database) -> None:
    """Ask the server for a sign of life.

    Raises: Unavailable when it does not answer.
    """
    try:
        await database.command("ping")
    except Exception as failure:
        raise Unavailable(code="store_unreachable") from failure
