"""The official checker of Pabulib files, asked quietly."""

from __future__ import annotations

import contextlib
import io

from pabulib.checker import Checker


def objections(data: bytes) -> dict[str, list[str]]:
    """Its errors by kind; none where it accepts the file. Warnings are matters of taste."""
    checker = Checker()
    with contextlib.redirect_stdout(io.StringIO()):
        found = checker.process_files([data.decode().replace("\r\n", "\n")])
    (result,) = (value for key, value in found.items() if key not in ("metadata", "summary"))
    return {kind: list(messages.values()) for kind, messages in result["results"]["errors"].items()}
