"""`make demo`: migrate, load the demo once, say where it is and who can sign in, serve. Ctrl+C ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str) -> None:
    """Run a step; end here if it fails."""
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def say(port: str) -> None:
    """Address and log-ins."""
    from cms.demo.logins import LOGINS, PASSWORD

    print(f"\n  Smarte Partizipation:  http://127.0.0.1:{port}/")
    print(f"  Staff area:            http://127.0.0.1:{port}/verwaltung/\n")
    print(f"  Sign in with one of these addresses and the password {PASSWORD}")
    for email, what in LOGINS:
        print(f"    {email:<42} {what}")
    print(f"\n  Mails of the demo lie in {ROOT / 'var' / 'mail'}. Ctrl+C stops the server.\n", flush=True)


def main() -> int:
    """Everything from a fresh checkout to a served city; quick the second time."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    run(sys.executable, str(ROOT / "scripts" / "messages.py"), "compile")
    run(*manage, "migrate", "--verbosity", "0")
    run(*manage, "seed_demo")
    port = os.environ.get("PORT", "8000")
    say(port)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "participation.wsgi", "--bind", f"127.0.0.1:{port}",
         "--worker-class", "gthread",
         "--workers", "1", "--threads", "4", "--access-logfile", "/dev/null", "--log-level", "warning"],
        cwd=ROOT,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        return server.wait()
    except KeyboardInterrupt:
        server.terminate()
        return server.wait()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
