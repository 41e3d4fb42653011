"""Internal groups of staff: a webhook's address is registered once and its key kept sealed."""

import hashlib
import re

from actions.context import Context
from actions.regions import get_division_of
from domain.errors import BadInput
from domain.groups import ChannelName, Group, group_id_of
from domain.people import Staff
from domain.staff_sign_in import check_may_change

_KEY = re.compile(r"(?:https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=)?([A-Za-z0-9-]{20,64})")


async def register_internal_group(ctx: Context, *, staff: Staff, name: str, address: str, division_code: str) -> Group:
    """An internal group in which the staff of a division are told what cannot wait; the same address again renames it.

    Raises: NotAllowed, NotFound, BadInput.
    """
    check_may_change(staff)
    division = await get_division_of(ctx, staff=staff, code=division_code)
    found = _KEY.fullmatch(address.strip())
    if found is None:
        raise BadInput(fields={"address": "请粘贴群里“消息推送”给出的完整地址。"})
    chat_id = hashlib.sha256(found[1].encode()).hexdigest()[:16]
    group_id = group_id_of(ChannelName.WEBHOOK, chat_id)
    await ctx.store.channel_secrets.put(group_id, found[1])
    newcomer = Group(group_id, ChannelName.WEBHOOK, chat_id, name, ctx.now())
    group = await ctx.store.groups.add_or_find(newcomer)
    if group.name != name:
        await ctx.store.groups.describe(group.id, name=name, owner="")
    return await ctx.store.groups.bind(group, division.id, staff.id, ctx.now()) or group
