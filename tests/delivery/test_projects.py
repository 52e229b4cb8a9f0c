"""A project from the award to the end: what each verb writes, and what it refuses."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from delivery import projects
from delivery.models import Entry, Milestone, Project, Update
from delivery.projects import ProjectRefused
from participation.models import LogEntry
from tests.factories.delivery import COST, TODAY, a_project, a_result, bring, office_of
from tests.factories.participation import NOON, DistrictFactory, OfficeFactory, RegionFactory, UserFactory, staff
from tests.factories.voting import computed
from voting import results
from voting.models import Award

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
State = Project.State
SPRING, SUMMER, AUTUMN = datetime.date(2027, 4, 1), datetime.date(2027, 7, 1), datetime.date(2027, 10, 1)


def refused(verb: Any, **facts: Any) -> str:
    """The code with which the verb refuses."""
    with pytest.raises(ProjectRefused) as caught:
        verb(at=NOON, by=None, **facts)
    return caught.value.code


def row(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def changes_of(project: Project) -> list[tuple[dict[str, Any], str]]:
    return list(Update.objects.filter(project=project).order_by("pk").values_list("changes", "reason"))


# commit


def test_every_award_becomes_a_project_with_its_money() -> None:
    result = a_result(costs=(300_000, 500_000))
    made = projects.commit_projects(result=result, at=NOON, by=None)
    awards = list(Award.objects.filter(result=result).select_related("option__proposal").order_by("option__number"))
    assert [(p.award, p.title, p.proposal, p.area, p.state) for p in made] == [
        (a, a.option.title, a.option.proposal, a.option.area, State.PLANNED) for a in awards
    ]
    assert sorted(award.cents for award in awards) == [300_000, 500_000]
    assert list(Entry.objects.order_by("pk").values_list("project", "kind", "cents", "on", "by")) == [
        (project.pk, "awarded", award.cents, TODAY, None) for project, award in zip(made, awards, strict=True)
    ]


def test_the_point_of_the_proposal_comes_along() -> None:
    result = a_result()
    proposal = Award.objects.get(result=result).option.proposal
    proposal.lon, proposal.lat = 13.4, 52.5
    proposal.save()
    [project] = projects.commit_projects(result=result, at=NOON, by=None)
    assert (project.lon, project.lat) == (13.4, 52.5)


def test_committing_twice_makes_no_second_project() -> None:
    result = a_result(costs=(300_000, 500_000))
    projects.commit_projects(result=result, at=NOON, by=None)
    assert projects.commit_projects(result=result, at=NOON, by=None) == []
    assert (Project.objects.count(), Entry.objects.count()) == (2, 2)
    assert LogEntry.objects.filter(action="projects.commit").count() == 1


def test_a_project_lost_half_way_is_made_up_for() -> None:
    result = a_result(costs=(300_000, 500_000))
    _, second = projects.commit_projects(result=result, at=NOON, by=None)
    award = second.award
    second.delete()
    [again] = projects.commit_projects(result=result, at=NOON, by=None)
    assert (again.award, Project.objects.count()) == (award, 2)


def test_an_option_that_wins_again_in_a_recount_keeps_its_project() -> None:
    first = a_result()
    [project] = projects.commit_projects(result=first, at=NOON, by=None)
    second = recount(first)
    assert projects.commit_projects(result=second, at=NOON, by=None) == []
    assert row(project).award.result_id == first.pk


def test_a_replaced_result_is_refused() -> None:
    first = a_result()
    recount(first)
    assert refused(projects.commit_projects, result=first) == "outdated"


def test_an_unpublished_result_is_refused() -> None:
    assert refused(projects.commit_projects, result=computed()) == "not_published"
    assert Project.objects.count() == 0


def recount(result: Any) -> Any:
    """A second count of the same paper, published too."""
    one, other = (staff("returning_officer", result.paper.round.area) for _ in range(2))
    again = results.compute(paper=result.paper, at=NOON, by=one)
    results.certify(result=again, at=NOON, by=other)
    return results.publish(result=again, at=NOON, by=other)


# assign


def assign(project: Project, **facts: Any) -> Project:
    plan: dict[str, Any] = {"office": None, "contact": "", "starts_on": None, "ends_on": None}
    return projects.assign(**({"project": project, "at": NOON, "by": None} | plan | facts))


def test_office_contact_and_first_dates_need_no_reason() -> None:
    project = a_project()
    office = OfficeFactory(area=project.area)
    assign(project, office=office, contact="Frau Yıldız", starts_on=SPRING, ends_on=SUMMER, summary="Vier Bänke")
    found = row(project)
    assert (found.office, found.contact, found.starts_on, found.ends_on, found.summary) == (
        office, "Frau Yıldız", SPRING, SUMMER, "Vier Bänke",
    )  # fmt: skip
    assert changes_of(project) == []


@pytest.mark.parametrize(
    ("later", "changes"),
    [
        ({"starts_on": SPRING, "ends_on": AUTUMN}, {"ends_on": ["2027-07-01", "2027-10-01"]}),
        ({"starts_on": SUMMER, "ends_on": SUMMER}, {"starts_on": ["2027-04-01", "2027-07-01"]}),
        ({"starts_on": SPRING, "ends_on": None}, {"ends_on": ["2027-07-01", None]}),
        (
            {"starts_on": SUMMER, "ends_on": AUTUMN},
            {"starts_on": ["2027-04-01", "2027-07-01"], "ends_on": ["2027-07-01", "2027-10-01"]},
        ),
    ],
)
def test_another_date_is_kept_as_old_and_new_with_its_reason(later: dict[str, Any], changes: dict[str, Any]) -> None:
    project = a_project()
    assign(project, starts_on=SPRING, ends_on=SUMMER)
    assign(project, reason="Lieferung dauert", **later)
    assert changes_of(project) == [(changes, "Lieferung dauert")]


def test_another_date_without_reason_changes_nothing() -> None:
    project = a_project()
    assign(project, ends_on=SUMMER)
    facts = {"office": None, "contact": "", "starts_on": None, "ends_on": AUTUMN, "reason": "  "}
    assert refused(projects.assign, project=project, **facts) == "no_reason"
    assert row(project).ends_on == SUMMER


def test_an_end_before_the_start_is_refused() -> None:
    facts = {"office": None, "contact": "", "starts_on": SUMMER, "ends_on": SPRING}
    assert refused(projects.assign, project=a_project(), **facts) == "upside_down"


def test_offices_of_the_area_above_and_below_may_build_but_not_the_neighbour() -> None:
    project = a_project()
    above, below = OfficeFactory(area=project.area.parent), OfficeFactory(area=RegionFactory(parent=project.area))
    for office in (above, below):
        assert assign(project, office=office).office == office
    facts = {"office": OfficeFactory(area=DistrictFactory()), "contact": "", "starts_on": None, "ends_on": None}
    assert refused(projects.assign, project=project, **facts) == "foreign_office"


# report


def report(project: Project, **facts: Any) -> Update:
    return projects.report(**({"project": project, "title": "Neues", "text": "", "at": NOON, "by": None} | facts))


def test_news_without_a_change_needs_no_reason() -> None:
    update = report(a_project(), text="Das Holz ist da.", reason="überflüssig")
    assert (update.text, update.changes, update.reason) == ("Das Holz ist da.", {}, "")


def test_a_report_may_change_state_and_dates_at_once() -> None:
    project = a_project(ends_on=SUMMER)
    by = office_of(project)
    update = projects.report(
        project=project, title="Baubeginn", text="Heute rollt der Bagger.", state=State.IN_PROGRESS,
        starts_on=SPRING, ends_on=AUTUMN, reason="Auftrag erteilt", at=NOON, by=by,
    )  # fmt: skip
    assert update.changes == {
        "state": ["planned", "in_progress"],
        "starts_on": [None, "2027-04-01"],
        "ends_on": ["2027-07-01", "2027-10-01"],
    }
    assert (update.by, update.at, row(project).state) == (by, NOON, State.IN_PROGRESS)


MOVES = {("planned", "in_progress"), ("in_progress", "planned"), ("done", "in_progress"), ("dropped", "planned")}


@pytest.mark.parametrize("wanted", State.values)
@pytest.mark.parametrize("state", State.values)
def test_the_whole_matrix_of_moves_by_report(state: str, wanted: str) -> None:
    project = a_project(state=state)
    if state == wanted:
        assert report(project, state=wanted, text="Nichts Neues am Stand").changes == {}
    elif (state, wanted) in MOVES:
        assert report(project, state=wanted, reason="Weil").changes["state"] == [state, wanted]
        assert row(project).state == wanted
    else:
        facts = {"title": "Neues", "text": "Text", "reason": "Weil", "state": wanted}
        assert refused(projects.report, project=project, **facts) == "wrong_move"
        assert row(project).state == state


def test_a_dropped_project_that_comes_back_loses_the_decision() -> None:
    project = a_project(state=State.DROPPED)
    update = report(project, state=State.PLANNED, reason="Neuer Beschluss")
    assert update.changes == {"state": ["dropped", "planned"], "drop_reference": ["Drs. 1/VI", ""]}
    assert row(project).drop_reference == ""


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": " ", "text": "Text"}, "no_title"),
        ({"title": "Neues", "text": " "}, "nothing_new"),
        ({"title": "Neues", "text": "", "state": State.IN_PROGRESS}, "no_reason"),
        ({"title": "Neues", "text": "", "ends_on": AUTUMN, "reason": " "}, "no_reason"),
        ({"title": "Neues", "text": "", "starts_on": AUTUMN, "reason": "Weil"}, "upside_down"),
    ],
)
def test_a_report_is_refused(facts: dict[str, Any], code: str) -> None:
    project = a_project(ends_on=SUMMER)
    assert refused(projects.report, project=project, **facts) == code
    assert (row(project).state, row(project).ends_on, changes_of(project)) == (State.PLANNED, SUMMER, [])


# complete and drop


@pytest.mark.parametrize(
    ("spent", "cost"),
    [
        (COST, None),
        (900_000, None),
        (1_100_000, None),
        (899_999, [COST, 899_999]),
        (1_100_001, [COST, 1_100_001]),
        (0, [COST, 0]),
    ],
)
def test_done_says_where_the_cost_went_off_by_more_than_ten_per_cent(spent: int, cost: list[int] | None) -> None:
    project = a_project()
    if spent:
        Entry.objects.create(project=project, kind="spent", cents=spent, on=TODAY, note="Rechnung")
    facts = {"title": "Fertig", "text": "Sie stehen.", "reason": "Abgenommen"}
    update = projects.complete(project=project, at=NOON, by=None, **facts)
    assert update.changes == {"state": ["planned", "done"]} | ({"cost": cost} if cost else {})
    assert row(project).state == State.DONE


def test_given_up_with_reason_and_decision() -> None:
    project = a_project()
    update = projects.drop(
        project=project, title="Kein Bau", reason="Leitung im Boden", reference=" Drs. 7/VI ", at=NOON, by=None
    )
    assert update.changes == {"state": ["planned", "dropped"], "drop_reference": ["", "Drs. 7/VI"]}
    assert (row(project).state, row(project).drop_reference) == (State.DROPPED, "Drs. 7/VI")


DROP = {"title": "Aus", "reason": "Leitung", "reference": "Drs. 7/VI"}
COMPLETE = {"title": "Fertig", "text": "", "reason": "Abgenommen"}


@pytest.mark.parametrize(
    ("verb", "facts", "code"),
    [
        (projects.drop, DROP | {"title": ""}, "no_title"),
        (projects.drop, DROP | {"reason": ""}, "no_reason"),
        (projects.drop, DROP | {"reference": " "}, "no_reference"),
        (projects.complete, COMPLETE | {"title": ""}, "no_title"),
        (projects.complete, COMPLETE | {"reason": ""}, "no_reason"),
    ],
)
def test_an_end_without_its_words_is_refused(verb: Any, facts: dict[str, Any], code: str) -> None:
    project = a_project()
    assert refused(verb, project=project, **facts) == code
    assert (row(project).state, changes_of(project)) == (State.PLANNED, [])


PLAN = {"office": None, "contact": "", "starts_on": None, "ends_on": None}


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        (projects.drop, DROP),
        (projects.complete, COMPLETE),
        (projects.assign, PLAN),
        (projects.plan_milestone, {"title": "Schritt", "due_on": SUMMER}),
    ],
)
@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
def test_a_finished_project_is_closed(state: str, verb: Any, facts: dict[str, Any]) -> None:
    assert refused(verb, project=a_project(state=state), **facts) == "closed"


# milestones


def a_step(project: Project) -> Milestone:
    return projects.plan_milestone(project=project, title=" Fundament ", due_on=SPRING, at=NOON, by=None)


def test_a_step_is_planned_moved_and_reached() -> None:
    project = a_project()
    step = a_step(project)
    projects.postpone_milestone(milestone=step, due_on=SUMMER, reason="Frost", at=NOON, by=None)
    projects.reach_milestone(milestone=step, on=TODAY, at=NOON, by=None)
    assert list(Milestone.objects.values_list("title", "due_on", "reached_on")) == [("Fundament", SUMMER, TODAY)]
    assert changes_of(project) == [({"due_on": ["2027-04-01", "2027-07-01"]}, "Frost")]


@pytest.mark.parametrize(
    ("verb", "facts", "code"),
    [
        (projects.postpone_milestone, {"due_on": SUMMER, "reason": ""}, "no_reason"),
        (projects.postpone_milestone, {"due_on": SPRING, "reason": "Frost"}, "nothing_new"),
        (projects.reach_milestone, {"on": TODAY + DAY}, "in_future"),
    ],
)
def test_a_step_is_refused(verb: Any, facts: dict[str, Any], code: str) -> None:
    step = a_step(a_project())
    assert refused(verb, milestone=step, **facts) == code
    assert list(Milestone.objects.values_list("due_on", "reached_on")) == [(SPRING, None)]


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        (projects.postpone_milestone, {"due_on": SUMMER, "reason": "Frost"}),
        (projects.reach_milestone, {"on": TODAY}),
    ],
)
def test_a_step_that_is_done_or_of_a_finished_project_stays(verb: Any, facts: dict[str, Any]) -> None:
    project = a_project()
    step, other = a_step(project), a_step(project)
    projects.reach_milestone(milestone=step, on=TODAY - DAY, at=NOON, by=None)
    assert refused(verb, milestone=step, **facts) == "reached"
    bring(project, State.DONE)
    assert refused(verb, milestone=other, **facts) == "closed"


def test_a_step_needs_a_name() -> None:
    assert refused(projects.plan_milestone, project=a_project(), title=" ", due_on=SUMMER) == "no_title"


# money


def book(project: Project, cents: int, *, kind: str = "spent", **facts: Any) -> Entry:
    words = {"note": "Rechnung", "on": TODAY}
    return projects.book(**({"project": project, "kind": kind, "cents": cents, "at": NOON, "by": None} | words | facts))


@pytest.mark.parametrize("kind", ["committed", "spent"])
def test_money_up_to_the_award_needs_no_reason(kind: str) -> None:
    project = a_project()
    entry = book(project, COST, kind=kind, by=office_of(project))
    assert (entry.kind, entry.cents, entry.on, entry.note) == (kind, COST, TODAY, "Rechnung")
    assert changes_of(project) == []


@pytest.mark.parametrize("kind", ["committed", "spent"])
def test_money_above_the_award_needs_a_reason_that_is_published(kind: str) -> None:
    project = a_project()
    book(project, COST, kind=kind)
    facts = {"kind": kind, "cents": 1, "on": TODAY, "note": "Nachtrag"}
    assert refused(projects.book, project=project, **facts) == "no_reason"
    assert Entry.objects.filter(project=project, kind=kind).count() == 1
    book(project, 1, kind=kind, reason="Stahl ist teurer")
    assert changes_of(project) == [({kind: [COST, COST + 1]}, "Stahl ist teurer")]


def test_taking_back_needs_no_reason_even_above_the_award() -> None:
    project = a_project()
    book(project, COST + 500, reason="Stahl")
    book(project, -100)
    assert changes_of(project) == [({"spent": [0, COST + 500]}, "Stahl")]


@pytest.mark.parametrize(
    ("spent", "later", "owed"),
    [(COST, -100_000, False), (COST, -100_001, True), (900_000, 100_000, False), (1_050_000, 1, True)],
)
def test_a_late_bill_of_a_finished_project_may_owe_a_reason(spent: int, later: int, owed: bool) -> None:
    project = a_project()
    book(project, spent, reason="Stahl")
    bring(project, State.DONE)
    if owed:
        facts = {"kind": "spent", "cents": later, "on": TODAY, "note": "Schlussrechnung"}
        assert refused(projects.book, project=project, **facts) == "no_reason"
    assert book(project, later, reason="Schlussrechnung").cents == later


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"kind": "awarded"}, "wrong_kind"),
        ({"kind": "gestohlen"}, "wrong_kind"),
        ({"cents": 0}, "zero"),
        ({"note": " "}, "no_note"),
        ({"on": TODAY + DAY}, "in_future"),
        ({"cents": -1}, "below_zero"),
    ],
)
def test_an_entry_is_refused(facts: dict[str, Any], code: str) -> None:
    project = a_project()
    whole = {"kind": "spent", "cents": 1, "on": TODAY, "note": "Rechnung"} | facts
    assert refused(projects.book, project=project, **whole) == code
    assert Entry.objects.filter(project=project).exclude(kind="awarded").count() == 0


def test_today_is_the_day_in_berlin() -> None:
    project = a_project()
    late_in_utc = datetime.datetime(2027, 3, 10, 23, 30, tzinfo=datetime.UTC)
    entry = book(project, 1, on=datetime.date(2027, 3, 11), at=late_in_utc)
    assert entry.on == datetime.date(2027, 3, 11)


# pictures and the log


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_picture_with_its_description(moment: str) -> None:
    project = a_project()
    picture = ContentFile(b"jpeg", name="bild.jpg")
    projects.illustrate(project=project, moment=moment, picture=picture, alt=" Vier Bänke ", at=NOON, by=None)
    found = row(project)
    assert getattr(found, f"picture_{moment}").read() == b"jpeg"
    assert getattr(found, f"picture_{moment}_alt") == "Vier Bänke"
    other = "after" if moment == "before" else "before"
    assert not getattr(found, f"picture_{other}")


def test_a_picture_without_description_is_refused() -> None:
    picture = ContentFile(b"jpeg", name="bild.jpg")
    assert refused(projects.illustrate, project=a_project(), moment="after", picture=picture, alt=" ") == "no_alt"


def test_there_are_two_moments_only() -> None:
    with pytest.raises(ValueError, match="meanwhile"):
        projects.illustrate(
            project=a_project(), moment="meanwhile", picture=ContentFile(b""), alt="Bild", at=NOON, by=None
        )


def test_every_act_stands_in_the_log_with_who_and_where() -> None:
    project, by = a_project(), UserFactory()
    now = {"at": NOON, "by": by}
    LogEntry.objects.all().delete()
    step = projects.plan_milestone(project=project, title="Fundament", due_on=SPRING, **now)
    projects.postpone_milestone(milestone=step, due_on=SUMMER, reason="Frost", **now)
    projects.reach_milestone(milestone=step, on=TODAY, **now)
    projects.assign(project=project, **PLAN, **now)
    projects.report(project=project, title="Neues", text="Text", **now)
    projects.book(project=project, kind="spent", cents=5, on=TODAY, note="Holz", **now)
    projects.illustrate(project=project, moment="after", picture=ContentFile(b"x", name="x.jpg"), alt="Bank", **now)
    projects.complete(project=project, **COMPLETE, **now)
    verbs = ["plan_milestone", "postpone_milestone", "reach_milestone", "assign", "report", "book", "illustrate"]
    found = LogEntry.objects.order_by("pk").values_list("action", "actor_id", "area_id", "subject")
    subject = f"delivery.Project:{project.pk}"
    assert list(found) == [(f"projects.{verb}", by.pk, project.area_id, subject) for verb in [*verbs, "complete"]]
