"""`make demo` and development: SQLite, mail to a folder, a secret everybody knows. Never a real city."""

from participation.settings.base import *
from participation.settings.base import STATIC_ROOT, VAR_DIR

STATIC_ROOT.mkdir(parents=True, exist_ok=True)

SECRET_KEY = "demo-secret-that-production-refuses"  # noqa: S105 - said by its name; production checks it
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True
STAFF_SECOND_FACTOR = False  # the demo's log-ins are printed on the terminal anyway
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
