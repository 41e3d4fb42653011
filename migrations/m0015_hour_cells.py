"""Sums of hours are kept by advisor and month: those kept before are marked, and the scheduler sums them up anew.

The index tells a county's matters of a month. Creating one that is there already does nothing.
"""

from datetime import UTC, datetime
from typing import Any

ASCENDING = 1
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # whoever set the mark is no longer at work


async def up(database: Any) -> None:
    """Mark and index."""
    older = {"sums.cells": {"$exists": False}, "due": False}
    await database["hour_totals"].update_many(older, {"$set": {"due": True, "due_at": LONG_AGO}})
    await database["matters"].create_index(
        [("county_code", ASCENDING), ("created_at", ASCENDING)], name="by_county_and_time"
    )
