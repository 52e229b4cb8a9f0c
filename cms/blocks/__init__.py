"""What pages are made of: words that editors write, and live views of what is in the database."""

from cms.blocks.live import LIVE_BLOCKS
from cms.blocks.text import TEXT_BLOCKS

ALL_BLOCKS = [*TEXT_BLOCKS, *LIVE_BLOCKS]

__all__ = ["ALL_BLOCKS", "LIVE_BLOCKS", "TEXT_BLOCKS"]
