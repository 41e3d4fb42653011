"""Giving whatever is sealed a new secret: one guarded write for each, so that it may break off and be run again.

Nothing else may run meanwhile. A mark in the database says that it has begun and not ended.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from pymongo.errors import DuplicateKeyError

from domain.errors import BadInput, Conflict
from store.attachments import Attachments
from store.database import Collection, Database
from store.sealing import Sealer

MARK = "resealing"
# Where sealed texts are: collection, field, and the field of the blind index that goes with it.
TEXTS: tuple[tuple[str, str, str | None], ...] = (
    ("residents", "phone_sealed", "phone_index"),
    ("providers", "phone_sealed", "phone_index"),
    ("bookings", "visitor.phone_sealed", None),
    ("channel_secrets", "sealed", None),
    ("roster_imports", "sealed_rows", None),
)


@dataclass
class Resealed:
    """What a run came to. ``lost`` can be read with neither secret."""

    changed: int = 0
    already: int = 0
    lost: int = 0


async def is_resealing(database: Database) -> bool:
    """Whether a change of the secret has begun and not ended."""
    return await database["meta"].find_one({"_id": MARK}) is not None


async def reseal_all(database: Database, old: Sealer, new: Sealer) -> Resealed:
    """Everything that the old secret still opens is sealed with the new one; what is already is left alone.

    Previews of imports hold phone numbers sealed with the old one: they are out of date from now on.

    Raises: BadInput when neither opens anything, Conflict when an import is half done; before anything has begun.
    """
    await _check_secrets(database, old, new)
    if await database["roster_gates"].find_one({"import_id": {"$gt": ""}}):
        raise Conflict("有一次名册导入还没有做完，请先运行后台任务，等它做完再更换密钥。", code="import_unfinished")
    with contextlib.suppress(DuplicateKeyError):  # an earlier run broke off
        await database["meta"].insert_one({"_id": MARK})
    await database["roster_imports"].update_many({"state": "checked"}, {"$set": {"state": "stale"}})
    found = Resealed()
    for name, field, index in TEXTS:
        async for document in _with(database[name], field):
            await _reseal_text(database[name], document, (field, index), (old, new), found)
    async for photo in database["attachments"].find({}, {"_id": 1}):
        await _reseal_photo(database, photo["_id"], old, new, found)
    return found


async def end_resealing(database: Database) -> None:
    """Take the mark away: programs may start again."""
    await database["meta"].delete_one({"_id": MARK})


async def _check_secrets(database: Database, old: Sealer, new: Sealer) -> None:
    seen = False
    for name, field, _ in TEXTS:
        async for document in _with(database[name], field):
            seen = True
            if any(_opens(one, _value(document, field)) is not None for one in (old, new)):
                return
    if seen:
        raise BadInput(
            "旧的 DATA_SECRET 不对：已存的内容用新旧密钥都读不出来，什么也没有改。", code="data_secret_wrong"
        )


def _with(collection: Collection, field: str) -> AsyncIterator[dict[str, Any]]:
    documents: AsyncIterator[dict[str, Any]] = collection.find({field: {"$gt": ""}}, {field: 1})
    return documents


async def _reseal_text(
    collection: Collection,
    document: dict[str, Any],
    fields: tuple[str, str | None],
    sealers: tuple[Sealer, Sealer],
    found: Resealed,
) -> None:
    (field, index), (old, new) = fields, sealers
    sealed = _value(document, field)
    if _opens(new, sealed) is not None:
        found.already += 1
        return
    text = _opens(old, sealed)
    if text is None:
        found.lost += 1
        return
    change = {field: new.seal(text), **({index: new.blind_index(text)} if index else {})}
    await collection.update_one({"_id": document["_id"], field: sealed}, {"$set": change})
    found.changed += 1


async def _reseal_photo(database: Database, photo_id: str, old: Sealer, new: Sealer, found: Resealed) -> None:
    for sealer in (new, old):
        try:
            content = await Attachments(database, sealer).read_content(photo_id)
        except InvalidTag:
            continue
        if content is None:
            found.lost += 1
        elif sealer is new:
            found.already += 1
        else:
            await Attachments(database, new).write_content(photo_id, content)
            found.changed += 1
        return
    found.lost += 1


def _value(document: dict[str, Any], field: str) -> str:
    value: Any = document
    for part in field.split("."):
        value = value[part]
    return str(value)


def _opens(sealer: Sealer, sealed: str) -> str | None:
    try:
        return sealer.unseal(sealed)
    except (InvalidTag, ValueError):
        return None
