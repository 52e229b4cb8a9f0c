"""The worked examples in docs/allocation.md are run, and its tables name what there is."""

from __future__ import annotations

import doctest
import re

from tests.voting.allocation.shared import ROOT
from voting.allocation import report
from voting.allocation.settings import CHOICES, TIE_KEYS

PAGE = ROOT / "docs" / "allocation.md"


def test_every_example_gives_what_the_page_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.failed == 0
    assert result.attempted == PAGE.read_text(encoding="utf-8").count(">>> ")


def test_every_setting_choice_and_tie_key_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    words = set(re.findall(r"[\w-]+", page))
    wanted = {choice for choices in CHOICES.values() for choice in choices} | set(CHOICES) | set(TIE_KEYS)
    assert wanted - words - {"equal-shares"} == set()


def test_every_end_of_a_count_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [stop for stop in report.STOPS if f"`{stop}`" not in page] == []
