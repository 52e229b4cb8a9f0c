"""`make bench`: how fast the count, the lists and a cast ballot are, and what pages weigh. Figures, no verdict.

What is measured, how, and what the figures mean: docs/benchmarks.md.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from scripts.bench.run import main

    raise SystemExit(main())
