"""The routes of materials: one set for residents, and the same desk for providers and for staff."""

from handlers.base import ApiHandler
from handlers.mini_program import materials, materials_desk
from handlers.routing import Route

RESIDENT, ADVISOR, STAFF = "居民", "法律服务人员", "工作人员"

DESK_HANDLERS: tuple[tuple[str, type[ApiHandler]], ...] = (
    ("bookings/{booking_id}/materials", materials_desk.ChecklistAtDesk),
    ("bookings/{booking_id}/materials/acceptance", materials_desk.AcceptanceAtDesk),
    ("bookings/{booking_id}/materials/conclusion", materials_desk.ConclusionAtDesk),
    ("bookings/{booking_id}/materials/{number}/check", materials_desk.CheckAtDesk),
    ("bookings/{booking_id}/materials/{number}/photos/{photo_id}", materials_desk.PhotoAtDesk),
    ("applications", materials_desk.ClocksAtDesk),
)


def at_desk(who: str, base: type[ApiHandler], tag: str) -> tuple[Route, ...]:
    """The routes of a kind of desk: ``base`` says who is asking."""
    return tuple(
        Route(f"/api/v1/{who}/{path}", type(f"{who.title()}{kind.__name__}", (base, kind), {}), tag)
        for path, kind in DESK_HANDLERS
    )


MATERIAL_API_ROUTES = (
    Route("/api/v1/bookings/{booking_id}/materials", materials.MaterialsHandler, RESIDENT),
    Route("/api/v1/bookings/{booking_id}/materials/{number}/photos", materials.MaterialPhotosHandler, RESIDENT),
    Route(
        "/api/v1/bookings/{booking_id}/materials/{number}/photos/{photo_id}", materials.MaterialPhotoHandler, RESIDENT
    ),
    *at_desk("advisor", materials_desk.AdvisorMaterialsBase, ADVISOR),
    *at_desk("staff", materials_desk.StaffMaterialsBase, STAFF),
)
