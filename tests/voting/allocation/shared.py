"""The real elections outside the repository: read where they lie, never copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.conftest import ROOT, SHARED_DIR, lacking
from voting.allocation import pabulib

__all__ = ["FOLDER", "ROOT", "election", "path"]

FOLDER = SHARED_DIR / "pabulib"


@cache
def election(name: str) -> pabulib.Document:
    """One of the shared files, read once."""
    return pabulib.read(path(name))


def path(name: str) -> Path:
    """Where a shared file lies; the test is left out with one line where there are none."""
    if not FOLDER.is_dir():
        lacking("the folder of real elections", "set SHARED_DIR to the folder that holds pabulib/")
    return FOLDER / name
