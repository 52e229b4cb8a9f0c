"""The real elections outside the repository: read where they lie, never copied."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from voting.allocation import pabulib

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / os.environ.get("SHARED_DIR", "../shared") / "pabulib"


def election(name: str) -> pabulib.Document:
    """One of the shared files; the test is left out where there are none."""
    return pabulib.read(path(name))


def path(name: str) -> Path:
    """Where a shared file lies."""
    if not FOLDER.is_dir():
        pytest.skip("the shared elections are not here (set SHARED_DIR)")
    return FOLDER / name
