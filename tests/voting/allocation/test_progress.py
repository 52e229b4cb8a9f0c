"""The progress bar: on a terminal, wiped at the end, and nowhere else."""

from __future__ import annotations

from io import StringIO

import pytest

from voting.allocation.progress import Progress


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_how_far_it_is() -> None:
    screen = Screen()
    with Progress(2, screen) as progress:
        assert list(progress.over("ab")) == ["a", "b"]
    empty, half = "." * 40, "#" * 20 + "." * 20
    assert screen.getvalue() == f"\r[{empty}] 0/2\r[{half}] 1/2\r\x1b[K"


@pytest.mark.parametrize("total", [0, 2])
def test_a_file_sees_nothing(total: int) -> None:
    screen = StringIO()
    with Progress(total, screen) as progress:
        assert list(progress.over(range(total))) == list(range(total))
    assert screen.getvalue() == ""


def test_nothing_to_do_draws_nothing_but_the_wipe() -> None:
    screen = Screen()
    with Progress(0, screen) as progress:
        assert list(progress.over([])) == []
    assert screen.getvalue() == "\r\x1b[K"
