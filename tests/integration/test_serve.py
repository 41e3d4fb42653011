"""``serve`` and the other commands as real processes: how they start, refuse, log and stop."""

import asyncio
import http.client
import json
import secrets
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.web import Application, RequestHandler

from server.app import LARGEST_BODY_BYTES
from store.database import choose_database, open_client
from tests.server_processes import SETTINGS, ServerProcess, free_port, run_command, running

COMMANDS = ("serve", "run-jobs", "migrate", "import-divisions", "import-laws", "create-staff", "rotate-secret", "demo")
WITHOUT_EMBEDDED = "import sys\nsys.modules['secantus'] = None\n"


class SlowLogin(RequestHandler):
    """A platform that takes its time over jscode2session."""

    async def get(self) -> None:
        await asyncio.sleep(1.5)
        self.write({"openid": "o-slow", "session_key": "not passed on", "errcode": 0})


class SlowPlatform:
    """Serves it from a thread with a loop of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = Application([(r"/sns/jscode2session", SlowLogin)]).listen(self.port, "127.0.0.1")
        self._started.set()
        await self._over.wait()
        server.stop()
        await server.close_all_connections()

    def __enter__(self) -> str:
        self._thread.start()
        assert self._started.wait(5)
        return f"http://127.0.0.1:{self.port}"

    def __exit__(self, *_failure: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(5)


@pytest.fixture
def given_server(store_uri: str) -> Iterator[dict[str, str]]:
    """Settings for a database of our own on the test run's server."""
    name = f"test_serve_{secrets.token_hex(6)}"
    yield {"MONGODB_URI": store_uri, "MONGODB_DATABASE": name}
    on_database(store_uri, name, lambda database: database.client.drop_database(name))


def on_database(uri: str, name: str, work: object) -> None:
    """Do something with a database from a test that is not async."""

    async def do() -> None:
        client = open_client(uri)
        try:
            await work(choose_database(client, name))  # type: ignore[operator]
        finally:
            client.close()

    asyncio.run(do())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(tmp_path: Path, command: str) -> None:
    asked = run_command(tmp_path, command, "--help")
    assert asked.returncode == 0, asked.stderr
    assert command in asked.stdout


def test_wrong_usage_and_settings_exit_with_two(tmp_path: Path) -> None:
    assert run_command(tmp_path, "no-such-command").returncode == 2
    assert run_command(tmp_path).returncode == 2
    secret = "short-and-Weak-9"
    refused = run_command(tmp_path, "serve", COOKIE_SECRET=secret, DATA_SECRET="", PORT="many")
    assert refused.returncode == 2
    assert all(key in refused.stderr for key in ("COOKIE_SECRET", "DATA_SECRET", "PORT"))
    assert secret not in refused.stderr + refused.stdout
    assert not (tmp_path / "var").exists(), "refused before anything was done"


def test_a_demo_refuses_real_credentials(tmp_path: Path) -> None:
    refused = run_command(tmp_path, "demo")
    assert refused.returncode == 2
    assert "WECHAT_APP_SECRET" in refused.stderr
    assert SETTINGS["WECHAT_APP_SECRET"] not in refused.stderr
    (tmp_path / ".env").write_text("WECOM_CORP_SECRET=h7Jk2LmQ9sVx4ZtB\n")
    in_file = run_command(tmp_path, "demo", WECHAT_APP_ID="", WECHAT_APP_SECRET="")
    assert (in_file.returncode, "WECOM_CORP_SECRET" in in_file.stderr) == (2, True)
    assert not (tmp_path / "var").exists()


def test_no_environment_key_makes_a_demo(tmp_path: Path, given_server: dict[str, str]) -> None:
    with running(tmp_path, "serve", "--no-jobs", "--migrate", DEMO="1", DEMO_MODE="true", **given_server) as server:
        server.wait_for_status("/readyz", 200)
        for path in ("/demo/people", "/demo/resident", "/sandbox/control/rooms"):
            assert server.get(path)[0] == 404


