"""A city's settings, with static files taken from where they lie, so that nothing has to be collected first."""

from participation.settings.production import *  # noqa: F403
from participation.settings.production import LOGGING, STORAGES, VAR_DIR

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
LOGGING = LOGGING | {"root": {"handlers": ["console"], "level": "WARNING"}}
# Signing in is not measured; hashing the passwords of sample accounts would take longer than all that is.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
