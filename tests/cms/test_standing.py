"""Where a proposal stands, in one sentence: every state, every later stage, one or many."""

from __future__ import annotations

import datetime
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from cms.standing import KINDS, Facts, Standing, of_project, standing, standings, won_of
from delivery import projects
from participation.models import Phase
from proposals.states import State
from tests.factories.participation import DAY, NOON, a_round
from tests.factories.proposals import a_proposal, many
from tests.factories.voting import a_paper, closed, computed, published
from voting.models import BallotPaper

pytestmark = pytest.mark.django_db


def phases(running: str = "collecting") -> list[Phase]:
    """Five phases of twenty days; ``running`` began a day before NOON."""
    kinds = list(Phase.Kind)
    start = NOON - DAY - 20 * DAY * kinds.index(Phase.Kind(running))
    return [
        Phase(kind=kind, starts_at=start + 20 * DAY * i, ends_at=start + 20 * DAY * (i + 1))
        for i, kind in enumerate(kinds)
    ]


def stands(state: str, *, running: str = "collecting", **fields: Any) -> Standing:
    proposal = SimpleNamespace(**({"state": state, "due_on": None} | fields))
    return standing(proposal, Facts(phases=phases(running)), at=NOON)


@pytest.mark.parametrize(
    ("state", "running", "text", "kind"),
    [
        ("published", "collecting", "published, will be checked from March 29, 2027", "waiting"),
        ("published", "assessing", "published, waiting to be checked", "waiting"),
        ("in_assessment", "assessing", "being checked", "checking"),
        ("admitted", "assessing", "feasible, vote from March 29, 2027", "feasible"),
        ("admitted", "voting", "up for the vote until March 29, 2027", "vote"),
        ("admitted", "counting", "votes are being counted", "counting"),
        ("merged", "collecting", "goes on within another idea", "merged"),
        ("forwarded", "collecting", "passed on to the body in charge", "forwarded"),
        ("infeasible", "assessing", "not feasible", "infeasible"),
        ("refused", "collecting", "not accepted", "refused"),
        ("withdrawn", "collecting", "withdrawn by the author", "withdrawn"),
        ("draft", "collecting", "draft", "draft"),
        ("submitted", "collecting", "submitted, waiting for moderation", "submitted"),
        ("returned", "collecting", "back with the author for changes", "returned"),
    ],
)
def test_each_state_has_its_sentence(state: str, running: str, text: str, kind: str) -> None:
    assert stands(state, running=running) == Standing(text, kind)


def sign(kind: str) -> str:
    return render_to_string("components/state.html", {"text": "Wort", "kind": kind})


def test_each_kind_has_a_sign_of_its_own() -> None:
    shapes = {kind: re.findall(r' d="([^"]+)"', sign(kind)) for kind in KINDS}
    assert [kind for kind, found in shapes.items() if len(found) != 1] == []
    assert len({found[0] for found in shapes.values()}) == len(KINDS)


def test_the_word_stands_beside_the_sign_and_the_sign_is_not_read_out() -> None:
    for kind in KINDS:
        assert ("<span>Wort</span>" in sign(kind), 'aria-hidden="true"' in sign(kind)) == (True, True)


def test_each_kind_has_a_colour() -> None:
    css = (Path(settings.BASE_DIR) / "cms/static/cms/css/components.css").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f".state--{kind}" not in css] == []


def test_no_other_kind_is_used() -> None:
    text = Path(sys.modules[Standing.__module__].__file__ or "").read_text(encoding="utf-8")
    used = set(re.findall(r'"(\w+)"\)', text.split("def standing(")[1])) & {*KINDS, "good", "wait", "bad", "plain"}
    assert used <= set(KINDS)


def test_every_state_is_covered() -> None:
    assert {state: bool(stands(state).text) for state in State.values} == dict.fromkeys(State.values, True)


