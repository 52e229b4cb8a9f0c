"""A progress bar for long counts: on a terminal only, never in what is piped on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol, TypeVar

T = TypeVar("T")
WIDTH = 40
PAUSE = 0.1  # seconds between two drawings of what goes by quickly


class Terminal(Protocol):
    """What a bar is drawn on."""

    def isatty(self) -> bool: ...

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class Progress:
    """Draws how many of `total` pieces are done, in one line that is wiped at the end."""

    def __init__(self, total: int, terminal: Terminal, clock: Callable[[], float] = time.monotonic) -> None:
        self.total, self.done, self.terminal = total, 0, terminal
        self._clock, self._next = clock, 0.0

    def watch(self, done: int, at_most: int | None) -> None:
        """How far a count is, as `voting.allocation.allocate` tells it; "at most" unless it is not known."""
        if not self.terminal.isatty() or (now := self._clock()) < self._next:
            return
        self._next = now + PAUSE
        if at_most is None:
            self.terminal.write(f"\r{done}\x1b[K")
            self.terminal.flush()
            return
        self.done, self.total = min(done, at_most), at_most
        self._draw(" at most\x1b[K")

    def over(self, pieces: Iterable[T]) -> Iterator[T]:
        """The pieces, each counted once the next is asked for."""
        for piece in pieces:
            self._draw()
            yield piece
            self.done += 1

    def _draw(self, after: str = "") -> None:
        if self.terminal.isatty() and self.total:
            full = WIDTH * self.done // self.total
            self.terminal.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {self.done}/{self.total}{after}")
            self.terminal.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.terminal.isatty():
            self.terminal.write("\r\x1b[K")
            self.terminal.flush()
