"""The desks: who sees which item, what each action does, what a refusal looks like."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participation import registration
from participation.models import Area, Role, User
from proposals import discussion, phrases, queues
from proposals.models import Assessment, Comment, Proposal, Report
from proposals.states import State
from proposals.viewsets import CommentDesk, ModerationDesk
from tests.factories.participation import DistrictFactory, UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal, an_assessment, an_objection, an_office, many, move

pytestmark = pytest.mark.django_db

DESKS = {
    "vorschlaege": {Role.Name.MODERATOR},
    "pruefung": {Role.Name.ASSESSOR, Role.Name.FINANCE},
    "kommentare": {Role.Name.MODERATOR},
    "meldungen": {Role.Name.MODERATOR},
    "einsprueche": {Role.Name.MODERATOR},
}


@pytest.fixture
def area() -> Area:
    return DistrictFactory(key="07")


def colleague(area: Area, *roles: str) -> User:
    user = UserFactory()
    for role in roles:
        registration.grant_role(user=user, area=area, name=role, at=timezone.now())
    return user


def made(state: str = State.PUBLISHED, *, area: Area, **fields: Any) -> Proposal:
    now = timezone.now()
    return a_proposal(state, at=now, round=a_round(area=area, now=now), **fields)


def a_comment(proposal: Proposal) -> Comment:
    return discussion.comment(proposal=proposal, text="Grob!", by=UserFactory(), key=uuid.uuid4(), at=timezone.now())


def a_report(proposal: Proposal, **fields: Any) -> Report:
    return discussion.report(proposal=proposal, reason="insult", at=timezone.now(), **fields)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestWhoIsLetIn:
    @pytest.mark.parametrize("desk", DESKS)
    @pytest.mark.parametrize("role", [*Role.Name.values, "none", "anonymous"])
    def test_the_list(self, client: Client, area: Area, desk: str, role: str) -> None:
        if role != "anonymous":
            client.force_login(colleague(area, role) if role != "none" else UserFactory())
        response = client.get(reverse(f"{desk}:index"))
        assert (response.status_code == 200) == (role in DESKS[desk])

    @pytest.mark.parametrize("desk", DESKS)
    def test_the_menu(self, client: Client, area: Area, desk: str) -> None:
        for role in Role.Name.values:
            client.force_login(colleague(area, role))
            shown = reverse(f"{desk}:index") in client.get("/verwaltung/").content.decode()
            assert shown == (role in DESKS[desk])

    def test_items_of_other_areas_are_not_found(self, client: Client, area: Area) -> None:
        elsewhere = DistrictFactory(key="08")
        proposal = made(State.SUBMITTED, area=area)
        public = made(area=area)
        checked = made(State.IN_ASSESSMENT, area=area)
        items = {
            ("vorschlaege", "veroeffentlichen"): proposal.pk,
            ("pruefung", "nicht-machbar"): checked.pk,
            ("kommentare", "entfernen"): a_comment(public).pk,
            ("meldungen", "beantworten"): a_report(public).pk,
            ("einsprueche", "stattgeben"): an_objection(made(State.REFUSED, area=area), at=timezone.now()).pk,
        }
        client.force_login(colleague(elsewhere, "moderator", "assessor", "finance"))
        for (desk, action), pk in items.items():
            assert client.get(reverse(f"{desk}:item", args=[pk])).status_code == 404
            assert client.post(reverse(f"{desk}:{action}", args=[pk]), {"text": "x"}).status_code == 404
            assert f"/{desk}/{pk}/" not in client.get(reverse(f"{desk}:index")).content.decode()
        proposal.refresh_from_db()
        assert proposal.state == State.SUBMITTED

    def test_drafts_are_nobodys_business(self, client: Client, area: Area) -> None:
        proposal = made(State.SUBMITTED, area=area)
        Proposal.objects.update(state=State.DRAFT)
        client.force_login(colleague(area, "moderator"))
        assert client.get(reverse("vorschlaege:item", args=[proposal.pk])).status_code == 404


@pytest.mark.parametrize("desk", DESKS)
def test_queries_of_the_list_do_not_grow(client: Client, area: Area, desk: str) -> None:
    """The same with one item and with thirty; at most 20, Wagtail's own shell and menus included."""
    now = timezone.now()
    round = a_round(area=area, now=now)
    client.force_login(colleague(area, "moderator", "assessor", "finance"))
    needed = []
    for count in (1, 29):
        for _ in range(count):
            proposal = a_proposal(State.IN_ASSESSMENT if desk == "pruefung" else State.SUBMITTED, at=now, round=round)
            if desk in ("kommentare", "meldungen"):
                move("publish", proposal, by=UserFactory(), at=now)
                proposal.refresh_from_db()
                a_report(proposal, comment=a_comment(proposal))
            if desk == "einsprueche":
                move("refuse", proposal, by=UserFactory(), at=now)
                an_objection(proposal, at=now)
        client.get(reverse(f"{desk}:index"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"{desk}:index"))
        needed.append(len(asked))
    assert needed[0] == needed[1] <= 20