def test_the_day_of_the_answer_is_said() -> None:
    said = stands("in_assessment", due_on=datetime.date(2027, 3, 14))
    assert said == Standing("being checked, answer by March 14, 2027", "checking")


def test_without_a_vote_a_feasible_idea_is_feasible() -> None:
    proposal = SimpleNamespace(state="admitted", due_on=None)
    assert standing(proposal, Facts(), at=NOON) == Standing("feasible", "feasible")


@pytest.mark.parametrize(
    ("won", "said"), [(True, Standing("won", "won")), (False, Standing("not this time", "missed"))]
)
def test_a_published_result_speaks_before_the_state(won: bool, said: Standing) -> None:
    proposal = SimpleNamespace(state="admitted", due_on=None)
    assert standing(proposal, Facts(phases("delivering"), won), at=NOON) == said


@pytest.mark.parametrize(
    ("state", "ends_on", "said"),
    [
        ("planned", None, Standing("won, being prepared", "planned")),
        ("planned", datetime.date(2027, 9, 1), Standing("won, being prepared, ready by Sept. 1, 2027", "planned")),
        ("in_progress", None, Standing("won, being built", "building")),
        ("in_progress", datetime.date(2027, 5, 1), Standing("won, being built, ready by May 1, 2027", "building")),
        ("done", datetime.date(2027, 5, 1), Standing("done", "done")),
        ("dropped", None, Standing("won, but will not be built", "dropped")),
    ],
)
def test_a_project_speaks_before_the_result(state: str, ends_on: datetime.date | None, said: Standing) -> None:
    project = SimpleNamespace(state=state, ends_on=ends_on)
    proposal = SimpleNamespace(state="admitted", due_on=None)
    assert of_project(project) == said
    assert standing(proposal, Facts((), won=True, project=project), at=NOON) == said


def voted(*, publish: bool) -> BallotPaper:
    paper = closed(a_paper(costs=(19_000_000, 18_000_000)), votes=((1,), (1,), (2,)))
    if publish:
        published(paper)
    else:
        computed(paper)
    return paper


def test_an_unpublished_result_is_not_known() -> None:
    paper = voted(publish=False)
    keys = list(paper.options.values_list("proposal_id", flat=True))
    assert won_of(keys) == {}


def test_a_published_result_knows_winner_and_loser() -> None:
    paper = voted(publish=True)
    first, second = paper.options.order_by("number").values_list("proposal_id", flat=True)
    assert won_of([first, second]) == {first: True, second: False}


def test_many_read_all_stages_at_once() -> None:
    paper = voted(publish=True)
    winner, loser = [option.proposal for option in paper.options.order_by("number")]
    result = paper.results.get()
    projects.commit_projects(result=result, at=NOON, by=None)
    fresh = a_proposal(round=a_round(title="Andere", slug="andere"))
    found = standings([winner, loser, fresh], at=NOON)
    assert {key: said.text for key, said in found.items()} == {
        winner.pk: "won, being prepared",
        loser.pk: "not this time",
        fresh.pk: "published, will be checked from March 29, 2027",
    }


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    round_ = a_round()
    many(round_, count, state=State.PUBLISHED)
    rows = list(round_.proposals.all())
    with django_assert_num_queries(1):
        assert len(standings(rows, at=NOON)) == count


@pytest.mark.parametrize("costs", [(100_000,), (100_000,) * 12])
def test_the_queries_do_not_grow_after_the_vote(costs: tuple[int, ...], django_assert_num_queries: Any) -> None:
    paper = closed(a_paper(costs=costs), votes=((1,),))
    projects.commit_projects(result=published(paper), at=NOON, by=None)
    rows = [option.proposal for option in paper.options.select_related("proposal")]
    # Phases; decided, won; projects.
    with django_assert_num_queries(4):
        standings(rows, at=NOON)


def test_nothing_asked_is_nothing_answered(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert standings([], at=NOON) == {}
