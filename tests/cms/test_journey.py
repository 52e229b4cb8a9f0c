"""One proposal's way: its steps from every stage, their order, and nothing of what is not published."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms import journey
from cms.journey import DONE, NEXT, NOW, STOPPED, Outcome, Step
from delivery import projects
from delivery import queries as delivery
from participation.models import Phase, Round
from proposals import objections
from proposals import queries as proposals
from proposals.states import State
from tests.factories.participation import DAY, NOON, UserFactory, a_round
from tests.factories.proposals import a_proposal, an_objection, move, refused_in_public, submitted
from tests.factories.voting import a_paper, closed, computed, published

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def way(pk: int, *, at: datetime.datetime = NOON) -> journey.Way:
    detail = proposals.detail(pk)
    assert detail is not None
    return journey.way_of(detail, at=at)


def said(steps: list[Step]) -> list[tuple[str, str]]:
    return [(step.title, step.state) for step in steps]


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("submitted", [("Submitted", DONE)]),
        ("returned", [("Submitted", DONE), ("Back with the author for changes", DONE)]),
        ("published", [("Submitted", DONE), ("Published", DONE), ("The offices check the idea", NEXT)]),
        ("refused", [("Submitted", DONE), ("Not accepted", STOPPED)]),
        ("forwarded", [("Submitted", DONE), ("Passed on to: BVG", STOPPED)]),
        ("merged", [("Submitted", DONE), ("Goes on within another idea", STOPPED)]),
        ("withdrawn", [("Submitted", DONE), ("Withdrawn by the author", STOPPED)]),
        (
            "in_assessment",
            [
                ("Submitted", DONE),
                ("Published", DONE),
                ("Handed over to the offices", DONE),
                ("Answer of the offices", NEXT),
            ],
        ),
        (
            "admitted",
            [
                ("Submitted", DONE),
                ("Published", DONE),
                ("Handed over to the offices", DONE),
                ("Feasible, for €1,000", DONE),
                ("Vote", NEXT),
            ],
        ),
        (
            "infeasible",
            [
                ("Submitted", DONE),
                ("Published", DONE),
                ("Handed over to the offices", DONE),
                ("Not feasible", STOPPED),
            ],
        ),
    ],
)
def test_every_state_tells_how_it_came_there(state: str, steps: list[tuple[str, str]]) -> None:
    assert said(way(a_proposal(state).pk).steps) == steps


def test_all_states_but_the_draft_are_told() -> None:
    from tests.factories.proposals import WAYS

    assert set(WAYS) == set(State.values) - {State.DRAFT}


def test_who_and_why_stand_beside_the_step() -> None:
    author = UserFactory(display_name="Kiezgärtnerin")
    proposal = a_proposal(State.FORWARDED, by=author)
    first, second = way(proposal.pk).steps
    assert (first.who, second.who) == ("Kiezgärtnerin", "Moderation")
    assert second.text == "", "what they said stands in the official answer, once"


@pytest.mark.parametrize("state", [State.MERGED, State.FORWARDED])
def test_an_answer_is_said_once(state: str) -> None:
    found = way(a_proposal(state).pk)
    assert found.answer is not None
    assert [step.title for step in found.steps if found.answer.text in step.text] == []


def decided(proposal: Any, verb: str | None) -> Any:
    objection = an_objection(proposal)
    if verb:
        act = getattr(objections, verb)
        act(objection=objection, answer="Neu geprüft.", by=UserFactory(), at=NOON + DAY)
    return way(proposal.pk)


@pytest.mark.parametrize(
    ("verb", "expected", "is_open"),
    [
        (None, [("Not accepted", STOPPED), ("The author objects", DONE), ("A second person looks at it", NEXT)], False),
        (
            "reject",
            [("Not accepted", STOPPED), ("The author objects", DONE), ("The refusal stands", STOPPED)],
            False,
        ),
        (
            "uphold",
            [("Not accepted", DONE), ("The author objects", DONE), ("Objection upheld: published", DONE)],
            True,
        ),
    ],
)
def test_an_objection_and_its_answer_are_in_the_line_of_life(
    verb: str | None, expected: list[tuple[str, str]], is_open: bool
) -> None:
    proposal = refused_in_public()
    found = decided(proposal, verb)
    steps = [(step.title, step.state) for step in found.steps if step.title not in ("Submitted", "Published")]
    assert steps[:3] == expected
    assert found.is_open is is_open
    assert (found.answer is None) is is_open
    said = " ".join(step.text for step in found.steps)
    assert ("Neu geprüft." in said, "Der Ort steht doch da." in said) == (verb is not None, False)


def test_the_name_of_an_author_is_never_the_address() -> None:
    proposal = submitted(by=UserFactory(display_name="", email="geheim@example.org"))
    assert way(proposal.pk).steps[0].who == "Without a name"


def test_an_erased_author_is_said() -> None:
    author = UserFactory()
    proposal = a_proposal(by=author)
    author.delete()
    assert way(proposal.pk).steps[0].who == "Deleted account"


def test_a_returned_idea_is_submitted_twice() -> None:
    proposal = a_proposal(State.RETURNED)
    move("submit", proposal, by=UserFactory(), at=NOON + DAY)
    titles = [step.title for step in way(proposal.pk, at=NOON + DAY).steps]
    assert titles == ["Submitted", "Back with the author for changes", "Changed and submitted again"]


def test_a_merged_idea_leads_to_the_one_it_goes_on_in() -> None:
    proposal = a_proposal(State.MERGED)
    last = way(proposal.pk).steps[-1]
    assert (last.url, last.label) == (
        f"/en/vorschlaege/{proposal.merged_into_id}/",
        f"{proposal.merged_into.number} Sitzplätze am Weiher",
    )


@pytest.mark.parametrize(
    ("state", "text", "office"),
    [
        ("published", None, None),
        ("in_assessment", None, None),
        ("admitted", "Das geht. Die Bänke stehen auf öffentlichem Grund.", "Fachamt"),
        ("infeasible", "Unter dem Weg liegt eine Gasleitung.", "Fachamt"),
        ("forwarded", "Darüber entscheidet die BVG.", "Moderation"),
        ("merged", "Beide wollen dasselbe.", "Moderation"),
        ("returned", "Bitte nennen Sie den Ort genauer.", "Moderation"),
    ],
)
def test_the_official_answer(state: str, text: str | None, office: str | None) -> None:
    answer = way(a_proposal(state).pk).answer
    assert (answer and answer.text, answer and answer.office.split()[0]) == (text, office)


def a_voted_proposal(*, publish: bool) -> tuple[Round, Any]:
    paper = closed(a_paper(costs=(100_000,)), votes=((1,),))
    result = published(paper) if publish else computed(paper)
    return paper.round, result


def test_an_open_vote_is_now() -> None:
    paper = a_paper(costs=(100_000,))
    proposal = paper.options.get().proposal
    step = next(step for step in way(proposal.pk, at=timezone.now()).steps if step.state == NOW)
    assert step.title == "Number 1 on the ballot paper"
    assert (step.url, step.label) == (f"/en/runden/{paper.round.slug}/abstimmen/", "Vote now")


def test_a_withdrawn_option_says_why() -> None:
    paper = a_paper(costs=(100_000, 200_000))
    option = paper.options.get(number=1)
    paper.options.filter(number=1).update(withdrawn_at=timezone.now(), withdrawn_reason="Wird schon gebaut.")
    step = next(s for s in way(option.proposal_id, at=timezone.now()).steps if s.state == STOPPED)
    assert (step.title, step.text) == ("Taken off the ballot paper", "Wird schon gebaut.")


def test_an_unpublished_result_says_nothing() -> None:
    round_, _result = a_voted_proposal(publish=False)
    proposal = round_.proposals.get()
    told = way(proposal.pk, at=timezone.now())
    assert (told.outcome, told.project) == (None, None)
    assert [step.title for step in told.steps if step.title in ("Won", "Not this time")] == []


def test_a_published_result_says_won_and_why() -> None:
    round_, _result = a_voted_proposal(publish=True)
    told = way(round_.proposals.get().pk, at=timezone.now())
    step = told.steps[-1]
    assert (step.title, step.state, step.url) == ("Won", DONE, f"/en/runden/{round_.slug}/ergebnis/")
    assert step.text == told.outcome.reason != ""


def test_who_did_not_win_reads_why() -> None:
    round_ = a_round(phase=Phase.Kind.COLLECTING)
    proposal = a_proposal(State.ADMITTED, round=round_)
    detail = proposals.detail(proposal.pk)
    outcome = Outcome(funded=False, reason="Missed by 14 votes", published_at=NOON + 60 * DAY)
    last = journey.steps(detail, round_=round_, outcome=outcome, at=NOON + 61 * DAY)[-1]
    assert (last.title, last.text, last.state) == ("Not this time", "Missed by 14 votes", STOPPED)


def a_project() -> Any:
    _round, result = a_voted_proposal(publish=True)
    [project] = projects.commit_projects(result=result, at=timezone.now(), by=None)
    return project


def test_a_project_goes_on_with_its_own_steps() -> None:
    project, now = a_project(), timezone.now()
    today = timezone.localdate(now)
    step = projects.plan_milestone(project=project, title="Ausschreibung", due_on=today, at=now, by=None)
    projects.reach_milestone(milestone=step, on=today, at=now, by=None)
    projects.plan_milestone(project=project, title="Aufbau", due_on=today + 9 * DAY, at=now, by=None)
    projects.plan_milestone(project=project, title="Fundament", due_on=today - 3 * DAY, at=now, by=None)
    told = way(project.proposal_id, at=now)
    after = said(told.steps)[said(told.steps).index(("Becomes a project", DONE)) + 1 :]
    assert after == [("Ausschreibung", DONE), ("Aufbau", NEXT), ("Fundament", NEXT)]
    # What should have been done by now stands last, without a day: nobody knows when.
    assert (told.steps[-1].at, told.steps[-1].text[:16]) == (None, "Was planned for ")


def test_a_change_of_dates_is_told_with_its_reason() -> None:
    project, now = a_project(), timezone.now()
    facts = {"office": None, "contact": "", "starts_on": None, "at": now, "by": None}
    projects.assign(project=project, ends_on=datetime.date(2027, 5, 1), **facts)
    projects.assign(project=project, ends_on=datetime.date(2027, 9, 1), reason="Die Firma ist insolvent.", **facts)
    step = way(project.proposal_id, at=now).steps[-1]
    assert step.text == "Die Firma ist insolvent. Planned end: from May 1, 2027 to Sept. 1, 2027."


def test_a_projects_own_page_does_not_lead_to_itself() -> None:
    project = delivery.detail(a_project().pk)
    steps = journey.of_project(project, round_=project.round, at=timezone.now())
    assert [(step.title, step.url, step.label) for step in steps] == [("Becomes a project", "", "")]


def test_a_finished_project_has_nothing_to_come() -> None:
    project, now = a_project(), timezone.now()
    projects.plan_milestone(project=project, title="Aufbau", due_on=timezone.localdate(now), at=now, by=None)
    projects.complete(project=project, title="Fertig", text="", reason="Günstiger als geplant", at=now, by=None)
    assert [step.title for step in way(project.proposal_id, at=now).steps if step.state == NEXT] == []


@pytest.mark.parametrize(("state", "queries"), [("published", 1), ("infeasible", 1), ("admitted", 3)])
def test_what_is_not_there_is_not_asked_for(state: str, queries: int, django_assert_num_queries: Any) -> None:
    detail = proposals.detail(a_proposal(state).pk)
    with django_assert_num_queries(queries):
        journey.way_of(detail, at=NOON)


def test_the_whole_way_to_a_project_costs_six_queries(django_assert_num_queries: Any) -> None:
    detail = proposals.detail(a_project().proposal_id)
    with django_assert_num_queries(6):
        journey.way_of(detail, at=timezone.now())


DAYS = st.integers(-400, 400).map(lambda days: TODAY + datetime.timedelta(days=days))
MILESTONES = st.lists(st.builds(lambda due, reached: (due, reached), DAYS, st.none() | DAYS), max_size=6)


@given(MILESTONES, st.lists(DAYS, max_size=6), st.booleans())
def test_days_never_go_back(
    milestones: list[tuple[datetime.date, datetime.date | None]], updates: list[datetime.date], is_open: bool
) -> None:
    project = _project(milestones, updates, is_open)
    steps = journey.of_project(project, round_=Round(currency="EUR"), at=NOON)
    dated = [step.at for step in steps if step.at]
    assert dated == sorted(dated)
    # Steps without a day stand last, and what was done is never in the future tense.
    assert [step.at is None for step in steps] == sorted(step.at is None for step in steps)
    assert [step.state for step in steps if step.at is None] == [NEXT] * sum(step.at is None for step in steps)


def _project(milestones: Any, updates: list[datetime.date], is_open: bool) -> Any:
    """A project as the query returns it, with as many steps as hypothesis thinks of."""
    noon = datetime.time(12, tzinfo=datetime.UTC)
    rows = [SimpleNamespace(title="Schritt", due_on=due, reached_on=reached) for due, reached in milestones]
    news = [
        SimpleNamespace(title="Neues", text="", reason="", changes={}, at=datetime.datetime.combine(day, noon))
        for day in updates
    ]
    return SimpleNamespace(
        pk=1,
        office=None,
        created_at=NOON,
        is_open=is_open,
        milestones=SimpleNamespace(all=lambda: rows),
        updates=SimpleNamespace(all=lambda: news),
    )
