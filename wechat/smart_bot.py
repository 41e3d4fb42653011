"""The smart bot beside its callbacks: one late answer to a message, by the address that came with it."""

from wechat.calls import PlatformCalls


class SmartBot:
    """Calls without a token: the one-time code in the address is all there is."""

    def __init__(self, bare: PlatformCalls) -> None:
        self._bare = bare

    async def answer_late(self, response_code: str, content: str) -> None:
        """Answer by the response_url. Units: once, within an hour, 20480 bytes. Raises: UnknownOutcome, CallFailed."""
        body = {"msgtype": "markdown", "markdown": {"content": content}}
        await self._bare.post("aibot/response", params={"response_code": response_code}, data=body)
