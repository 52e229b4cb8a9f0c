"""A progress bar for long counts: on a terminal only, never in what is piped on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Protocol, TypeVar

T = TypeVar("T")
WIDTH = 40


class Terminal(Protocol):
    """What a bar is drawn on."""

    def isatty(self) -> bool: ...

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class Progress:
    """Draws how many of `total` pieces are done, in one line that is wiped at the end."""

    def __init__(self, total: int, terminal: Terminal) -> None:
        self.total, self.done, self.terminal = total, 0, terminal

    def over(self, pieces: Iterable[T]) -> Iterator[T]:
        """The pieces, each counted once the next is asked for."""
        for piece in pieces:
            self._draw()
            yield piece
            self.done += 1

    def _draw(self) -> None:
        if self.terminal.isatty() and self.total:
            full = WIDTH * self.done // self.total
            self.terminal.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {self.done}/{self.total}")
            self.terminal.flush()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.terminal.isatty():
            self.terminal.write("\r\x1b[K")
            self.terminal.flush()
