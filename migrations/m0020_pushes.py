"""The indexes of pushes: permits of calls, batches and tasks of deliveries, runs of plans, opened cards."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    for name in ("send_rates", "opening_marks"):
        await database[name].create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
    deliveries = database["deliveries"]
    for field in ("batch_id", "platform_id"):
        await deliveries.create_index([(field, ASCENDING)], name=f"by_{field}")
    await deliveries.create_index(
        [("plan_id", ASCENDING), ("run_key", ASCENDING), ("state", ASCENDING)], name="by_run_and_state"
    )
    await database["openings"].create_index([("run_id", ASCENDING)], name="by_run")
    await database["bookings"].create_index([("village_code", ASCENDING), ("created_at", ASCENDING)], name="by_village")
