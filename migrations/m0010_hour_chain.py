"""The chain of hours, closed months, the cap on late entries. Creating an index that is there already does nothing."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    chain = database["hour_chain"]
    await chain.create_index([("chain", ASCENDING), ("seq", ASCENDING)], name="one_link_a_number", unique=True)
    await chain.create_index([("entry_id", ASCENDING)], name="by_entry")
    await chain.create_index(
        [("settled", ASCENDING), ("at", ASCENDING)], name="unsettled", partialFilterExpression={"settled": False}
    )
    entries = database["entries"]
    await entries.create_index([("chain", ASCENDING)], name="by_chain")
    await entries.create_index(
        [("provider_id", ASCENDING), ("late_month", ASCENDING), ("late_slots", ASCENDING)],
        name="one_late_entry_a_slot",
        unique=True,
        partialFilterExpression={"late_held": True},
    )
    await entries.create_index([("corrects", ASCENDING)], name="by_what_it_corrects", sparse=True)
    closes = database["month_closes"]
    await closes.create_index([("month", ASCENDING), ("village_code", ASCENDING)], name="by_month_and_village")
    await closes.create_index([("state", ASCENDING), ("changed_at", ASCENDING)], name="by_state")
