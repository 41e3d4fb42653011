"""Whether a photo of an entry was used for another one of the county."""

from actions.context import Context
from actions.regions import is_in_region
from domain.hours import REVIEWED_STATES, Entry
from domain.people import Staff
from domain.signals import PhotoTwin


async def find_photo_twins(ctx: Context, *, staff: Staff, entry: Entry) -> list[PhotoTwin]:
    """The other entries with a photo of this one; those of another region are told of, not shown."""
    if not entry.photo_ids:
        return []
    alike = set[str]()
    for look in await ctx.store.photo_looks.find_many(entry.photo_ids):
        alike |= {one.entry_id for one in await ctx.store.photo_looks.list_alike(look)}
    found = [await ctx.store.entries.find(entry_id) for entry_id in sorted(alike)]
    standing = [one for one in found if one and one.photo_ids and one.state in REVIEWED_STATES]
    return [_twin(staff, entry, one) for one in standing]


def _twin(staff: Staff, entry: Entry, other: Entry) -> PhotoTwin:
    may_see = is_in_region(staff, other.village_code)
    return PhotoTwin(other if may_see else None, other.provider_id != entry.provider_id)
