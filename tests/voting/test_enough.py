"""The sentence about what would have been enough."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from voting import enough


@pytest.mark.parametrize(
    ("votes", "cents", "english", "german"),
    [
        (14, 300_000, "14 more votes or €3,000 less would have been enough",
         "14 weitere Stimmen oder 3.000 € weniger hätten gereicht"),
        (1, 300_000, "1 more vote or €3,000 less would have been enough",
         "1 weitere Stimme oder 3.000 € weniger hätten gereicht"),
        (1, None, "1 more vote would have been enough", "1 weitere Stimme hätte gereicht"),
        (3214, None, "3,214 more votes would have been enough", "3.214 weitere Stimmen hätten gereicht"),
        (None, 50, "€0.50 less would have been enough", "0,50 € weniger hätten gereicht"),
        (None, None, "With this rule neither more votes nor a lower cost would have been enough",
         "Mit dieser Regel hätten weder mehr Stimmen noch geringere Kosten gereicht"),
    ],
)  # fmt: skip
def test_the_sentence(votes: int | None, cents: Any, english: str, german: str) -> None:
    change = {"votes": votes, "money": cents}
    said = []
    for language in ("en", "de"):
        with override(language):
            said.append(enough.sentence(change).replace("\u00a0", " "))
    assert said == [english, german]


def test_it_speaks_of_the_money_of_the_round() -> None:
    with override("en"):
        assert enough.sentence({"votes": None, "money": "300000"}, currency="PLN").startswith("3,000\u00a0zł")
