"""A real city's settings refuse to start half-configured, and are clean once they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD_KEY = "nur-fuer-diesen-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"


def manage(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py …` as an operator runs it: production settings, nothing of this process's environment but PATH."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "participation.settings.production",
        "VAR_DIR": str(tmp_path),
        **variables,
    }
    command = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), *arguments]
    return subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "zu-kurz",
        "x" * 49,
        "demo-secret-that-production-refuses",
        "demo-" + "x" * 60,
        "django-insecure-" + "x" * 60,
    ],
)
def test_production_refuses_a_secret_that_is_none(tmp_path: Path, key: str | None) -> None:
    variables = {"ALLOWED_HOSTS": "stadt.example"} | ({} if key is None else {"SECRET_KEY": key})
    done = manage(tmp_path, "check", **variables)
    assert done.returncode == 1
    assert (
        done.stderr.strip()
        .splitlines()[-1]
        .startswith(
            "django.core.exceptions.ImproperlyConfigured: SECRET_KEY must be a secret of at least 50 random characters"
        )
    )


def test_production_refuses_to_guess_its_hosts(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", SECRET_KEY=GOOD_KEY)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: Set the ALLOWED_HOSTS environment variable"
    )


def test_a_configured_city_is_clean(tmp_path: Path) -> None:
    done = manage(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=GOOD_KEY, ALLOWED_HOSTS="stadt.example"
    )
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


PROMISES = """
from django.conf import settings as s
print(s.DEBUG, s.STAFF_SECOND_FACTOR, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SERVE_MEDIA, s.CSRF_TRUSTED_ORIGINS, s.CACHES["default"]["BACKEND"])
"""


@pytest.mark.parametrize(
    ("variables", "cache"),
    [({}, "django.core.cache.backends.db.DatabaseCache"),
     ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "django.core.cache.backends.redis.RedisCache")],
)  # fmt: skip
def test_what_a_city_can_rely_on(tmp_path: Path, variables: dict[str, str], cache: str) -> None:
    done = manage(
        tmp_path, "shell", "--no-imports", "-c", PROMISES,
        SECRET_KEY=GOOD_KEY, ALLOWED_HOSTS="stadt.example,.amt.example", **variables,
    )  # fmt: skip
    assert done.stdout.strip() == (
        f"False True True True True __Host-session __Host-csrf False ['https://stadt.example'] {cache}"
    ), done.stderr


def tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


SECRETS = re.compile(
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|(?:postgres|redis|smtp\S*)://[^\s:@/]+:(?!password@)[^\s@/]+@"
)
KEY_LITERAL = re.compile(r"""SECRET_KEY\s*=\s*["']([^"']+)["']""")


def test_no_secret_is_committed() -> None:
    """The two keys that stand in the settings are those of the demo and of the tests, and production refuses both."""
    found, keys = [], {}
    for file in tracked(
        "*.py", "*.toml", "*.yaml", "*.yml", "*.json", "*.md", "*.txt", "*.sh", "*.html", "*.env*", "Makefile"
    ):
        text = file.read_text(encoding="utf-8", errors="replace")
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in SECRETS.finditer(text)]
        if not file.is_relative_to(ROOT / "tests"):
            keys |= {str(file.relative_to(ROOT)): match[1] for match in KEY_LITERAL.finditer(text)}
    assert found == []
    assert keys == {
        "participation/settings/dev.py": "demo-secret-that-production-refuses",
        "participation/settings/test.py": "test-secret",
    }
    assert tracked("*.pem", "*.key", ".env", "*.sqlite3", "var/*") == []
