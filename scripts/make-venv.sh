#!/usr/bin/env bash
# Makes .venv with the newest Python on this machine that the product runs on.
set -eu
for python in python3.13 python3.12 python3.11 python3.14 python3; do
    if command -v "$python" >/dev/null && "$python" -c 'import sys, venv, ensurepip; sys.exit(not ((3, 11) <= sys.version_info < (3, 15)))' 2>/dev/null; then
        echo "Making .venv with $("$python" --version) …"
        exec "$python" -m venv .venv
    fi
done
echo "Python 3.11 to 3.14 with venv is missing. On Debian: apt-get install python3 python3-venv" >&2
exit 1