class TestModeration:
    @pytest.fixture
    def moderator(self, client: Client, area: Area) -> User:
        user = colleague(area, "moderator")
        client.force_login(user)
        return user

    @pytest.mark.parametrize(
        ("action", "state", "fields", "target"),
        [
            ("veroeffentlichen", State.SUBMITTED, {}, State.PUBLISHED),
            ("veroeffentlichen", State.SUBMITTED, {"text": "Gern"}, State.PUBLISHED),
            ("zurueckgeben", State.SUBMITTED, {"text": "Wo genau?"}, State.RETURNED),
            ("ablehnen", State.SUBMITTED, {"reason_code": "duplicate", "text": "Gibt es"}, State.REFUSED),
            ("ablehnen", State.PUBLISHED, {"reason_code": "duplicate", "text": "Gibt es"}, State.REFUSED),
            (
                "weitergeben",
                State.PUBLISHED,
                {"forwarded_to": "BVG", "text": "Die BVG", "answer_due": "2027-05-01"},
                State.FORWARDED,
            ),
            ("uebergeben", State.PUBLISHED, {}, State.IN_ASSESSMENT),
        ],
    )
    def test_each_action_does_what_it_says(
        self, client: Client, moderator: User, area: Area, action: str, state: str, fields: Any, target: str
    ) -> None:
        proposal = made(state, area=area)
        address = reverse(f"vorschlaege:{action}", args=[proposal.pk])
        assert client.get(address).status_code == 200
        response = client.post(address, fields)
        proposal.refresh_from_db()
        review = proposal.reviews.latest("pk")
        assert (response["location"], proposal.state) == (reverse("vorschlaege:index"), target)
        assert (review.text, review.by) == (fields.get("text", ""), moderator)

    def test_merging(self, client: Client, moderator: User, area: Area) -> None:
        proposal = made(State.SUBMITTED, area=area)
        other = a_proposal(round=proposal.round, at=timezone.now(), title="Die andere")
        address = reverse("vorschlaege:zusammenfuehren", args=[proposal.pk])
        assert "2 – Die andere" in text_of(client.get(address))
        client.post(address, {"other": other.pk, "text": "Dasselbe"})
        proposal.refresh_from_db()
        assert (proposal.state, proposal.merged_into) == (State.MERGED, other)

    @pytest.mark.parametrize(
        ("action", "fields", "field"),
        [
            ("zurueckgeben", {"internal_note": "merken"}, "text"),
            ("ablehnen", {"text": "Nein", "internal_note": "merken"}, "reason_code"),
            ("ablehnen", {"reason_code": "duplicate", "internal_note": "merken"}, "text"),
            ("zusammenfuehren", {"text": "Gleich", "internal_note": "merken"}, "other"),
            ("weitergeben", {"text": "BVG", "internal_note": "merken"}, "forwarded_to"),
        ],
    )
    def test_what_is_missing_is_said_and_what_was_typed_stays(
        self, client: Client, moderator: User, area: Area, action: str, fields: dict[str, str], field: str
    ) -> None:
        proposal = made(State.SUBMITTED, area=area)
        response = client.post(reverse(f"vorschlaege:{action}", args=[proposal.pk]), fields)
        assert list(response.context["form"].errors) == [field]
        assert ">merken</textarea>" in text_of(response).replace("> merken", ">merken")
        proposal.refresh_from_db()
        assert proposal.state == State.SUBMITTED

    def test_only_possible_actions_are_offered(self, client: Client, moderator: User, area: Area) -> None:
        offered = {
            state: {
                button["action"].name
                for button in client.get(reverse("vorschlaege:item", args=[made(state, area=area).pk])).context[
                    "buttons"
                ]
            }
            for state in WAYS
        }
        both = {"ablehnen", "zusammenfuehren", "weitergeben"}
        assert offered == {state: set() for state in WAYS} | {
            State.SUBMITTED: both | {"veroeffentlichen", "zurueckgeben"},
            State.PUBLISHED: both | {"uebergeben"},
        }

    def test_a_colleague_was_quicker(self, client: Client, moderator: User, area: Area) -> None:
        proposal = made(State.SUBMITTED, area=area)
        move("publish", proposal, by=UserFactory(), at=timezone.now())
        response = client.post(reverse("vorschlaege:zurueckgeben", args=[proposal.pk]), {"text": "Wo?"})
        proposal.refresh_from_db()
        assert (response.status_code, proposal.state) == (200, State.PUBLISHED)
        # What was typed is still there, below the sentence.
        assert response.context["form"]["text"].value() == "Wo?"
        assert response.context["form"].non_field_errors()[0].startswith("Das geht jetzt nicht")
        again = client.post(reverse("vorschlaege:zurueckgeben", args=[proposal.pk]), {"text": " "})
        assert (again.status_code, again["Location"]) == (302, reverse("vorschlaege:item", args=[proposal.pk]))

    def test_nobody_decides_on_their_own_idea(self, client: Client, moderator: User, area: Area) -> None:
        proposal = made(State.SUBMITTED, area=area, by=moderator)
        client.post(reverse("vorschlaege:veroeffentlichen", args=[proposal.pk]), {})
        proposal.refresh_from_db()
        assert proposal.state == State.SUBMITTED

    def test_the_item_shows_all_there_is(self, client: Client, moderator: User, area: Area) -> None:
        author = UserFactory(display_name="Ada <b>")
        proposal = made(area=area, by=author, estimate_cents=123_400)
        a_proposal(round=proposal.round, by=author, at=timezone.now())
        comment = a_comment(proposal)
        report = a_report(proposal)
        page = text_of(client.get(reverse("vorschlaege:item", args=[proposal.pk])))
        for part in (
            "Vier Bänke aus Holz am Rundweg um den Weiher.",
            "Ältere Menschen brauchen Pausen.",
            "Rundweg am Weiher",
            "1.234\xa0€",
            "Ada &lt;b&gt;",
            reverse("kommentare:entfernen", args=[comment.pk]),
            reverse("meldungen:item", args=[report.pk]),
        ):
            assert part.replace("\xa0", " ") in page.replace("\xa0", " ")

    def test_the_first_line_says_what_waits(self, client: Client, moderator: User, area: Area) -> None:
        made(State.SUBMITTED, area=area)
        oldest = queues.waiting_in_moderation(moderator).oldest
        assert oldest is not None
        headline = ModerationDesk().headline(moderator)
        assert phrases.say_day(oldest) in headline
        assert headline in text_of(client.get(reverse("vorschlaege:index")))

    @pytest.mark.parametrize("query", ["?state=submitted", "?q=Weiher", "?round=1", "?state=zzz", "?p=99", "?q=%00"])
    def test_filters_and_search(self, client: Client, moderator: User, area: Area, query: str) -> None:
        made(State.SUBMITTED, area=area)
        assert client.get(reverse("vorschlaege:index") + query).status_code in (200, 404)