def test_it_works_with_a_given_server_and_without_the_embedded_package(
    tmp_path: Path, given_server: dict[str, str]
) -> None:
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "sitecustomize.py").write_text(WITHOUT_EMBEDDED)
    path = f"{tmp_path / 'hidden'}:{Path(__file__).parent.parent.parent}"
    without = run_command(tmp_path, "migrate", PYTHONPATH=path)
    assert (without.returncode, "requirements/embedded.txt" in without.stderr) == (1, True)
    refused = run_command(tmp_path, "serve", PYTHONPATH=path, PORT=str(free_port()), **given_server)
    assert (refused.returncode, "migrate" in refused.stderr) == (1, True)
    assert run_command(tmp_path, "migrate", "--check", PYTHONPATH=path, **given_server).returncode == 1
    assert run_command(tmp_path, "migrate", PYTHONPATH=path, **given_server).returncode == 0
    assert "已是最新" in run_command(tmp_path, "migrate", PYTHONPATH=path, **given_server).stdout
    with running(tmp_path, "serve", "--no-jobs", PYTHONPATH=path, **given_server) as server:
        server.wait_for_status("/readyz", 200)
        assert server.get("/healthz")[0] == 200
        assert 'http_requests_total{method="GET",route="/readyz",status="200"}' in server.get("/metrics")[1]
        assert server.stop() == 0
        check_log(server)
    assert not (tmp_path / "var" / "store").exists()


def check_log(server: ServerProcess) -> None:
    """Every line is JSON with the same fields, requests have an id, and no secret is in it."""
    lines = server.lines()
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    answered = [line for line in lines if line["logger"] == "access"]
    assert answered
    assert all(line["request_id"] for line in answered)
    assert not [key for key, value in SETTINGS.items() if key != "PUBLIC_URL" and value in server.log]


def test_a_newer_schema_is_refused(tmp_path: Path, given_server: dict[str, str]) -> None:
    uri, name = given_server.values()
    assert run_command(tmp_path, "migrate", **given_server).returncode == 0
    on_database(uri, name, lambda database: database["migrations"].insert_one({"_id": 9999, "name": "m9999_future"}))
    for command in (("serve", "--migrate"), ("migrate",)):
        refused = run_command(tmp_path, *command, PORT=str(free_port()), **given_server)
        assert (refused.returncode, "9999" in refused.stderr) == (1, True)


def test_a_server_that_is_away_is_named(tmp_path: Path) -> None:
    secret = "pa55w0rdOfTheDatabase"
    uri = f"mongodb://root:{secret}@127.0.0.1:{free_port()}/"
    refused = run_command(tmp_path, "migrate", MONGODB_URI=uri)
    assert (refused.returncode, "MONGODB_URI" in refused.stderr) == (1, True)
    assert secret not in refused.stderr + refused.stdout


def test_a_taken_port_is_named(tmp_path: Path, given_server: dict[str, str]) -> None:
    with running(tmp_path, "serve", "--no-jobs", "--migrate", **given_server) as server:
        server.wait_for_status("/readyz", 200)
        port = server.url.rsplit(":", 1)[1]
        refused = run_command(tmp_path, "serve", PORT=port, **given_server)
        assert (refused.returncode, port in refused.stderr) == (1, True)


def test_a_request_in_flight_is_finished(tmp_path: Path, given_server: dict[str, str]) -> None:
    with (
        SlowPlatform() as base,
        running(tmp_path, "serve", "--no-jobs", "--migrate", WECHAT_API_BASE=base, **given_server) as server,
    ):
        server.wait_for_status("/readyz", 200)
        kept_open = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        kept_open.request("GET", "/healthz")
        assert kept_open.getresponse().read()
        slow = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        slow.request("POST", "/api/v1/sessions", json.dumps({"code": "any-code"}), {"X-Request-Id": "slow-request-1"})
        time.sleep(0.5)
        server.process.terminate()
        time.sleep(0.2)
        assert server.get("/healthz")[0] == 0, "new connections are refused"
        kept_open.request("GET", "/readyz")
        readiness = kept_open.getresponse()
        assert (readiness.status, "shutting_down" in readiness.read().decode()) == (503, True)
        answer = slow.getresponse()
        told = json.loads(answer.read())
        assert answer.status in (200, 201), told
        assert server.process.wait(10) == 0
        kept_open.close()
        slow.close()
        assert [line["status"] for line in server.lines() if line.get("request_id") == "slow-request-1"] == [
            answer.status
        ]


def test_a_request_that_takes_too_long_is_cut_short(tmp_path: Path, given_server: dict[str, str]) -> None:
    with running(tmp_path, "serve", "--no-jobs", "--migrate", SHUTDOWN_SECONDS="1", **given_server) as server:
        server.wait_for_status("/readyz", 200)
        slow = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        slow.putrequest("POST", "/api/v1/sessions")
        slow.putheader("Content-Length", "100")
        slow.endheaders(b"{")
        time.sleep(0.3)
        assert server.stop() == 0
        slow.close()
        assert "requests were cut short" in server.log


