"""NumPy where it is installed and the vote is large enough to pay for loading it; the count goes without, slower."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Whole: TypeAlias = NDArray[numpy.int64]
    Mask: TypeAlias = NDArray[numpy.bool_]
else:
    Whole = Mask = Any

#: So many choices on different ballots are worth loading NumPy for, and so many are worth using it once loaded.
LOADING, USING = 4_000, 1_000


def module(choices: int) -> ModuleType | None:
    """NumPy, if it helps with a vote of so many choices on its different ballots; else None."""
    if choices < (USING if "numpy" in sys.modules else LOADING):
        return None
    try:
        return importlib.import_module("numpy")
    except ImportError:
        return None
