"""The console's pages of channels: how they fare, which chat belongs to which village, words carried by hand."""

from actions import bind_group, channel_health, manual_channel, raise_alarm, regions
from domain.alarms import ALARM_KIND_NAMES
from domain.groups import CHANNEL_NAMES, ChannelName
from domain.people import Role
from handlers.console import channel_words, words
from handlers.console.group_pages import ListQuery
from handlers.console.hour_pages import cut_slice
from handlers.console.pages import StaffPage
from handlers.routing import Route
from village_groups.channels.descriptor import DESCRIPTORS


class ChannelsPage(StaffPage):
    """/console/channels"""

    async def get(self) -> None:
        """Every channel: set up or not, how it fares, what it can do."""
        told = {one.name: one for one in await channel_health.tell_channels(self.ctx)}
        shown = [name for name in DESCRIPTORS if self.ctx.settings.demo or name is not ChannelName.SIMULATOR]
        self.render(
            "console/channels.html",
            channels=[(DESCRIPTORS[name], told[name]) for name in shown],
            names=CHANNEL_NAMES,
            say=channel_words,
            words=words,
            offices=await self._offices(),
            may_welcome=await regions.speaks_for_all(self.ctx, staff=self.staff),
        )

    async def _offices(self) -> list[tuple[str, str]]:
        """For whom an internal group may be registered: the own division and the townships below it."""
        townships = [] if self.staff.role is Role.TOWNSHIP else await self._townships()
        return [(self.division.id, self.division.full_name), *townships]

    async def _townships(self) -> list[tuple[str, str]]:
        found = await regions.list_townships_in_region(self.ctx, staff=self.staff)
        return [(one.id, one.full_name) for one in found]


class BindingsPage(StaffPage):
    """/console/channels/bindings"""

    async def get(self) -> None:
        """One map: village, chat, opengid, grid."""
        query = self.read_query(ListQuery)
        groups = [one for one in await bind_group.list_groups(self.ctx, staff=self.staff) if one.village]
        villages = await regions.list_villages_in_region(self.ctx, staff=self.staff)
        rows = channel_words.bindings_of(villages, groups)
        shown, part = cut_slice(rows, query.page, self.request.path, {})
        self.render("console/channel_bindings.html", rows=shown, part=part, names=CHANNEL_NAMES, say=channel_words)


class ManualPage(StaffPage):
    """/console/channels/manual"""

    async def get(self) -> None:
        """What is to be copied out, and a form to paste in."""
        waiting = await manual_channel.list_to_copy(self.ctx, staff=self.staff)
        groups = await manual_channel.list_manual_groups(self.ctx, staff=self.staff)
        names = {one.id: one.name for one in groups}
        self.render("console/channel_manual.html", waiting=waiting, groups=groups, names=names, words=words)


class AlarmsPage(StaffPage):
    """/console/alarms"""

    async def get(self) -> None:
        """What nobody has taken note of yet."""
        found = await raise_alarm.list_open_alarms(self.ctx, staff=self.staff)
        self.render("console/alarms.html", alarms=found, kinds=ALARM_KIND_NAMES, words=words)


class AlarmBarPage(StaffPage):
    """/console/alarms/bar"""

    async def get(self) -> None:
        """The line above every page, for pages that stand open."""
        self.render("console/alarm_bar.html")


CHANNEL_PAGE_ROUTES = (
    Route("/console/channels", ChannelsPage),
    Route("/console/channels/bindings", BindingsPage),
    Route("/console/channels/manual", ManualPage),
    Route("/console/alarms", AlarmsPage),
    Route("/console/alarms/bar", AlarmBarPage),
)
