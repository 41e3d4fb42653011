"""The indexes of the rolls: staff by region, imports by region, confirmations of entries by a village."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    staff = database["staff"]
    await staff.create_index([("division_code", ASCENDING)], name="by_division")
    await staff.create_index(
        [("wecom_user_id", ASCENDING)],
        name="one_account_a_wecom_user",
        unique=True,
        partialFilterExpression={"wecom_user_id": {"$gt": ""}},
    )
    await database["sessions"].create_index([("subject_kind", ASCENDING), ("subject_id", ASCENDING)], name="by_subject")
    imports = database["roster_imports"]
    await imports.create_index([("division_code", ASCENDING), ("created_at", ASCENDING)], name="by_division")
    await imports.create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
    await database["village_confirmations"].create_index(
        [("village_code", ASCENDING), ("at", ASCENDING)], name="by_village"
    )
