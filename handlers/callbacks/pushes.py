"""Where the platforms push to: check, keep once, answer at once. The work comes after the answer."""

from typing import Any

from actions import keep_inbound, smart_bot
from handlers.base import PublicApiHandler
from handlers.routing import Route
from village_groups import replies
from village_groups.inbox_worker import InboxWaker


class CallbackHandler(PublicApiHandler):
    """Answers in plain text; a refusal says no more than its status."""

    @property
    def args(self) -> dict[str, str]:
        """The query; it carries the signature."""
        return {name: self.get_query_argument(name) for name in self.request.query_arguments}

    def answer_text(self, text: str) -> None:
        """What the platforms read."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(text)

    def wake_worker(self) -> None:
        """Let the worker begin now; the periodic job would come to it as well."""
        waker: InboxWaker = self.application.settings["inbox_waker"]
        waker.wake()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Whoever fails the check learns nothing else."""
        refusal = self.refusal(status_code, kwargs.get("exc_info", (None, None, None))[1])
        self.answer_text(refusal.code)


class SimulatorCallback(CallbackHandler):
    """/callbacks/simulator"""

    async def post(self) -> None:
        """A message written in a simulated group."""
        if await keep_inbound.keep_simulator_message(self.ctx, headers=self.request.headers, body=self.request.body):
            self.wake_worker()
        self.answer_text("success")


class MiniProgramCallback(CallbackHandler):
    """/callbacks/wechat"""

    async def get(self) -> None:
        """The platform tries the address."""
        self.answer_text(keep_inbound.echo_mini_program(self.ctx, args=self.args))

    async def post(self) -> None:
        """An event of the mini-program."""
        if await keep_inbound.keep_mini_program_push(self.ctx, args=self.args, body=self.request.body):
            self.wake_worker()
        self.answer_text("success")


class WeComCallback(CallbackHandler):
    """/callbacks/wecom"""

    async def get(self) -> None:
        """WeCom tries the address."""
        self.answer_text(keep_inbound.echo_wecom(self.ctx, args=self.args))

    async def post(self) -> None:
        """An event of WeCom: customer groups, customer service."""
        if await keep_inbound.keep_wecom_push(self.ctx, args=self.args, body=self.request.body):
            self.wake_worker()
        self.answer_text("success")


class SmartBotCallback(CallbackHandler):
    """/callbacks/smart-bot"""

    async def get(self) -> None:
        """WeCom tries the address."""
        self.answer_text(keep_inbound.echo_smart_bot(self.ctx, args=self.args))

    async def post(self) -> None:
        """Staff wrote to the bot in an internal group; the answer goes back sealed."""
        answer = await smart_bot.answer_smart_bot(
            self.ctx, args=self.args, body=self.request.body, words=replies.BOT_WORDS
        )
        if answer.is_new:
            self.wake_worker()
        if answer.sealed is None:
            self.answer_text("")
            return
        self.finish(answer.sealed)


CALLBACK_ROUTES = (
    Route("/callbacks/simulator", SimulatorCallback),
    Route("/callbacks/wechat", MiniProgramCallback),
    Route("/callbacks/wecom", WeComCallback),
    Route("/callbacks/smart-bot", SmartBotCallback),
)