class TestAssessment:
    VERDICT = {
        "verdict": "feasible",
        "cost_likely_cents": "1.200",
        "statement": "Das geht.",
    }

    @pytest.fixture
    def proposal(self, area: Area) -> Proposal:
        return made(State.IN_ASSESSMENT, area=area)

    def test_verdict_and_signature_by_two_people(self, client: Client, area: Area, proposal: Proposal) -> None:
        client.force_login(colleague(area, "assessor"))
        address = reverse("pruefung:bewerten", args=[proposal.pk])
        assert client.get(address).status_code == 200
        client.post(address, self.VERDICT | {"office": an_office(area).pk, "cost_max_cents": "1.500,50"})
        made_ = Assessment.objects.get()
        costs = (made_.cost_min_cents, made_.cost_likely_cents, made_.cost_max_cents, made_.yearly_cents)
        assert costs == (120_000, 120_000, 150_050, 0)
        client.force_login(colleague(area, "finance"))
        page = client.get(reverse("pruefung:unterschreiben", args=[proposal.pk]))
        assert page.context["form"].initial == {"assessment": made_.pk}
        client.post(reverse("pruefung:unterschreiben", args=[proposal.pk]), {"assessment": made_.pk})
        proposal.refresh_from_db()
        assert proposal.state == State.ADMITTED

    def test_not_feasible(self, client: Client, area: Area, proposal: Proposal) -> None:
        client.force_login(colleague(area, "assessor"))
        client.post(
            reverse("pruefung:nicht-machbar", args=[proposal.pk]),
            {
                "office": an_office(area).pk,
                "verdict": "not_ours",
                "reason_code": "not_in_competence",
                "statement": "Land",
            },
        )
        proposal.refresh_from_db()
        assert (proposal.state, Assessment.objects.get().verdict) == (State.INFEASIBLE, "not_ours")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"cost_likely_cents": "0"}, "cost_likely_cents"),
            ({"cost_likely_cents": "viel"}, "cost_likely_cents"),
            ({"cost_min_cents": "2.000"}, "cost_likely_cents"),
            ({"cost_likely_cents": "20.000,01"}, "cost_likely_cents"),
            ({"statement": ""}, "statement"),
            ({"office": "999"}, "office"),
            ({"verdict": "infeasible"}, "verdict"),
        ],
    )
    def test_mistakes_stand_beside_their_field(
        self, client: Client, area: Area, proposal: Proposal, fields: dict[str, str], field: str
    ) -> None:
        client.force_login(colleague(area, "assessor"))
        data = self.VERDICT | {"office": str(an_office(area).pk)} | fields
        response = client.post(reverse("pruefung:bewerten", args=[proposal.pk]), data)
        assert list(response.context["form"].errors) == [field]
        assert Assessment.objects.count() == 0

    def test_offices_elsewhere_cannot_be_chosen(self, client: Client, area: Area, proposal: Proposal) -> None:
        client.force_login(colleague(area, "assessor"))
        other = an_office(DistrictFactory(key="08"))
        data = self.VERDICT | {"office": other.pk}
        response = client.post(reverse("pruefung:bewerten", args=[proposal.pk]), data)
        assert list(response.context["form"].errors) == ["office"]

    def test_a_newer_verdict_is_not_signed_unseen(self, client: Client, area: Area, proposal: Proposal) -> None:
        older = an_assessment(proposal, at=timezone.now())
        an_assessment(proposal, cost=999, at=timezone.now())
        client.force_login(colleague(area, "finance"))
        for seen in (older.pk, 10**9):
            response = client.post(reverse("pruefung:unterschreiben", args=[proposal.pk]), {"assessment": seen})
            assert list(response.context["form"].errors) == ["__all__"]
        proposal.refresh_from_db()
        assert proposal.state == State.IN_ASSESSMENT

    def test_nobody_signs_their_own_verdict(self, client: Client, area: Area, proposal: Proposal) -> None:
        both = colleague(area, "assessor", "finance")
        made_ = an_assessment(proposal, by=both, at=timezone.now())
        client.force_login(both)
        page = client.get(reverse("pruefung:item", args=[proposal.pk]))
        assert {button["action"].name for button in page.context["buttons"]} == {"bewerten", "nicht-machbar"}
        client.post(reverse("pruefung:unterschreiben", args=[proposal.pk]), {"assessment": made_.pk})
        proposal.refresh_from_db()
        assert proposal.state == State.IN_ASSESSMENT

    def test_the_item_shows_the_verdict_that_waits(self, client: Client, area: Area, proposal: Proposal) -> None:
        an_assessment(proposal, cost=123_400, at=timezone.now(), internal_note="Nur intern")
        client.force_login(colleague(area, "finance"))
        page = text_of(client.get(reverse("pruefung:item", args=[proposal.pk]))).replace("\xa0", " ")
        assert "1.234 €" in page
        assert "Nur intern" in page


