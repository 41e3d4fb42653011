"""The indexes of the channels: streams, windows, conversations, alarms; and when open matters are to escalate."""

from datetime import UTC, datetime
from typing import Any

ASCENDING = 1
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SWEPT = ("bot_streams", "reply_windows", "pending_questions", "binding_codes")
WAITING = ("open", "accepted")


async def up(database: Any) -> None:
    """Make the indexes and set the first step of the matters that wait."""
    for name in SWEPT:
        await database[name].create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
    await database["bot_streams"].create_index(
        [("user_id", ASCENDING), ("finished", ASCENDING), ("started_at", ASCENDING)], name="open_by_user"
    )
    await database["inbox"].create_index([("state", ASCENDING), ("received_at", ASCENDING)], name="by_state_and_time")
    await database["alarms"].create_index([("open", ASCENDING), ("village_code", ASCENDING)], name="open_by_village")
    await database["alarms"].create_index([("village_code", ASCENDING), ("created_at", ASCENDING)], name="by_village")
    matters = database["matters"]
    await matters.create_index(
        [("escalate_at", ASCENDING)], name="to_escalate", partialFilterExpression={"escalate_at": {"$gt": LONG_AGO}}
    )
    async for one in matters.find({"escalate_at": {"$exists": False}}, {"state": 1, "deadline_at": 1}):
        due = one["deadline_at"] if one["state"] in WAITING else None
        await matters.update_one({"_id": one["_id"]}, {"$set": {"escalate_at": due}})
