"""What all pages of the console share: who may see them, the frame, the navigation, errors in plain words."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast
from urllib.parse import quote

from pydantic import BaseModel

from actions import raise_alarm, regions, sessions
from domain.alarms import Alarm
from domain.divisions import Division
from domain.errors import ServiceError, SignInNeeded
from domain.people import ROLE_NAMES, Role, Staff
from domain.staff_sign_in import NotForVillages, PasswordChangeNeeded, check_may_enter
from handlers.base import STAFF_COOKIE, BaseHandler
from handlers.console.navigation import HOME, NAVIGATION, section_of
from handlers.operations import check_query

Query = TypeVar("Query", bound=BaseModel)

SIGN_IN_PATH = "/console/sign-in"
PASSWORD_PATH = "/console/password"  # noqa: S105  an address, not a secret
VILLAGE_PATH = "/console/my-village"


CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class PageHandler(BaseHandler):
    """A page of the console. Its changes are made by console.js through the API, so pages only answer GET."""

    def set_default_headers(self) -> None:
        """Nothing inline, nothing from elsewhere, nothing kept."""
        super().set_default_headers()
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.set_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.set_header("Cache-Control", "no-store")

    def get_template_namespace(self) -> dict[str, Any]:
        """What every template may use."""
        settings = self.ctx.settings
        shared = {
            "bureau_name": settings.bureau_name,
            "demo": settings.demo,
            "staff": None,
            "division": None,
            "open_alarms": (),
        }
        here = self.request.path
        places = {"home": HOME, "navigation": NAVIGATION, "section": section_of(here), "here": here}
        return {**super().get_template_namespace(), **shared, **places}

    def read_query(self, model: type[Query]) -> Query:
        """What the address asks for.

        Raises: BadInput.
        """
        return cast(Query, check_query(model, self.request.query_arguments))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The refusal in plain words, with its code and the request's id; who must sign in is sent there."""
        raised = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(raised, SignInNeeded):
            self.redirect(f"{SIGN_IN_PATH}?next={quote(self.request.uri or '', safe='')}")
            return
        if isinstance(raised, PasswordChangeNeeded):
            self.redirect(PASSWORD_PATH)
            return
        if isinstance(raised, NotForVillages) and self.request.path == "/console":
            self.redirect(VILLAGE_PATH)
            return
        self.render("console/error.html", **self._refusal_facts(self.refusal(status_code, raised)))

    def _refusal_facts(self, refusal: ServiceError) -> dict[str, Any]:
        request_id = self.scope.request_id if hasattr(self, "scope") else ""
        return {"code": refusal.code, "message": refusal.message, "request_id": request_id}


class PublicPage(PageHandler):
    """Anybody may see it."""

    async def identify(self) -> None:
        """Nobody needs to be known."""


class StaffPage(PageHandler):
    """Staff who are signed in may see it; everybody else is sent to sign in."""

    staff: Staff
    division: Division
    open_alarms: Sequence[Alarm] = ()
    for_villages = False
    before_password_change = False

    async def identify(self) -> None:
        """Raises: SignInNeeded, PasswordChangeNeeded, NotForVillages."""
        self.staff = await sessions.get_staff_signed_in(self.ctx, token=self.get_cookie(STAFF_COOKIE, ""))
        self.division = await regions.get_division_of(self.ctx, staff=self.staff)
        _ = self.xsrf_token  # the cookie that console.js sends back as a header
        check_may_enter(self.staff, for_villages=self.for_villages, before_password_change=self.before_password_change)
        self.open_alarms = await raise_alarm.list_open_alarms(self.ctx, staff=self.staff)

    def get_template_namespace(self) -> dict[str, Any]:
        """Who is looking, and at what."""
        shared = super().get_template_namespace()
        if not hasattr(self, "division"):
            return shared
        own: dict[str, Any] = {
            "staff": self.staff,
            "division": self.division,
            "open_alarms": self.open_alarms,
            "role_name": ROLE_NAMES[self.staff.role],
            "may_change": self.staff.role not in (Role.AUDITOR, Role.VILLAGE),
        }
        if self.staff.role is Role.VILLAGE:
            own |= {"home": VILLAGE_PATH, "navigation": (), "section": None}
        if self.staff.must_change_password:
            own |= {"home": PASSWORD_PATH, "navigation": (), "section": None}
        return {**shared, **own}


class MissingPage(StaffPage):
    """An address of the console that leads nowhere."""

    async def get(self, **_path: str) -> None:
        """Answers as if it were any other page that is not there."""
        self.send_error(404)
