"""Photos of materials (swept on their day), and applications with a running clock."""

from typing import Any

ASCENDING = 1


async def up(database: Any) -> None:
    """Make the indexes."""
    photos, chunks = database["attachments"], database["attachment_chunks"]
    await photos.create_index(
        [("booking_id", ASCENDING), ("number", ASCENDING), ("slot", ASCENDING)], name="one_photo_a_slot", unique=True
    )
    await chunks.create_index([("upload", ASCENDING)], name="by_upload")
    for collection in (photos, chunks):
        await collection.create_index([("expires_at", ASCENDING)], name="swept", expireAfterSeconds=0)
    applications = database["applications"]
    await applications.create_index([("running", ASCENDING), ("provider_id", ASCENDING)], name="running_by_provider")
    await applications.create_index([("running", ASCENDING), ("village_code", ASCENDING)], name="running_by_village")