def test_a_body_that_is_too_large_is_refused_and_not_waited_for(tmp_path: Path, given_server: dict[str, str]) -> None:
    with running(tmp_path, "serve", "--no-jobs", "--migrate", **given_server) as server:
        server.wait_for_status("/readyz", 200)
        large = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        large.putrequest("POST", "/api/v1/sessions")
        large.putheader("Content-Length", str(LARGEST_BODY_BYTES + 1))
        large.endheaders()
        assert large.getresponse().status in (400, 413)
        large.close()
        stopping = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - stopping < 5


def test_jobs_run_apart_with_their_own_health_port(tmp_path: Path, given_server: dict[str, str]) -> None:
    with running(tmp_path, "run-jobs", "--migrate", **given_server) as jobs:
        jobs.wait_for_status("/readyz", 200)
        assert jobs.get("/healthz")[0] == 200
        assert jobs.get("/api/v1/services")[0] == 404
        deadline = time.monotonic() + 20
        while "job_runs_total{" not in (figures := jobs.get("/metrics")[1]):
            assert time.monotonic() < deadline, figures
            time.sleep(0.2)
        assert jobs.stop() == 0


def test_staff_are_created_and_can_sign_in(tmp_path: Path, given_server: dict[str, str]) -> None:
    divisions = Path(__file__).parent.parent.parent / "server" / "demo_data" / "divisions"
    account = ("create-staff", "--login", "liufang", "--name", "刘芳", "--role", "county", "--password-stdin")
    password = "a-long-enough-passphrase"
    assert run_command(tmp_path, "migrate", **given_server).returncode == 0
    unknown = run_command(tmp_path, *account, "--division", "990101", stdin=password, **given_server)
    assert (unknown.returncode, "import-divisions" in unknown.stderr) == (1, True)
    imported = run_command(tmp_path, "import-divisions", str(divisions), **given_server)
    assert imported.returncode == 0, imported.stderr
    short = run_command(tmp_path, *account, "--division", "990101", stdin="short", **given_server)
    assert (short.returncode, "密码" in short.stderr) == (1, True)
    wrong_level = run_command(tmp_path, *account, "--division", "990101100", stdin=password, **given_server)
    assert (wrong_level.returncode, "层级" in wrong_level.stderr) == (1, True)
    created = run_command(tmp_path, *account, "--division", "990101", stdin=password, **given_server)
    assert created.returncode == 0, created.stderr
    assert password not in created.stdout + created.stderr
    assert run_command(tmp_path, *account, "--division", "990101", stdin=password, **given_server).returncode == 1
    with running(tmp_path, "serve", "--no-jobs", **given_server) as server:
        server.wait_for_status("/readyz", 200)
        asking = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
        asking.request("POST", "/api/v1/staff/sessions", json.dumps({"login": "liufang", "password": password}))
        answer = asking.getresponse()
        assert (answer.status, json.loads(answer.read()).get("name")) == (201, "刘芳")
        asking.close()


def test_a_demo_is_marked_and_serve_leaves_it_alone(tmp_path: Path) -> None:
    nothing_real = {"WECHAT_APP_ID": "", "WECHAT_APP_SECRET": "", "PUBLIC_URL": ""}
    lost = run_command(tmp_path, "demo", "--laws", "nowhere.tar.gz", **nothing_real)
    assert (lost.returncode, "没有启动，法律文本导入不了" in lost.stderr) == (1, True)
    (tmp_path / "laws" / "民法典").mkdir(parents=True)
    law = "# 中华人民共和国民法典\n\n<!-- INFO END -->\n\n第一条 为了保护民事主体的合法权益，制定本法。\n"
    (tmp_path / "laws" / "民法典" / "总则编.md").write_text(law, encoding="utf-8")
    with running(tmp_path, "demo", "--laws", str(tmp_path / "laws"), **nothing_real) as demo:
        demo.wait_for_status("/readyz", 200)
        assert "演示环境" in demo.log
        assert demo.url in demo.log
        for path in ("/", "/demo/people", "/sandbox/control/rooms"):
            assert demo.get(path)[0] == 200
        refused = run_command(tmp_path, "serve", PORT=str(free_port()))
        assert (refused.returncode, "演示" in refused.stderr) == (1, True)
        assert (tmp_path / "var" / "laws" / "search.index").exists(), "the bot answers from it"
        kept = tmp_path / "var" / "demo" / "secrets.json"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert not [secret for secret in json.loads(kept.read_text()).values() if secret in demo.log]
        assert demo.stop() == 0
