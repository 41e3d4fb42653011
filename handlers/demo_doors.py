"""The demo's doors: a page with four ways in, each a real client of the real API. Served in demo mode only."""

from dataclasses import asdict, dataclass
from typing import Any

from domain.errors import NotFound
from handlers.base import BaseHandler, PublicApiHandler
from handlers.models import Answer
from handlers.operations import operation
from handlers.routing import Route

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


@dataclass(frozen=True)
class DemoResident:
    """Somebody to be at the resident's phone; ``user`` is the stand-in platform's name of them."""

    user: str
    name: str
    phone: str


@dataclass(frozen=True)
class DemoAdvisor:
    """Somebody to be at the advisor's phone."""

    user: str
    name: str
    phone: str
    village_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class DemoStaff:
    """An account for the console."""

    login: str
    password: str
    name: str
    role_name: str


@dataclass(frozen=True)
class DemoRoom:
    """A village group of the stand-in platform."""

    chat_id: str
    name: str


@dataclass(frozen=True)
class DemoPeople:
    """Whom the doors let one be; handed over as ``application.settings["demo_people"]``. All made up."""

    residents: tuple[DemoResident, ...] = ()
    advisors: tuple[DemoAdvisor, ...] = ()
    staff: tuple[DemoStaff, ...] = ()
    rooms: tuple[DemoRoom, ...] = ()

    @classmethod
    def of(cls, facts: dict[str, Any]) -> "DemoPeople":
        """From facts as JSON has them: lists of objects under the names above."""
        return cls(
            residents=tuple(DemoResident(**one) for one in facts.get("residents", ())),
            advisors=tuple(
                DemoAdvisor(**{**one, "village_names": tuple(one.get("village_names", ()))})
                for one in facts.get("advisors", ())
            ),
            staff=tuple(DemoStaff(**one) for one in facts.get("staff", ())),
            rooms=tuple(DemoRoom(**one) for one in facts.get("rooms", ())),
        )


class DemoPeopleView(Answer):
    """The made-up people, and the template ids that the consent button asks for."""

    residents: list[DemoResident]
    advisors: list[DemoAdvisor]
    staff: list[DemoStaff]
    rooms: list[DemoRoom]
    templates: dict[str, str]


class DemoPeopleHandler(PublicApiHandler):
    """/demo/people"""

    async def identify(self) -> None:
        """Raises: NotFound outside demo mode, should the route ever be mounted there."""
        check_demo(self)

    @operation("演示人物（仅演示环境）", errors=(NotFound,))
    async def get(self) -> DemoPeopleView:
        """Whom the doors let one be."""
        people: DemoPeople = self.application.settings["demo_people"]
        return DemoPeopleView(
            residents=list(people.residents),
            advisors=list(people.advisors),
            staff=list(people.staff),
            rooms=list(people.rooms),
            templates=asdict(self.ctx.settings.templates),
        )


class DoorHandler(BaseHandler):
    """A page that is only a frame: its modules fetch everything from the API."""

    template = ""

    async def identify(self) -> None:
        """Raises: NotFound outside demo mode, should the route ever be mounted there."""
        check_demo(self)

    def set_default_headers(self) -> None:
        """Nothing inline, nothing from elsewhere."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.set_header("Cache-Control", "no-store")

    async def get(self) -> None:
        """The page."""
        self.render(self.template, bureau_name=self.ctx.settings.bureau_name)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """One sentence, as plain text."""
        refusal = self.refusal(status_code, kwargs.get("exc_info", (None, None, None))[1])
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(refusal.message)


class HomeDoor(DoorHandler):
    """/"""

    template = "demo/home.html"


class ResidentDoor(DoorHandler):
    """/demo/resident"""

    template = "demo/resident.html"


class AdvisorDoor(DoorHandler):
    """/demo/advisor"""

    template = "demo/advisor.html"


class GroupDoor(DoorHandler):
    """/demo/group"""

    template = "demo/group.html"


def check_demo(handler: BaseHandler) -> None:
    """Raises: NotFound outside demo mode."""
    if not handler.ctx.settings.demo:
        raise NotFound()


DEMO_ROUTES = (
    Route("/", HomeDoor),
    Route("/demo/people", DemoPeopleHandler),
    Route("/demo/resident", ResidentDoor),
    Route("/demo/advisor", AdvisorDoor),
    Route("/demo/group", GroupDoor),
)
