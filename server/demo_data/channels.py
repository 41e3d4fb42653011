"""The demo's other channels: an internal group with bot and alarms, a group served by hand, a grid, a customer."""

from datetime import timedelta

from actions.context import Context
from actions.manual_channel import paste_in
from domain.bindings import ChatPerson, person_id_of
from domain.divisions import Division
from domain.groups import ChannelName, Group, group_id_of
from handlers.demo_doors import DemoRoom
from server.demo_data import world
from wechat.sandbox import SandboxPlatform
from wechat.sandbox.kf import customer_writes
from wechat.sandbox.reports import resident_reports
from wechat.sandbox.rooms import create_room

FRESH = timedelta(minutes=10)  # a demo started again on another day need not ask anew
OFFICE_ROOM, HAND_ROOM, GRID, KF_ACCOUNT = "room-office", "hand-1", "grid-demo-1", "wkDEMO"
WEBHOOK_KEY = "demo-webhook-0000-0000-000000000001"


async def ensure_channels(
    ctx: Context, platform: SandboxPlatform, township: Division, villages: tuple[Division, ...]
) -> DemoRoom:
    """Set up what is missing; the internal group as a room of the group door."""
    office = await _ensure_office(ctx, platform, township)
    grid = villages[0]
    await _ensure_group(ctx, ChannelName.RESIDENT_REPORT, GRID, f"{grid.spoken_name}网格", grid.id)
    for one in world.PROVIDERS:
        for channel in (ChannelName.SIMULATOR, ChannelName.SMART_BOT):
            person_id = person_id_of(channel, one.id)
            if await ctx.store.chat_people.find(person_id) is None:
                await ctx.store.chat_people.put(ChatPerson(person_id, one.id, ctx.now(), "demo"))
    await _first_words(ctx, platform, grid)
    await _paste_one(ctx)
    return office


async def ensure_hand_room(ctx: Context, villages: tuple[Division, ...]) -> None:
    """A group without a platform; it must be there before the first push, so that a poster waits to be carried."""
    hand = villages[min(2, len(villages) - 1)]
    await _ensure_group(ctx, ChannelName.MANUAL, HAND_ROOM, f"{hand.spoken_name}微信群", hand.id)


async def _ensure_office(ctx: Context, platform: SandboxPlatform, township: Division) -> DemoRoom:
    """Staff and advisors among themselves: the smart bot answers there, alarms arrive there."""
    name = f"{township.name}司法所工作群"
    create_room(platform, chat_id=OFFICE_ROOM, name=name, owner=world.GROUP_OWNER, internal=True)
    platform.state["webhooks"].setdefault(WEBHOOK_KEY, {"chat_id": OFFICE_ROOM, "sent_at": []})
    group = await _ensure_group(ctx, ChannelName.WEBHOOK, OFFICE_ROOM, name, township.id)
    await ctx.store.channel_secrets.put(group.id, WEBHOOK_KEY)
    await _ensure_group(ctx, ChannelName.SMART_BOT, OFFICE_ROOM, name, township.id)
    return DemoRoom(OFFICE_ROOM, name)


async def _ensure_group(ctx: Context, channel: ChannelName, chat_id: str, name: str, code: str) -> Group:
    group = await ctx.store.groups.add_or_find(Group(group_id_of(channel, chat_id), channel, chat_id, name, ctx.now()))
    if group.village_code is None:
        group = await ctx.store.groups.bind(group, code, "demo", ctx.now()) or group
    return group


async def _first_words(ctx: Context, platform: SandboxPlatform, village: Division) -> None:
    """One report to the robot, one line to customer service; the jobs fetch them like any other."""
    if await ctx.store.cursors.find(f"kf:{KF_ACCOUNT}"):
        return
    resident_reports(platform, grid_id=GRID, user="陈大爷", text="想找律师问问山林承包合同的事", case_name="法律服务")
    chat_id = f"{KF_ACCOUNT}:wm_zhao-laoshi"
    await _ensure_group(ctx, ChannelName.KF, chat_id, "微信客服会话", village.id)
    customer_writes(platform, open_kfid=KF_ACCOUNT, user="zhao-laoshi", text="我想请公证员办个遗嘱公证")
    await ctx.store.cursors.open(f"kf:{KF_ACCOUNT}", "", ctx.now())
    await platform.saved()


async def _paste_one(ctx: Context) -> None:
    """One line that staff have pasted in, so that an answer waits to be carried out."""
    staff = await ctx.store.staff.find_by_login(world.STAFF[0].login)
    group = await ctx.store.groups.find(group_id_of(ChannelName.MANUAL, HAND_ROOM))
    if staff and group and ctx.now() - group.created_at < FRESH:
        group_id = group_id_of(ChannelName.MANUAL, HAND_ROOM)
        words = {"sender_name": "刘大妈", "text": "想找律师问问老房子拆迁补偿的事"}
        await paste_in(ctx, staff=staff, group_id=group_id, **words)
