"""The desks: what they list, to whom, and that every action calls its verb and shows its refusal beside the field."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from delivery import phrases, projects
from delivery.models import Milestone, Project
from delivery.viewsets import AwardDesk, ProjectDesk
from participation.models import Area, Round, User
from tests.factories.delivery import COST, a_project, a_result, many
from tests.factories.participation import NOON, OfficeFactory, UserFactory, staff

pytestmark = pytest.mark.django_db
State = Project.State
DAY = datetime.timedelta(days=1)


def office(area: Area) -> User:
    """A member of the office who may enter the staff area."""
    user = staff("office", area)
    user.groups.add(Group.objects.get(name="Staff"))
    return user


@pytest.fixture
def project() -> Project:
    return a_project(title="Bänke am Weiher")


@pytest.fixture
def desk(client: Client, project: Project) -> Client:
    """A client signed in as the office in charge."""
    client.force_login(office(project.area))
    return client


def action(project: Project, name: str) -> str:
    return reverse(f"umsetzung:{name}", args=[project.pk])


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


# lists and items


def test_the_list_shows_state_date_and_money(desk: Client, project: Project) -> None:
    today = timezone.localdate()
    Milestone.objects.create(project=project, title="Fundament", due_on=today - 3 * DAY)
    projects.book(project=project, kind="spent", cents=50_00, on=NOON.date(), note="Holz", at=NOON, by=None)
    page = text_of(desk.get(reverse("umsetzung:index")))
    assert "Bänke am Weiher" in page
    assert phrases.deadline(today - 3 * DAY, today=today) in page
    assert "50\u00a0€" in page
    assert "10.000\u00a0€" in page
    assert str(ProjectDesk().headline(User.objects.get(roles__area=project.area, roles__name="office"))) in page


def test_open_ones_first_and_the_next_date_on_top() -> None:
    round_ = many(5)
    by_title = {p.title: p for p in Project.objects.filter(round=round_)}
    for title, state in {"Projekt 1": "done", "Projekt 2": "dropped", "Projekt 3": "in_progress"}.items():
        Project.objects.filter(title=title).update(state=state, drop_reference="Drs. 1/VI")
    by_title["Projekt 5"].milestones.update(due_on=NOON.date() - DAY)
    found = ProjectDesk().queryset_for(staff("office", round_.area))
    assert [p.title for p in found] == ["Projekt 3", "Projekt 5", "Projekt 4", "Projekt 1", "Projekt 2"]


def test_another_area_is_not_seen_at_all(client: Client, project: Project) -> None:
    other = a_project(title="Fremdes Projekt")
    client.force_login(office(project.area))
    assert "Fremdes Projekt" not in text_of(client.get(reverse("umsetzung:index")))
    assert client.get(reverse("umsetzung:item", args=[other.pk])).status_code == 404
    for each in ProjectDesk().actions:
        assert client.get(action(other, each.name)).status_code == 404
        assert client.post(action(other, each.name), {}).status_code == 404


@pytest.mark.parametrize("role", ["moderator", "assessor", "finance", "clerk", "editor", "returning_officer"])
@pytest.mark.parametrize("name", ["umsetzung:index", "umsetzung:projekte", "umsetzung:buchungen", "zuschlaege:index"])
def test_other_roles_are_sent_away(client: Client, project: Project, role: str, name: str) -> None:
    user = staff(role, project.area)
    user.groups.add(Group.objects.get(name="Staff"))
    client.force_login(user)
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["umsetzung:index", "umsetzung:projekte", "zuschlaege:index"])
def test_the_public_is_sent_to_sign_in(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_the_item_shows_money_steps_and_the_whole_history(desk: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(ends_on=datetime.date(2027, 7, 1))
    projects.plan_milestone(project=project, title="Fundament", due_on=NOON.date(), at=NOON, by=None)
    projects.report(
        project=project, title="Später", text="", ends_on=datetime.date(2027, 10, 1), reason="Frost", at=NOON, by=None
    )
    page = text_of(desk.get(reverse("umsetzung:item", args=[project.pk])))
    for said in ("Fundament", "Später", "1. Juli 2027 → 1. Oktober 2027", "Frost", "10.000\u00a0€"):
        assert said in page
    for each in ProjectDesk().actions:
        assert action(project, each.name) in page


@pytest.mark.parametrize("state", [State.DONE, State.DROPPED])
def test_a_finished_project_offers_only_what_is_still_possible(client: Client, state: str) -> None:
    project = a_project(state=state)
    client.force_login(office(project.area))
    page = text_of(client.get(reverse("umsetzung:item", args=[project.pk])))
    offered = [each.name for each in ProjectDesk().actions if action(project, each.name) in page]
    assert offered == ["neues", "geld", "bild"]
    answer = client.post(action(project, "fertig"), {"title": "Fertig", "reason": "Noch mal"})
    assert (answer.status_code, answer.context["form"]["reason"].value()) == (200, "Noch mal")
    empty = client.post(action(project, "fertig"))
    assert (empty.status_code, empty["Location"]) == (302, reverse("umsetzung:item", args=[project.pk]))
    assert Project.objects.get(pk=project.pk).state == state


@pytest.mark.parametrize("rows", [1, 30])
def test_the_desk_costs_the_same_whatever_its_length(rows: int, django_assert_num_queries: Any) -> None:
    desk, user = ProjectDesk(), office(many(rows).area)
    desk.headline(user)
    with django_assert_num_queries(2):
        found = list(desk.queryset_for(user))
        [column.get_value(row) for row in found for column in desk.columns[1:]]
    assert len(found) == rows


# actions


def future() -> str:
    return (timezone.localdate() + 30 * DAY).isoformat()


DONE = {
    "neues": {"title": "Baubeginn", "text": "Der Bagger rollt.", "state": "in_progress", "reason": "Auftrag erteilt"},
    "planen": {"contact": "Frau Yıldız", "summary": "Vier Bänke", "starts_on": "2027-04-01", "ends_on": "2027-07-01"},
    "schritt": {"title": "Fundament", "due_on": "2027-04-01"},
    "geld": {"kind": "spent", "amount": "1.200,50", "on": "2026-01-05", "note": "Holz"},
    "fertig": {"title": "Fertig", "text": "Sie stehen.", "reason": "Abgenommen"},
    "aufgeben": {"title": "Kein Bau", "reason": "Leitung", "reference": "Drs. 7/VI"},
}


@pytest.mark.parametrize(("name", "data"), DONE.items())
def test_an_action_is_done_and_leads_back(desk: Client, project: Project, name: str, data: dict[str, str]) -> None:
    assert desk.get(action(project, name)).status_code == 200
    answer = desk.post(action(project, name), data)
    assert (answer.status_code, answer["Location"]) == (302, reverse("umsetzung:item", args=[project.pk]))
    found = Project.objects.get(pk=project.pk)
    facts = {
        "neues": lambda: (found.state, found.updates.get().text) == (State.IN_PROGRESS, "Der Bagger rollt."),
        "planen": lambda: (found.contact, str(found.ends_on)) == ("Frau Yıldız", "2027-07-01"),
        "schritt": lambda: found.milestones.get().title == "Fundament",
        "geld": lambda: found.entries.get(kind="spent").cents == 1_200_50,
        "fertig": lambda: found.state == State.DONE,
        "aufgeben": lambda: (found.state, found.drop_reference) == (State.DROPPED, "Drs. 7/VI"),
    }
    assert facts[name]()


@pytest.mark.parametrize("amount", ["9" * 17, "12.4", "-5", "0", "fünf", ""])
def test_what_is_no_sum_is_said_beside_the_field(desk: Client, project: Project, amount: str) -> None:
    answer = desk.post(action(project, "geld"), DONE["geld"] | {"amount": amount})
    assert list(answer.context["form"].errors) == ["amount"]
    assert project.entries.filter(kind="spent").count() == 0


@pytest.mark.parametrize(
    ("name", "change", "code", "field"),
    [
        ("neues", {"reason": " "}, "no_reason", "reason"),
        ("neues", {"state": "", "text": " "}, "nothing_new", "text"),
        ("planen", {"ends_on": "2027-03-01"}, "upside_down", "ends_on"),
        ("geld", {"on": future()}, "in_future", "on"),
        ("geld", {"correction": "on"}, "below_zero", "amount"),
        ("geld", {"amount": "20.000"}, "no_reason", "reason"),
        ("fertig", {"reason": ""}, "no_reason", "reason"),
        ("aufgeben", {"reference": ""}, "no_reference", "reference"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(
    desk: Client, project: Project, name: str, change: dict[str, str], code: str, field: str
) -> None:
    answer = desk.post(action(project, name), DONE[name] | change)
    assert answer.context["form"].errors == {field: [phrases.refusal(code, {})]}
    page = text_of(answer)
    typed = next(value for key, value in (DONE[name] | change).items() if key in ("title", "note", "contact"))
    assert escape(typed) in page


def test_a_correction_is_booked_downwards(desk: Client, project: Project) -> None:
    desk.post(action(project, "geld"), DONE["geld"])
    desk.post(action(project, "geld"), DONE["geld"] | {"amount": "200", "correction": "on"})
    assert list(project.entries.filter(kind="spent").values_list("cents", flat=True)) == [1_200_50, -200_00]


def test_steps_are_moved_and_reached(desk: Client, project: Project) -> None:
    page = text_of(desk.get(reverse("umsetzung:item", args=[project.pk])))
    assert action(project, "erledigt") not in page
    step = Milestone.objects.create(project=project, title="Fundament", due_on=NOON.date())
    other = Milestone.objects.create(project=a_project(), title="Fremd", due_on=NOON.date())
    assert "Fremd" not in text_of(desk.get(action(project, "verschieben")))
    moved = {"milestone": step.pk, "due_on": "2027-09-01", "reason": "Frost"}
    assert desk.post(action(project, "verschieben"), moved).status_code == 302
    assert desk.post(action(project, "erledigt"), {"milestone": other.pk, "on": "2026-01-05"}).status_code == 200
    assert desk.post(action(project, "erledigt"), {"milestone": step.pk, "on": "2026-01-05"}).status_code == 302
    step.refresh_from_db()
    assert (str(step.due_on), str(step.reached_on)) == ("2027-09-01", "2026-01-05")


def test_only_offices_of_the_round_are_offered(desk: Client, project: Project) -> None:
    OfficeFactory(area=project.area, name="Grünflächenamt")
    OfficeFactory(name="Fremdes Amt")
    page = text_of(desk.get(action(project, "planen")))
    assert "Grünflächenamt" in page
    assert "Fremdes Amt" not in page


def a_photo(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, kind)
    return out.getvalue()


def test_a_picture_is_cleaned_and_shown(desk: Client, project: Project) -> None:
    data = {"moment": "after", "alt": "Vier Bänke", "picture": SimpleUploadedFile("IMG_1.png", a_photo("PNG"))}
    assert desk.post(action(project, "bild"), data).status_code == 302
    found = Project.objects.get(pk=project.pk)
    assert Image.open(found.picture_after).format == "JPEG"
    assert "IMG_1" not in found.picture_after.name
    assert found.picture_after_alt == "Vier Bänke"
    assert found.picture_after.url in text_of(desk.get(reverse("umsetzung:item", args=[project.pk])))


def test_what_is_no_picture_is_refused_beside_the_field(desk: Client, project: Project) -> None:
    data = {"moment": "after", "alt": "Vier Bänke", "picture": SimpleUploadedFile("a.jpg", b"MZ\x00")}
    answer = desk.post(action(project, "bild"), data)
    assert list(answer.context["form"].errors) == ["picture"]
    assert "Vier Bänke" in text_of(answer)


# files


def test_files_hold_the_own_areas_only(desk: Client, project: Project) -> None:
    a_project(title="Fremdes Projekt")
    for name, said in (("projekte", "Bänke am Weiher"), ("buchungen", "awarded")):
        answer = desk.get(reverse(f"umsetzung:{name}"))
        body = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
        assert answer["Content-Disposition"] == f'attachment; filename="{name}.csv"'
        assert said in body
        assert "Fremdes Projekt" not in body


# awards


def test_awards_become_projects_in_one_step(client: Client) -> None:
    result = a_result(costs=(COST, 2 * COST))
    round_ = result.paper.round
    client.force_login(office(round_.area))
    assert round_.title in text_of(client.get(reverse("zuschlaege:index")))
    item, make = (reverse(f"zuschlaege:{name}", args=[round_.pk]) for name in ("item", "zusagen"))
    assert make in text_of(client.get(item))
    assert client.post(make).status_code == 302
    assert sorted(p.award.cents for p in Project.objects.all()) == [COST, 2 * COST]
    assert make not in text_of(client.get(item))
    assert client.post(make).status_code == 302
    assert Project.objects.count() == 2


def test_a_hidden_round_can_be_prepared(client: Client) -> None:
    round_ = a_result().paper.round
    Round.objects.update(is_public=False)
    client.force_login(office(round_.area))
    client.post(reverse("zuschlaege:zusagen", args=[round_.pk]))
    assert Project.objects.count() == 1


def test_only_the_rounds_own_office_makes_projects(client: Client) -> None:
    round_ = a_result().paper.round
    client.force_login(office(a_result().paper.round.area))
    assert client.post(reverse("zuschlaege:zusagen", args=[round_.pk])).status_code == 404
    assert Project.objects.count() == 0


@pytest.mark.parametrize("desk", [ProjectDesk(), AwardDesk()])
def test_the_menu_shows_the_desks_to_the_office_only(rf: Any, desk: Any, project: Project) -> None:
    request = rf.get("/")
    for user, shown in ((staff("office", project.area), True), (UserFactory(), False)):
        request.user = user
        assert desk.get_menu_item().is_shown(request) is shown


def test_the_same_form_sent_twice_books_once(desk: Client, project: Project) -> None:
    address = f"/verwaltung/umsetzung/{project.pk}/geld/"
    key = str(desk.get(address).context["once"])
    money = {"kind": "spent", "amount": "10", "on": timezone.localdate().isoformat(), "note": "Holz", "once": key}
    answers = [desk.post(address, money) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert project.entries.filter(note="Holz").count() == 1
    assert desk.post(address, money | {"once": ""}).status_code == 302
    assert project.entries.filter(note="Holz").count() == 2


def test_a_refused_form_can_be_mended_and_sent_again(desk: Client, project: Project) -> None:
    address = f"/verwaltung/umsetzung/{project.pk}/geld/"
    key = str(desk.get(address).context["once"])
    today = timezone.localdate().isoformat()
    money = {"kind": "spent", "amount": "1.000.000", "on": today, "note": "Holz", "once": key}
    refused = desk.post(address, money)
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["reason"])
    assert refused.context["once"] == key
    assert desk.post(address, money | {"reason": "Der Stahl wurde teurer."}).status_code == 302
    assert project.entries.filter(note="Holz").count() == 1
