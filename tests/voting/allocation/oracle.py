"""pabutools in an environment of its own, asked by scripts/oracle.py; nothing of it is imported here."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, lacking
from voting.allocation import pabulib

PYTHON = ROOT / ".venv-oracle" / "bin" / "python"


def answers(jobs: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The ids that pabutools funds for each job, sorted. Without it the test is left out with one line."""
    if not PYTHON.exists():
        lacking("pabutools", "make oracle installs it into .venv-oracle")
    done = subprocess.run(
        [PYTHON, ROOT / "scripts" / "oracle.py"], input=json.dumps(jobs), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [answer["funded"] for answer in json.loads(done.stdout)]


def job(file: Path, rule: Mapping[str, str]) -> dict[str, Any]:
    """One job with the order of the file, which is the last tie key."""
    order = [candidate.id for candidate in pabulib.read(file).candidates()]
    return {"file": str(file), "order": order, **rule}
