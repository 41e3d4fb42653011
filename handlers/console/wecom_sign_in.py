"""Signing in by scanning with WeCom: out to the page with the code, and back."""

from pydantic import Field

from actions import wecom_sign_in
from handlers.console.hour_pages import onwards_of
from handlers.console.pages import PublicPage
from handlers.console.staff_sessions import keep_cookie
from handlers.models import Request
from handlers.routing import Route

TICKET_COOKIE = "wecom_ticket"
TICKET_PATH = "/console/sign-in/wecom"
DAYS_GOOD = 1  # the ticket itself says when it ends, by the program's own clock


class WeComSignInPage(PublicPage):
    """/console/sign-in/wecom"""

    async def get(self) -> None:
        """Send the browser to WeCom, with a ticket to bring back."""
        begun = wecom_sign_in.begin_scan(self.ctx, onwards=onwards_of(self.get_query_argument("next", "")))
        self.set_signed_cookie(
            TICKET_COOKIE,
            begun.ticket,
            expires_days=DAYS_GOOD,
            path=TICKET_PATH,
            httponly=True,
            secure=self.ctx.settings.public_url.startswith("https://"),
            samesite="Lax",
        )
        self.redirect(begun.address)


class WeComCallbackQuery(Request):
    """What WeCom sends along; without a code nobody confirmed."""

    code: str = Field("", max_length=1000)
    state: str = Field("", max_length=200)
    appid: str = Field("", max_length=64)


class WeComCallbackPage(PublicPage):
    """/console/sign-in/wecom/callback"""

    async def get(self) -> None:
        """Sign in whoever scanned."""
        query = self.read_query(WeComCallbackQuery)
        ticket = (self.get_signed_cookie(TICKET_COOKIE, max_age_days=DAYS_GOOD) or b"").decode()
        self.clear_cookie(TICKET_COOKIE, path=TICKET_PATH)
        done = await wecom_sign_in.finish_scan(self.ctx, ticket=ticket, state=query.state, code=query.code)
        keep_cookie(self, done.signed_in)
        self.redirect(done.onwards or "/console")


WECOM_SIGN_IN_ROUTES = (
    Route("/console/sign-in/wecom", WeComSignInPage),
    Route(wecom_sign_in.CALLBACK_PATH, WeComCallbackPage),
)
