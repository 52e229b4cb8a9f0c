"""The demo's votes: a paper from the admitted proposals, a few thousand ballots, a result for the finished round."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any

from cms.demo import ideas
from cms.demo.editions import Edition, midnight
from participation.models import Round, User
from voting import ballots, closing, imports, papers, queries, results

DAY = datetime.timedelta(days=1)


def draw_up(*, edition: Edition, round_: Round, people: dict[str, User], now: datetime.datetime) -> Any:
    """The paper, drawn up and frozen by the returning officer a week before the vote."""
    officer = people["wahlleitung@example.org"]
    at = midnight(edition.days[2] - 7, now=now)
    paper = papers.draw_up(round=round_, at=at, by=officer, seed=f"Ziehung {edition.slug}")
    return papers.freeze(paper=paper, at=at + DAY, by=officer)


def cast(*, edition: Edition, paper: Any, voters: list[User]) -> None:
    """Each of these residents votes, by the same verb as anybody."""
    for number, (voter, choices) in enumerate(zip(voters, _ballots(edition, paper, len(voters)), strict=True)):
        ballots.cast(paper=paper, user=voter, choices=choices, request_key=f"{edition.slug}-{number}")


def fill(*, edition: Edition, paper: Any, count: int) -> None:
    """Put the ballots of a vote that is over into its box, each with its used right in the register.

    Nothing gets into the box of a vote but by casting, and nobody can cast into the past; an archived round is the one
    exception, so the demo's round is one for this moment.
    """
    Round.objects.filter(pk=paper.round_id).update(is_archive=True)
    imports.fill_box(paper=paper, ballots=list(_ballots(edition, paper, count)), has_register=True)
    Round.objects.filter(pk=paper.round_id).update(is_archive=False)


def _ballots(edition: Edition, paper: Any, count: int) -> Iterator[list[int]]:
    """People like what is appealing and what lies near them. Seeded."""
    chance = random.Random(f"ballots {edition.name}")
    told = {idea["title"]: idea for idea in ideas.of(edition)}
    options = list(queries.options_of(paper))
    pulls = {
        option.number: float(told[option.title].get("appeal", 20 + len(option.title))) ** 1.35 for option in options
    }
    regions: dict[int, list[int]] = {}
    for option in options:
        regions.setdefault(option.area_id, []).append(option.number)
    return _choose(pulls, regions, paper.max_choices, count, chance)


def _choose(
    pulls: dict[int, float], regions: dict[int, list[int]], most: int, count: int, chance: random.Random
) -> Iterator[list[int]]:
    homes = sorted(regions)
    for _ in range(count):
        near = regions[chance.choice(homes)]
        weights = {number: pull * (1.6 if number in near else 1) for number, pull in pulls.items()}
        chosen: set[int] = set()
        for _ in range(min(len(weights), chance.choice([1, 2, 3, 3, 4, 5, 5, 5]), most)):
            left = [number for number in weights if number not in chosen]
            chosen.update(chance.choices(left, weights=[weights[number] for number in left]))
        yield sorted(chosen)


def count_and_publish(*, edition: Edition, paper: Any, people: dict[str, User], now: datetime.datetime) -> Any:
    """Close, count, certify by a second officer, publish."""
    first, second = people["wahlleitung@example.org"], people["wahlleitung2@example.org"]
    at = midnight(edition.days[3], now=now)
    closing.close(paper=paper, at=at, by=first)
    result = results.compute(paper=paper, at=at + DAY / 2, by=first)
    results.certify(result=result, at=at + 2 * DAY, by=second)
    return results.publish(result=result, at=at + 3 * DAY, by=second)