class TestCommentsAndReports:
    def test_a_comment_is_removed_once(self, client: Client, area: Area) -> None:
        comment = a_comment(made(area=area))
        client.force_login(colleague(area, "moderator"))
        address = reverse("kommentare:entfernen", args=[comment.pk])
        assert list(client.post(address, {"reason": " "}).context["form"].errors) == ["reason"]
        assert client.post(address, {"reason": "Beleidigung"}).status_code == 302
        comment.refresh_from_db()
        assert comment.removed_reason == "Beleidigung"
        client.post(address, {"reason": "Noch einmal"})
        comment.refresh_from_db()
        assert comment.removed_reason == "Beleidigung"
        assert "Beleidigung" in text_of(client.get(reverse("kommentare:item", args=[comment.pk])))

    def test_a_report_is_answered(self, client: Client, area: Area) -> None:
        proposal = made(area=area)
        report = a_report(proposal, comment=a_comment(proposal), email="a@example.org", text="Schlimm")
        client.force_login(colleague(area, "moderator"))
        page = text_of(client.get(reverse("meldungen:item", args=[report.pk])))
        assert ("Grob!" in page, "Schlimm" in page, "a@example.org" in page) == (True, True, True)
        response = client.post(reverse("meldungen:beantworten", args=[report.pk]), {"outcome": "Entfernt"})
        report.refresh_from_db()
        assert (response["location"], report.outcome) == (reverse("meldungen:index"), "Entfernt")


