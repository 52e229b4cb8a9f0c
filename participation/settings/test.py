"""The test run: a database of its own, mail in memory, quick password hashes."""

import tempfile
from pathlib import Path

from participation.settings.base import *
from participation.settings.base import database, env

SECRET_KEY = "test-secret"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TEST_DIR = Path(tempfile.mkdtemp(prefix="smarte-test-"))
DATABASES = {"default": database(env("TEST_DATABASE_URL", default=f"sqlite:///{TEST_DIR / 'db.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Durability is not what these tests are about; kill tests set their own database.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DIR / "test.sqlite3")}
else:
    del DATABASES["default"]["OPTIONS"]["pool"]
STATIC_ROOT = TEST_DIR / "static"
STATIC_ROOT.mkdir()
MEDIA_ROOT = TEST_DIR / "media"
PICTURES_ROOT = TEST_DIR / "pictures"
VOTING_KEYS_DIR = TEST_DIR / "keys"
SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
STAFF_SECOND_FACTOR = False
