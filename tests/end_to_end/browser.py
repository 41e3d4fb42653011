"""The real demo server as a child process, and a real browser in front of it.

Screenshots go to artifacts/screenshots, which is kept with a build and never committed.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "artifacts" / "screenshots"
START_SECONDS = 240
STOP_SECONDS = 30
PATIENCE_MILLISECONDS = 10_000
PHONE = {"width": 375, "height": 812}
DESK = {"width": 1280, "height": 900}


@contextmanager
def demo_server(folder: Path, *arguments: str) -> Iterator[str]:
    """Run ``python -m server demo`` on a free port over an empty folder; give its address once it is ready.

    With MONGODB_URI the demo gets a database of its own on that server, else it brings the embedded store.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {name: os.environ[name] for name in ("PATH", "HOME", "MONGODB_URI") if name in os.environ}
    own = {
        "DATA_DIR": str(folder / "data"),
        "MONGODB_DATABASE": f"doors_{secrets.token_hex(6)}" if "MONGODB_URI" in given else "doors",
        "PYTHONPATH": str(ROOT),
    }
    log_path = folder / "server.log"
    with log_path.open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "server", "demo", "--port", str(port), *arguments],
            cwd=folder,
            env=given | own,
            stdout=log,
            stderr=log,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, child, log_path)
        yield address
        assert child.poll() is None, f"the demo stopped by itself: {log_path.read_text()[-3000:]}"
    finally:
        child.terminate()
        child.wait(STOP_SECONDS)


def _wait_until_ready(address: str, child: subprocess.Popen[bytes], log_path: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert child.poll() is None, f"the demo did not start: {log_path.read_text()[-3000:]}"
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310  our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the demo was not ready in {START_SECONDS} s: {log_path.read_text()[-3000:]}")


class Doors:
    """Opens pages, each with cookies and storage of its own, and notes what goes wrong in them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self.address = address
        self.wrongs: list[str] = []

    def open(self, path: str, size: dict[str, int] | None = None) -> Page:
        """A page as a person would open it."""
        context = self._browser.new_context(
            viewport={"width": (size or PHONE)["width"], "height": (size or PHONE)["height"]}, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("weberror", lambda error: self.wrongs.append(str(error.error)))
        context.on("console", self._note)
        page = context.new_page()
        page.goto(self.address + path)
        return page

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.location["url"].endswith("/favicon.ico"):  # browsers ask unbidden
            self.wrongs.append(f"{said.location['url']}: {said.text}")

    def close(self) -> None:
        """Close all pages."""
        for context in self._browser.contexts:
            context.close()


def keep_picture(page: Page, name: str) -> None:
    """Keep how the page looks now as a build artefact."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture(scope="module")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo server for the tests of a module, over a copy of data that is filled once in a run."""
    folder = tmp_path_factory.mktemp("demo")
    if "MONGODB_URI" not in os.environ:
        shutil.copytree(_filled_demo(tmp_path_factory.getbasetemp() / "filled"), folder / "data")
    with demo_server(folder) as address:
        yield address


def _filled_demo(folder: Path) -> Path:
    """The data of a demo that was started over nothing, and stopped."""
    if not folder.exists():
        filling = folder.with_name("filling")
        filling.mkdir(exist_ok=True)
        with demo_server(filling):
            pass
        filling.rename(folder)
    return folder / "data"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield launched
        launched.close()


@pytest.fixture
def doors(browser: Browser, demo_address: str) -> Iterator[Doors]:
    """The demo's doors; a test fails if a page of it reported an error."""
    opened = Doors(browser, demo_address)
    yield opened
    opened.close()
    assert not opened.wrongs, "\n".join(opened.wrongs)
