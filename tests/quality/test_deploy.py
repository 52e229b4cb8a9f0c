"""The files of deploy/ fit the operations guide, the code, and each other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
SECRET = "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


def example() -> dict[str, str]:
    """What is set in env.example; commented lines count as not set."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text("env.example"), re.MULTILINE))


def test_the_example_names_each_variable_of_operations_once() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"^#?([A-Z_]+)=", text("env.example"), re.MULTILINE)
    assert sorted(named) == sorted(table)


def test_the_example_holds_no_secret() -> None:
    values = example()
    assert values["SECRET_KEY"] == ""
    assert "PASSWORD@" in values["DATABASE_URL"]


def test_production_starts_with_the_example_and_a_secret(tmp_path: Path) -> None:
    """All that is left to fill in is the secret; folders are the container's and so are given here."""
    environment = {"PATH": os.environ["PATH"], **example(), "SECRET_KEY": SECRET}
    environment |= {"VAR_DIR": str(tmp_path), "VOTING_KEYS_DIR": str(tmp_path / "keys")}
    show = (
        "from django.conf import settings as s;"
        "print(s.SERVE_MEDIA, s.SECURE_SSL_REDIRECT, s.DATABASES['default']['HOST'])"
    )
    command = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), "shell", "--no-imports", "-c", show]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.stdout, done.returncode) == ("True True database\n", 0), done.stderr


def test_gunicorn_takes_its_settings(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "x.example",
        "VAR_DIR": str(tmp_path),
    }
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "gunicorn",
        "--check-config",
        "--config",
        str(DEPLOY / "gunicorn.conf.py"),
    ]
    done = subprocess.run(
        [*command, "participation.wsgi"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "atom", ["h", "l", "u", "r", "q", "f", "a", "{x-forwarded-for}i", "{user-agent}i", "{cookie}i"]
)
def test_the_access_log_does_not_tell_who_asked(atom: str) -> None:
    """gunicorn's atoms for address, user, whole request line, query, referrer, browser."""
    found = re.search(r'access_log_format = "(.*)"', text("gunicorn.conf.py"))
    assert found is not None
    assert f"%({atom})s" not in found[1]


# Health check


class _Site(BaseHTTPRequestHandler):
    status = 200
    asked: list[tuple[str, str | None, str | None]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def site() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Site)
    Thread(target=server.serve_forever, daemon=True).start()
    _Site.asked.clear()
    yield server
    server.shutdown()
    server.server_close()


def health(port: int) -> int:
    command = [sys.executable, str(DEPLOY / "health.py"), f"http://127.0.0.1:{port}/gesund/"]
    environment = {"ALLOWED_HOSTS": ".mitmachen.example, www.example"}
    return subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (500, 1), (503, 1), (400, 1)])
def test_health_is_what_the_site_answers(site: HTTPServer, status: int, code: int) -> None:
    _Site.status = status
    assert health(site.server_port) == code
    assert _Site.asked == [("/gesund/", "mitmachen.example", "https")]


def test_a_site_that_is_down_is_not_healthy(site: HTTPServer) -> None:
    port = site.server_port
    site.shutdown()
    site.server_close()
    assert health(port) == 1


# Compose


def test_keys_database_and_uploads_lie_on_volumes_of_their_own(compose: dict[str, Any]) -> None:
    mounts = {name: service.get("volumes", []) for name, service in compose["services"].items()}
    assert {name: sorted(found) for name, found in mounts.items() if found} == {
        "database": ["database:/var/lib/postgresql/data"],
        "migrate": [f"media:{example()['VAR_DIR']}/media", f"pictures:{example()['VAR_DIR']}/pictures"],
        "web": [
            f"keys:{example()['VOTING_KEYS_DIR']}",
            f"media:{example()['VAR_DIR']}/media",
            f"pictures:{example()['VAR_DIR']}/pictures",
        ],
    }
    assert set(compose["volumes"]) == {"database", "media", "pictures", "keys"}


def test_nothing_but_the_proxys_door_is_open(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000"]


def test_our_processes_may_do_little(compose: dict[str, Any]) -> None:
    ours = [service for service in compose["services"].values() if service["image"] == "smarte-partizipation"]
    assert len(ours) == 5
    assert {(s["read_only"], tuple(s["cap_drop"]), tuple(s["security_opt"])) for s in ours} == {
        (True, ("ALL",), ("no-new-privileges:true",))
    }


def test_services_wait_for_each_other_by_names_that_exist(compose: dict[str, Any]) -> None:
    services = compose["services"]
    named = {name for service in services.values() for name in service.get("depends_on", {})}
    assert named == {"database", "cache", "migrate"}
    assert {re.search(r"@(\w+)/", example()["DATABASE_URL"])[1], re.search(r"//(\w+):", example()["REDIS_URL"])[1]} == {  # type: ignore[index]
        "database",
        "cache",
    }


def test_the_timers_of_operations_run(compose: dict[str, Any]) -> None:
    table = (ROOT / "docs/operations.md").read_text(encoding="utf-8").split("## Timers")[1].split("\n## ")[0]
    wanted: dict[str, set[str]] = {"every minute": set(), "daily": set()}
    for often, command in re.findall(r"^\| (every minute|daily) \| `manage\.py ([^`]+)`", table, re.MULTILINE):
        wanted[often].add(command)
    runs = {
        often: set(re.findall(r"manage\.py ([\w -]+?)(?=;|\n|$)", compose["services"][service]["command"][-1]))
        for often, service in (("every minute", "minutely"), ("daily", "daily"))
    }
    assert runs == wanted


# Container


def test_the_container_copies_files_that_exist_and_every_package() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", text("Containerfile"), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {
        f"{name}/" for name in ("participation", "proposals", "voting", "delivery", "cms", "templates", "locale")
    } <= set(sources)


def test_the_builder_gets_what_is_copied_and_nothing_else() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", text("Containerfile"), re.MULTILINE)
    sources = {source.rstrip("/") for line in copied for source in line.split()}
    ignored = text("Containerfile.dockerignore").splitlines()
    assert ignored[1] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == sources


def test_the_container_runs_without_root_as_operations_says() -> None:
    stage = text("Containerfile").rpartition("FROM ")[2]
    lines = stage.splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["smarte"]
    assert lines.index("USER smarte") < next(place for place, line in enumerate(lines) if line.startswith("CMD "))
    assert "VAR_DIR=/srv/var VOTING_KEYS_DIR=/srv/keys" in stage
    assert 'CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "participation.wsgi"]' in lines


def test_what_must_not_be_committed_is_not() -> None:
    assert text(".gitignore").split() == [".env", "postgres-password"]
