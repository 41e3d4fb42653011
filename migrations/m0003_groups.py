"""The indexes of groups, inbox, matters, articles, push plans, deliveries and files."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    await database["groups"].create_index([("village_code", ASCENDING), ("dismissed_at", ASCENDING)], name="by_village")
    await database["inbox"].create_index([("state", ASCENDING), ("due_at", ASCENDING)], name="by_due")
    await _matters(database["matters"])
    await _pushes(database)
    for name in ("inbox", "counters", "files"):
        await database[name].create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)


async def _matters(matters: Any) -> None:
    await matters.create_index(
        [("inbound_id", ASCENDING)],
        name="one_matter_a_message",
        unique=True,
        partialFilterExpression={"inbound_id": {"$gt": ""}},
    )
    await matters.create_index([("card_token", ASCENDING)], name="one_matter_a_card", unique=True)
    for first in ("resident_id", "owner_provider_id", "village_code"):
        await matters.create_index([(first, ASCENDING), ("created_at", ASCENDING)], name=f"by_{first}")
    await matters.create_index(
        [("group_id", ASCENDING), ("sender_id", ASCENDING), ("created_at", ASCENDING)], name="by_sender"
    )


async def _pushes(database: Any) -> None:
    await database["articles"].create_index([("state", ASCENDING)], name="by_state")
    plans, deliveries = database["push_plans"], database["deliveries"]
    await plans.create_index([("state", ASCENDING), ("next_run_at", ASCENDING)], name="by_due")
    await plans.create_index([("division_code", ASCENDING)], name="by_division")
    await deliveries.create_index([("state", ASCENDING), ("due_at", ASCENDING)], name="by_due")
    await deliveries.create_index([("village_code", ASCENDING), ("created_at", ASCENDING)], name="by_village")
    await database["files"].create_index([("key", ASCENDING)], name="one_file_a_key", unique=True)