def test_the_filter_offers_only_rounds_of_the_list(client: Client) -> None:
    here, hidden = a_round(), a_round(is_public=False)
    many(here, 1, state=State.SUBMITTED)
    many(hidden, 1, state=State.SUBMITTED)
    client.force_login(colleague(here.area, "moderator"))
    field = client.get("/verwaltung/vorschlaege/").context["filters"].form.fields["round"]
    assert (list(field.queryset), str(field.label)) == ([here], "Runde")
    assert client.get(f"/verwaltung/vorschlaege/?round={hidden.pk}").context["filters"].is_valid() is False


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "In den letzten sieben Tagen kam kein Kommentar."),
        (1, "1 Kommentar kam in den letzten sieben Tagen."),
        (2, "2 Kommentare kamen in den letzten sieben Tagen."),
    ],
)
def test_the_first_line_counts_the_week_s_comments(area: Area, count: int, said: str) -> None:
    proposal, moderator = made(area=area), colleague(area, "moderator")
    for _ in range(count):
        a_comment(proposal)
    old, removed = a_comment(proposal), a_comment(proposal)
    Comment.objects.filter(pk=old.pk).update(at=timezone.now() - datetime.timedelta(days=8))
    discussion.remove_comment(comment=removed, reason="Grob", by=moderator, at=timezone.now())
    assert CommentDesk().headline(moderator) == said
