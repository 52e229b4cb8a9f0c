"""Published votes before the official checker of Pabulib files."""

from __future__ import annotations

import pytest

from participation.models import Round
from tests.factories.voting import a_paper, closed, published
from tests.voting.allocation.checker import objections
from voting import exports

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("min_votes", [0, 1, 2])
@pytest.mark.parametrize("rule", Round.TallyRule.values)
def test_the_checker_accepts_what_is_published(rule: str, min_votes: int) -> None:
    votes = [[1, 2], [1], [3], [1, 3], [4, 2]]
    result = published(closed(a_paper(tally_rule=rule, min_votes=min_votes, cents=1_100_000), votes=votes))
    (data,) = exports.files(result.paper.round).values()
    assert objections(data) == {}
