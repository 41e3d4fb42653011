"""What the container files promise, read from the files: no container engine is needed."""

import argparse
import importlib
import json
import os
import re
import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.__main__ import COMMANDS
from server.app import LARGEST_BODY_BYTES
from server.configuration import Configuration

ROOT = Path(__file__).parents[2]
SCRIPTS = ("scripts/demo", "scripts/test", "scripts/check", "scripts/setup", ".ci/run", "deploy/mongo/start.sh")
ROOMS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
WORDS_OF_DOCKER = {"FROM", "ENV", "COPY", "RUN", "WORKDIR", "USER", "VOLUME", "EXPOSE"} | {
    "STOPSIGNAL",
    "HEALTHCHECK",
    "ENTRYPOINT",
    "CMD",
}


def dockerfile() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.M).replace("\\\n", " ")
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]  # type: ignore[misc] # pairs


def last_stage() -> list[tuple[str, str]]:
    lines = dockerfile()
    last = max(number for number, (word, _) in enumerate(lines) if word == "FROM")
    return lines[last:]


def value_of(wanted: str) -> str:
    return [value for word, value in last_stage() if word == wanted][-1]


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


def check_command(words: list[str]) -> None:
    """Raises: SystemExit when the program would refuse these arguments."""
    name, *arguments = words
    assert name in COMMANDS
    parser = argparse.ArgumentParser()
    importlib.import_module(f"server.commands.{name.replace('-', '_')}").add_arguments(parser)
    parser.parse_args(arguments)


def test_the_image_runs_our_program_as_nobody_special() -> None:
    assert {word for word, _ in dockerfile()} <= WORDS_OF_DOCKER
    user, group = value_of("USER").split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert json.loads(value_of("ENTRYPOINT")) == ["python", "-m", "server"]
    check_command(json.loads(value_of("CMD")))


def test_the_health_check_is_python_that_asks_our_own_port() -> None:
    check = value_of("HEALTHCHECK")
    program = json.loads(check[check.index("[") :])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "healthcheck", "exec")
    assert "/healthz" in program[2]


def test_the_image_has_every_room_and_nothing_that_is_not_there() -> None:
    copies = [shlex.split(value) for word, value in dockerfile() if word == "COPY" and "--from" not in value]
    sources = [source for *given, _ in copies for source in given]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert set(ROOMS) <= set(sources)
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert let_through == set(sources)


def test_the_image_installs_only_what_the_lock_file_names() -> None:
    installs = [value for word, value in dockerfile() if word == "RUN" and "pip install" in value]
    assert installs
    assert all("--require-hashes" in install and "base.txt" in install for install in installs)


def test_every_environment_key_of_the_image_is_a_setting_of_ours_or_of_python() -> None:
    keys = re.findall(r"(\w+)=", value_of("ENV"))
    ours = [key for key in keys if key != "PATH" and not key.startswith("PYTHON")]
    assert ours
    assert all(key.lower() in Configuration.model_fields for key in ours)


@pytest.mark.parametrize("name", ["migrate", "web1", "web2", "jobs"])
def test_the_programs_services_are_locked_down_and_their_commands_exist(name: str) -> None:
    service = services()[name]
    check_command(service["command"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["env_file"] == ".env"
    assert not any(re.search("SECRET|PASSWORD|MONGODB_URI", key) for key in service["environment"])


def test_only_one_service_runs_jobs_and_the_web_waits_for_the_migration() -> None:
    found = services()
    assert [name for name, one in found.items() if "run-jobs" in one.get("command", [])] == ["jobs"]
    for name in ("web1", "web2", "jobs"):
        assert found[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert found[name].get("ports") is None, "only nginx is reached from outside"
    assert "--no-jobs" in found["web1"]["command"]
    assert "restart" not in found["migrate"]


def test_the_database_is_asked_for_its_health_and_reached_from_inside_only() -> None:
    members = {name: one for name, one in services().items() if re.fullmatch(r"mongo\d", name)}
    assert len(members) == 3
    for name, member in members.items():
        assert member["healthcheck"]["test"]
        assert member.get("ports") is None
        assert member["hostname"] == name
    script = (ROOT / "deploy/mongo/init.js").read_text()
    assert all(f"{name}:27017" in script for name in members)


def test_files_that_compose_mounts_exist() -> None:
    mounted = {
        volume.split(":")[0] for one in services().values() for volume in one.get("volumes", []) if volume[0] == "."
    }
    to_be_made = {"./deploy/tls"}  # the operator's certificate; never committed
    assert [path for path in mounted - to_be_made if not (ROOT / path).exists()] == []
    assert "deploy/tls/" in (ROOT / ".gitignore").read_text().splitlines()


def test_nginx_knows_the_web_processes_and_keeps_the_figures_inside() -> None:
    text = re.sub(r"#.*", "", (ROOT / "deploy/nginx.conf").read_text())
    assert text.count("{") == text.count("}")
    upstream = re.search(r"upstream web \{(.*?)\}", text, re.S)
    assert upstream
    assert set(re.findall(r"server (\w+):8080", upstream[1])) == {name for name in services() if name.startswith("web")}
    assert "least_conn;" in upstream[1]
    assert f"client_max_body_size {LARGEST_BODY_BYTES // 1024**2}m;" in text
    assert re.search(r"location = /metrics \{\s*return 404;", text)
    for header in ("X-Real-IP $remote_addr", "X-Forwarded-Proto $scheme", "X-Request-Id $request_id"):
        assert f"proxy_set_header {header};" in text


def test_nginx_logs_no_query_strings() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text()
    log_format = re.search(r"log_format plain(.*?);", text, re.S)
    assert log_format
    assert not re.search(r"\$(request|request_uri|args|query_string|http_referer)\b", log_format[1])
    assert re.search(r"^error_log \S+ crit;", text, re.M)


@pytest.mark.parametrize("path", SCRIPTS)
def test_scripts_are_sound_bash_and_stop_at_the_first_failure(path: str) -> None:
    text = (ROOT / path).read_text()
    assert re.match(r"#!/(usr/bin/env bash|bin/bash)\n", text)
    assert "\nset -euo pipefail\n" in text
    subprocess.run(["bash", "-n", ROOT / path], check=True)
    assert path.startswith("deploy/") or os.access(ROOT / path, os.X_OK)
