"""What happens elsewhere and belongs into a matter's history."""

from actions.context import Context
from domain.bookings import Booking
from domain.matters import MatterEvent
from domain.wording import say_moment


async def note_booking(ctx: Context, *, booking: Booking) -> None:
    """A booking came of the matter: say so there, provided that the matter is the same resident's."""
    if booking.matter_number is None:
        return
    matter = await ctx.store.matters.find(booking.matter_number)
    if matter and matter.resident_id == booking.resident_id:
        text = f"已预约：{say_moment(booking.starts_at)}，{booking.place}。"
        await ctx.store.matters.note(matter.id, MatterEvent(ctx.now(), text))
