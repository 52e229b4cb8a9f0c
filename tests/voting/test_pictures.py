"""A result in pictures: each has its sentence and the table behind it, with the same numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests.factories.participation import DistrictFactory, RegionFactory
from tests.factories.voting import a_paper, admitted, closed, published, voting_round
from voting import papers, pictures, queries
from voting.models import Result
from voting.pictures import Picture

pytestmark = pytest.mark.django_db

VOTES = ((1, 2), (1,), (2, 3), (3,))


@pytest.fixture(autouse=True)
def english() -> Any:
    with override("en"):
        yield


def decided(*, votes: Any = VOTES, costs: Any = (400_000,) * 3, **rules: Any) -> Result:
    round_ = voting_round(cents=1_000_000, area=DistrictFactory(key="01"), **rules)
    return published(closed(a_paper(round=round_, costs=costs), votes=votes))


def shown(result: Result) -> dict[str, Picture]:
    return {picture.key: picture for picture in pictures.of(queries.read(result))}


def test_who_got_something() -> None:
    found = shown(decided(votes=((1,), (2,), (1, 2), (3,), ())[:4]))["represented"]
    won = sorted(each.option.number for each in queries.read(Result.objects.get()).funded)
    assert len(won) == 2
    none = sum(not set(choices) & set(won) for choices in ((1,), (2,), (1, 2), (3,)))
    assert found.columns == ["Funded projects on the ballot", "Ballots"]
    assert found.rows[0] == ["none of them", f"{none} ({none * 25}.0%)"]
    assert [bar.lines[0].text for bar in found.chart.bars] == [row[0] for row in found.rows]
    assert found.summary.startswith(f"{4 - none} of 4 ballots ({100 - none * 25}.0%) name at least one funded project")


def test_many_funded_projects_are_drawn_together() -> None:
    result = decided(costs=(1_000,) * 8, votes=[list(range(1, 9)), [1], list(range(1, 7))], max_choices=8)
    rows = shown(result)["represented"].rows
    assert [row[0] for row in rows] == [
        "none of them", "1 funded project", "2 funded projects", "3 funded projects", "4 funded projects",
        "5 funded projects", "6 or more funded projects",
    ]  # fmt: skip
    assert [row[1] for row in rows] == ["0 (0.0%)", "1 (33.3%)", *["0 (0.0%)"] * 4, "2 (66.7%)"]


@pytest.mark.parametrize("findings", [{}, {"represented": None}])
def test_a_result_of_old_has_no_such_picture(findings: Any) -> None:
    result = decided()
    result.findings = findings
    assert "represented" not in shown(result)


def test_an_empty_box_has_no_picture() -> None:
    assert shown(decided(votes=())) == {}


def test_one_district_alone_says_nothing_about_districts() -> None:
    assert "areas" not in shown(decided())


def test_where_the_money_goes() -> None:
    district = DistrictFactory(key="01")
    round_ = voting_round(cents=1_000_000, area=district)
    regions = [RegionFactory(parent=district, key=f"01{number}", name=f"Region {number}") for number in (1, 2, 3)]
    for region, cents in zip(regions, (500_000, 300_000, 600_000), strict=True):
        admitted(round_, cents=cents, area=region)
    paper = papers.freeze(paper=papers.draw_up(round=round_, at=timezone.now()), at=timezone.now())
    number = {option.area.name: option.number for option in paper.options.select_related("area")}
    votes = [[number["Region 1"], number["Region 2"]]] * 2 + [[number["Region 3"]]]
    found = shown(published(closed(paper, votes=votes)))["areas"]
    assert found.rows == [
        ["Region 1", "€5,000", "1", "1"], ["Region 2", "€3,000", "1", "1"], ["Region 3", "€0", "0", "1"],
    ]  # fmt: skip
    assert found.summary == "Most of it goes to Region 1: €5,000 (62.5%)."
    assert [bar.width for bar in found.chart.bars] == ["64.00%", "38.40%", "0.00%"]


@pytest.mark.parametrize("rule", ["greedy_skip", "greedy_stop", "equal_shares"])
def test_the_chain_begins_where_the_step_before_ended(rule: str) -> None:
    found = queries.read(decided(tally_rule=rule))
    [pot] = found.pots
    titles = {each.option.key: each.option.title for each in found.options}
    picture = pictures.chain(pot, titles=titles, currency="EUR")
    assert picture is not None
    ends = 0.0
    for bar, step in zip(picture.chart.bars, pot.outcome["steps"], strict=True):
        assert float(bar.x.rstrip("%")) == pytest.approx(ends, abs=0.02)
        assert bar.kind == ("" if step["action"] == "funded" else "passed")
        ends += float(bar.width.rstrip("%")) if step["action"] == "funded" else 0
    assert ends == pytest.approx(64 * pot.spent_cents / pot.cents, abs=0.05)
    assert picture.summary.endswith("of €10,000 are given away.")


def test_a_long_chain_is_drawn_without_what_was_passed_over() -> None:
    found = queries.read(decided(costs=(600_000,) * 45, votes=[[number] for number in range(1, 46)]))
    [pot] = found.pots
    titles = {each.option.key: each.option.title for each in found.options}
    picture = pictures.chain(pot, titles=titles, currency="EUR")
    assert picture is not None
    assert len(picture.chart.bars) == 1
    assert "Drawn are the steps in which money was given" in picture.summary


def test_no_step_no_chain() -> None:
    [pot] = queries.read(decided(votes=())).pots
    assert pictures.chain(pot, titles={}, currency="EUR") is None


@pytest.mark.parametrize(
    ("language", "said"), [("en", ("1,234", "2.35", "33.3%")), ("de", ("1.234", "2,35", "33,3\u00a0%"))]
)
def test_numbers_in_the_language_of_the_page(language: str, said: tuple[str, ...]) -> None:
    with override(language):
        found = (
            pictures.dotted(Fraction(1234)),
            pictures.decimal(Fraction(235, 100)),
            pictures.percent(Fraction(1, 3)),
        )
    assert found == said
