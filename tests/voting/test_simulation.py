"""Rules side by side: the same ballots, nothing stored, and never on a vote that goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from participation.models import Round
from tests.factories.participation import DistrictFactory
from tests.factories.voting import a_paper, closed, computed, drawn_up, let_it_end, voting_round
from voting import papers, simulation
from voting.allocation import Settings, pabulib
from voting.models import Ballot, BallotPaper, Result

pytestmark = pytest.mark.django_db
GREEDY = Settings("greedy", increment=100, unit=100)
SHARES = Settings("equal-shares", completion="add1-utilitarian", increment=100, unit=100)
RULES = (GREEDY, SHARES)

FILE = """META
key;value
description;Kiezgeld
budget;1000
vote_type;approval
num_projects;3
num_votes;4
currency;EUR
PROJECTS
project_id;cost;name;category
b7;600;Bänke;Grün
a1;500.50;Ampel;Verkehr
c3;400;Bäume;Grün
VOTES
voter_id;vote
1;b7,a1
2;b7
3;b7,a1
4;c3
"""


def refused(code: str) -> Any:
    return pytest.raises(simulation.SimulationRefused, match=f"^{code}$")


def shut(**fields: Any) -> BallotPaper:
    round_ = voting_round(cents=1_000_000, area=DistrictFactory(key="01"))
    return closed(a_paper(round=round_, costs=(600_000, 500_000, 400_000)), **fields)


@pytest.mark.parametrize("ended", [False, True])
def test_a_vote_without_a_shut_box_is_never_counted(ended: bool) -> None:
    paper = let_it_end(a_paper()) if ended else a_paper()
    with refused("not_closed"):
        simulation.of_paper(paper=paper, rules=RULES, result=None)


def test_an_altered_box_is_not_compared() -> None:
    paper = shut()
    Ballot.objects.filter(paper=paper).first().delete()  # type: ignore[union-attr]
    with refused("box_altered"):
        simulation.of_paper(paper=paper, rules=RULES, result=None)


def test_what_was_decided_stands_first_and_equals_its_rule() -> None:
    result = computed(shut(votes=[[1, 2], [1], [2, 3], [3], [3]]))
    found = simulation.of_paper(paper=result.paper, rules=RULES, result=result)
    decided, greedy, shares = found.sides
    assert [side.settings for side in found.sides] == [None, *RULES]
    assert (decided.money, decided.measures) == (greedy.money, greedy.measures)
    assert set(decided.money) == set(result.outcomes[0]["outcome"]["funded"])
    assert sum(decided.money.values()) == result.outcomes[0]["outcome"]["spent"]
    assert shares.measures.ballots == 5
    assert found.pot == 1_000_000
    votes = [project.votes for project in found.projects]
    assert votes == sorted(votes, reverse=True)


@pytest.mark.parametrize(("ties", "funded"), [(("cost", "votes", "order"), "1"), (("lot:c",), "2")])
def test_equals_stand_in_the_order_that_the_paper_fixed(ties: tuple[str, ...], funded: str) -> None:
    """Both cost the same and have two votes, and the pot pays one; the rules asked for name no order of their own."""
    paper = drawn_up(round=a_round_of(700_000), costs=(600_000, 600_000))
    rule = replace(Settings.from_dict(paper.settings["allocation"]), ties=ties)
    BallotPaper.objects.update(settings=paper.settings | {"allocation": rule.to_dict()})
    paper = papers.freeze(paper=BallotPaper.objects.get(), at=timezone.now())
    result = computed(closed(paper, votes=[[1], [1], [2], [2]]))
    found = simulation.of_paper(paper=result.paper, rules=RULES, result=result)
    assert [list(side.money) for side in found.sides] == [[funded]] * 3
    assert [side.settings.ties for side in found.sides if side.settings] == [ties] * 2
    assert [side.tie_mattered for side in found.sides] == [True] * 3


def test_where_nobody_is_equal_no_order_decides() -> None:
    result = computed(shut(votes=[[1, 2], [1], [2, 3], [3], [3], [1], [1]]))
    found = simulation.of_paper(paper=result.paper, rules=RULES, result=result)
    assert [side.tie_mattered for side in found.sides] == [False] * 3


def a_round_of(cents: int) -> Round:
    return voting_round(cents=cents, area=DistrictFactory(key="01"))


def test_nothing_is_stored() -> None:
    paper = shut()
    before = BallotPaper.objects.values().get()
    simulation.of_paper(paper=paper, rules=RULES, result=None)
    assert (BallotPaper.objects.values().get(), Result.objects.count()) == (before, 0)


def test_districts_and_topics_have_their_money() -> None:
    result = computed(shut(votes=[[1, 2], [1], [2]]))
    [side] = simulation.of_paper(paper=result.paper, rules=[GREEDY], result=None).sides
    spent = side.measures.spent
    assert side.measures.money == {"area": {"Bezirk 01": spent}, "topic": {"Grün": spent}}


def test_a_withdrawn_project_stays_out() -> None:
    paper = shut(votes=[[1, 2], [1], [2]])
    papers.withdraw_option(paper=paper, number=1, reason="Verkauft.", at=paper.closes_at)
    found = simulation.of_paper(paper=paper, rules=[GREEDY], result=None)
    assert sorted(project.key for project in found.projects) == ["2", "3"]


def test_points_need_ballots_with_points() -> None:
    with refused("no_points"):
        simulation.of_paper(paper=shut(), rules=[Settings("greedy", utility="points")], result=None)


def test_too_large_a_vote_is_not_counted_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "MOST", 5)
    with refused("too_large"):
        simulation.of_paper(paper=shut(votes=[[1], [2]]), rules=[GREEDY], result=None)


def test_a_file_is_compared_in_cents() -> None:
    document = pabulib.parse(FILE.encode(), file="kiez.pb")
    found = simulation.of_document(document, rules=RULES)
    assert [dict(side.money) for side in found.sides] == [{"b7": 60_000, "c3": 40_000}, {"b7": 60_000, "c3": 40_000}]
    assert found.sides[0].measures.money["category"] == {"Grün": 100_000, "Verkehr": 0}
    assert [(each.key, each.title, each.cost, each.votes) for each in found.projects] == [
        ("b7", "Bänke", 60_000, 3),
        ("a1", "Ampel", 50_050, 2),
        ("c3", "Bäume", 40_000, 1),
    ]
    assert found.pot == 100_000


def test_a_file_without_points_has_none() -> None:
    document = pabulib.parse(FILE.encode(), file="kiez.pb")
    with refused("no_points"):
        simulation.of_document(document, rules=[Settings("greedy", utility="points")])
