"""Run the stand-in by itself: ``python -m wechat.sandbox --port N [--state FILE] [--callback URL]``."""

import argparse
import asyncio
import logging
from pathlib import Path

from tornado.web import Application, RequestHandler

from domain.clock import now_utc
from wechat.sandbox import SandboxPlatform, SandboxSettings, make_sandbox_routes

logger = logging.getLogger("wechat.sandbox")


def log_path_only(handler: RequestHandler) -> None:
    """The request log without queries: tokens and secrets travel in them."""
    logger.info("%s %s %s", handler.get_status(), handler.request.method, handler.request.path)


async def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m wechat.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--state", type=Path, default=None, help="file that keeps the state")
    parser.add_argument("--callback", default="", help="where rooms deliver what residents write")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    platform = SandboxPlatform(now_utc, chosen.state, SandboxSettings(callback_url=chosen.callback))
    application = Application(make_sandbox_routes(platform), log_function=log_path_only)
    application.listen(chosen.port, address=chosen.address)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
