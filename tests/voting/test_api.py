"""Results through the API: nothing before publication, everything after it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from participation.models import Round
from tests.factories.participation import a_round
from tests.factories.voting import a_paper, cast, closed, computed, officer, published
from voting import results
from voting.models import BallotPaper, Option, Result

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_throttle() -> None:
    cache.clear()


def read(client: Client, path: str = "", **query: Any) -> Any:
    answer = client.get(f"/api/v1/results/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def written(moment: Any) -> str:
    return timezone.localtime(moment).isoformat()


def test_a_result_in_the_list(client: Client) -> None:
    result = published()
    paper, round_ = result.paper, result.paper.round
    [row] = read(client)["results"]
    awards = list(result.awards.all())
    assert row == {
        "round": round_.slug,
        "title": round_.title,
        "area": {"key": round_.area.key, "name": round_.area.name},
        "currency": "EUR",
        "run": 1,
        "ballots": 3,
        "funded": 3,
        "funded_cents": sum(award.cents for award in awards),
        "computed_at": written(result.computed_at),
        "certified_at": written(result.certified_at),
        "published_at": written(result.published_at),
        "paper_digest": paper.digest,
        "input_digest": result.input_digest,
        "digest": result.digest,
        "url": f"http://testserver/runden/{round_.slug}/ergebnis/",
    }


def test_the_detail_adds_every_option_with_votes_and_reason(client: Client) -> None:
    result = published()
    slug = result.paper.round.slug
    [row] = read(client)["results"]
    body = read(client, f"{slug}/")
    options, pots = body.pop("options"), body.pop("pots")
    assert body == row | {
        "ballot_type": "approval",
        "max_choices": 5,
        "settings": json.loads(json.dumps(result.settings)),
    }
    assert [(o["number"], o["key"], o["votes"], o["funded"]) for o in options] == [
        (1, "1", 2, True),
        (2, "2", 1, True),
        (3, "3", 1, True),
        (4, "4", 0, False),
    ]
    assert [(o["title"], o["proposal"], o["cost_cents"]) for o in options] == list(
        Option.objects.order_by("number").values_list("title", "proposal_id", "cost_cents")
    )
    assert (options[0]["reason"]["code"], options[0]["step"]) == ("funded", 1)
    assert (options[3]["reason"]["code"], options[3]["step"]) == ("no_votes", None)
    assert all(o["sentence"] for o in options)
    [pot] = pots
    assert (pot["area"], pot["cents"], pot["spent_cents"]) == (
        result.paper.round.area.key, 20_000_000, row["funded_cents"],
    )  # fmt: skip
    assert pot["outcome"] == result.outcomes[0]["outcome"]


def unpublished(stage: str) -> BallotPaper:
    """A vote that has come to ``stage``, and no further."""
    paper = a_paper()
    if stage == "voting":
        cast(paper, 1)
        return paper
    paper = closed(paper)
    if stage == "closed":
        return paper
    result = computed(paper)
    if stage == "certified":
        results.certify(result=result, at=timezone.now(), by=officer(paper.round))
    return paper


@pytest.mark.parametrize("stage", ["voting", "closed", "computed", "certified"])
def test_before_publication_there_is_nothing(client: Client, stage: str) -> None:
    paper = unpublished(stage)
    assert read(client)["results"] == []
    answer = client.get(f"/api/v1/results/{paper.round.slug}/")
    assert (answer.status_code, list(answer.json())) == (404, ["detail"])


def test_a_round_without_a_vote_has_no_result(client: Client) -> None:
    assert client.get(f"/api/v1/results/{a_round().slug}/").status_code == 404


def test_a_hidden_round_hides_its_result(client: Client) -> None:
    result = published()
    Round.objects.update(is_public=False)
    assert read(client)["results"] == []
    assert client.get(f"/api/v1/results/{result.paper.round.slug}/").status_code == 404


def test_an_unpublished_recount_is_not_seen_and_a_published_one_replaces(client: Client) -> None:
    first = published()
    slug = first.paper.round.slug
    second = results.compute(paper=first.paper, at=timezone.now(), by=officer(first.paper.round))
    assert [(row["round"], row["run"]) for row in read(client)["results"]] == [(slug, 1)]
    assert read(client, f"{slug}/")["run"] == 1
    results.certify(result=second, at=timezone.now(), by=officer(first.paper.round))
    results.publish(result=Result.objects.get(pk=second.pk), at=timezone.now(), by=officer(first.paper.round))
    assert [(row["round"], row["run"]) for row in read(client)["results"]] == [(slug, 2)]
    assert read(client, f"{slug}/")["run"] == 2


def test_results_by_area(client: Client) -> None:
    first, second = published(), published()
    for result in (first, second):
        area = result.paper.round.area
        assert [row["round"] for row in read(client, area=area.key)["results"]] == [result.paper.round.slug]
    assert len(read(client)["results"]) == 2


@pytest.mark.parametrize("copies", [1, 30])
def test_the_list_costs_three_queries(client: Client, django_assert_num_queries: Any, copies: int) -> None:
    result = published()
    for number in range(2, copies + 1):
        _copy(result, number)
    with django_assert_num_queries(3):
        assert len(read(client)["results"]) == copies


def _copy(result: Result, number: int) -> None:
    """The same result for another round: paper, options, awards."""
    round_ = a_round(slug=f"kopie-{number}")
    options, awards = list(result.paper.options.all()), list(result.awards.all())
    paper = BallotPaper.objects.get(pk=result.paper_id)
    paper.pk, paper.round = None, round_
    paper.save()
    made = {option.pk: option for option in options}
    for key, option in made.items():
        option.pk, option.paper, option.proposal = None, paper, None
        option.save()
        made[key] = option
    copy = Result.objects.get(pk=result.pk)
    copy.pk, copy.paper = None, paper
    copy.save()
    for award in awards:
        award.pk, award.option, award.result = None, made[award.option_id], copy
        award.save()


@pytest.mark.parametrize("options", [1, 30])
def test_a_detail_costs_three_queries(client: Client, django_assert_num_queries: Any, options: int) -> None:
    result = published(closed(a_paper(costs=[100] * options), votes=[(1,)]))
    with django_assert_num_queries(3):
        assert len(read(client, f"{result.paper.round.slug}/")["options"]) == options
