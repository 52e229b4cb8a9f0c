"""The complaint against a refusal: who may object until when, who decides, what follows, what is told to whom."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from participation import audit
from participation.models import LogEntry, Role, User
from participation.notifications import settings as conf
from proposals import moderation, objections, queries, queues, rules
from proposals.models import Objection, Proposal, Review
from proposals.moves import MoveRefused
from proposals.objections import ObjectionRefused
from proposals.states import State
from tests.factories.participation import DAY, NOON, UserFactory, a_round, staff
from tests.factories.proposals import WAYS, a_proposal, an_objection, refused_in_public
from tests.participation.staff_area import at_work, colleague, errors, listed, sentences

pytestmark = pytest.mark.django_db


def author_of(proposal: Proposal) -> User:
    assert proposal.author is not None
    return proposal.author


def moderators(proposal: Proposal) -> tuple[User, User]:
    """The one who refuses, and a second one."""
    return colleague("moderator", proposal.area), colleague("moderator", proposal.area)


@pytest.fixture
def refused() -> Proposal:
    return refused_in_public()


# The month


@pytest.mark.parametrize(
    ("day", "until"),
    [
        ("2027-03-10", "2027-04-10"),
        ("2027-01-31", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2027-03-31", "2027-04-30"),
        ("2027-12-15", "2028-01-15"),
        ("2027-11-30", "2027-12-30"),
        ("2027-02-28", "2027-03-28"),
    ],
)
def test_a_month_ends_on_the_same_number_or_with_the_month(day: str, until: str) -> None:
    at = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(12), datetime.UTC)
    assert Review(at=at).objection_until == datetime.date.fromisoformat(until)


def test_the_day_is_that_of_the_city() -> None:
    late = datetime.datetime(2027, 3, 10, 23, 30, tzinfo=datetime.UTC)  # half past midnight in Berlin
    assert Review(at=late).objection_until == datetime.date(2027, 4, 11)


@pytest.mark.parametrize(("days", "taken"), [(0, True), (30, True), (31, True), (32, False), (400, False)])
def test_objecting_is_possible_for_a_month(days: int, taken: bool, refused: Proposal) -> None:
    """Refused on 10 March: 31 days later it is 10 April, the last day."""
    at = NOON + days * DAY
    author, refusal = author_of(refused), queries.refusal_of(refused)
    assert rules.can_object(author, refused, refusal, day=timezone.localdate(at)) is taken
    if taken:
        assert an_objection(refused, at=at).at == at
        return
    with pytest.raises(ObjectionRefused) as no:
        an_objection(refused, at=at)
    assert (no.value.code, no.value.facts) == ("objection_over", {"day": datetime.date(2027, 4, 10)})


# Who, what, how often


@pytest.mark.parametrize("state", WAYS)
def test_only_what_is_refused_can_be_objected_to(state: str) -> None:
    proposal = a_proposal(state)
    refusal = queries.refusal_of(proposal)
    assert rules.can_object(proposal.author, proposal, refusal, day=NOON.date()) is (state == State.REFUSED)
    if state == State.REFUSED:
        assert an_objection(proposal).review == refusal
        return
    with pytest.raises(MoveRefused) as no:
        an_objection(proposal)
    assert (no.value.code, no.value.facts) == ("wrong_state", {"state": State(state)})


@pytest.mark.parametrize("who", ["stranger", "moderator", "operator"])
def test_only_the_author_objects(who: str, refused: Proposal) -> None:
    people = {
        "stranger": UserFactory,
        "moderator": lambda: staff("moderator", refused.area),
        "operator": lambda: UserFactory(is_superuser=True),
    }
    person = people[who]()
    assert not rules.can_object(person, refused, queries.refusal_of(refused), day=NOON.date())
    with pytest.raises(ObjectionRefused) as no:
        objections.file(proposal=refused, text="Doch!", by=person, at=NOON)
    assert no.value.code == "objection_not_yours"


@pytest.mark.parametrize("text", ["", "  ", "\r\n"])
def test_it_needs_words(text: str, refused: Proposal) -> None:
    with pytest.raises(ObjectionRefused) as no:
        an_objection(refused, text=text)
    assert (no.value.code, Objection.objects.count()) == ("objection_empty", 0)


def test_it_counts_once_and_the_same_form_twice_is_one(refused: Proposal) -> None:
    first = an_objection(refused, text="Doch!")
    assert an_objection(refused, text=" Doch! ", at=NOON + DAY) == first
    with pytest.raises(ObjectionRefused) as no:
        an_objection(refused, text="Und noch etwas.")
    assert (no.value.code, Objection.objects.get().text) == ("objection_twice", "Doch!")


def test_a_new_refusal_can_be_objected_to_anew(refused: Proposal) -> None:
    objections.uphold(objection=an_objection(refused), answer="Ja.", by=UserFactory(), at=NOON)
    moderation.refuse(proposal=refused, reason_code="duplicate", text="Doppelt.", by=UserFactory(), at=NOON)
    refused.refresh_from_db()
    assert an_objection(refused).review.text == "Doppelt."
    assert Objection.objects.count() == 2


# The decision


@pytest.mark.parametrize(("verb", "state"), [("uphold", State.PUBLISHED), ("reject", State.REFUSED)])
@pytest.mark.parametrize("published", [True, False])
def test_a_second_person_decides(
    verb: str, state: str, published: bool, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = refused_in_public() if published else a_proposal(State.REFUSED)
    objection, second = an_objection(proposal), UserFactory()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        getattr(objections, verb)(objection=objection, answer=" Wir haben neu geprüft. ", by=second, at=NOON + DAY)
    proposal.refresh_from_db()
    objection.refresh_from_db()
    assert (objection.upheld, objection.answer, objection.decided_by, objection.decided_at) == (
        verb == "uphold", "Wir haben neu geprüft.", second, NOON + DAY,
    )  # fmt: skip
    assert (proposal.state, queries.is_public(proposal)) == (state, published or verb == "uphold")
    entry = LogEntry.objects.get(action=f"proposals.{verb}_objection")
    assert (entry.subject, entry.actor_id, entry.area, entry.detail) == (
        f"proposals.Proposal:{proposal.pk}", second.pk, proposal.area, {"objection": objection.pk},
    )  # fmt: skip
    assert audit.first_fault() is None
    [letter] = mail.outbox
    assert letter.to == [author_of(proposal).email]
    assert (
        letter.subject
        == {
            "uphold": "Sie hatten recht, Ihr Vorschlag geht weiter: Bänke am Weiher",
            "reject": "Die Antwort auf Ihren Einspruch: Bänke am Weiher",
        }[verb]
    )
    assert "Wir haben neu geprüft." in letter.body
    assert f"{conf.WAGTAILADMIN_BASE_URL}/vorschlaege/{proposal.pk}/einspruch/" in letter.body


def test_an_upheld_objection_is_a_move_with_its_answer(refused: Proposal) -> None:
    objections.uphold(objection=an_objection(refused), answer="Ja.", by=UserFactory(), at=NOON)
    last = refused.transitions.last()
    assert last is not None
    assert last.review is not None
    assert (last.move, last.from_state, last.to_state) == ("reinstate", State.REFUSED, State.PUBLISHED)
    assert (last.review.decision, last.review.text, last.review.reason_code) == ("reinstate", "Ja.", "")


@pytest.mark.parametrize("verb", ["uphold", "reject"])
@pytest.mark.parametrize(
    ("case", "code"),
    [("first moderator", "second_person"), ("author", "second_person"), ("no reason", "answer_missing"),
     ("decided", "objection_decided")],
)  # fmt: skip
def test_what_cannot_be_decided(verb: str, case: str, code: str, refused: Proposal) -> None:
    objection = an_objection(refused)
    refusal = queries.refusal_of(refused)
    assert refusal is not None
    assert refusal.by is not None
    people = {"first moderator": refusal.by, "author": author_of(refused)}
    if case == "decided":
        objections.reject(objection=objection, answer="Nein.", by=UserFactory(), at=NOON)
    answer = "  " if case == "no reason" else "Doch."
    with pytest.raises(ObjectionRefused) as no:
        getattr(objections, verb)(objection=objection, answer=answer, by=people.get(case, UserFactory()), at=NOON)
    objection.refresh_from_db()
    assert (no.value.code, objection.upheld) == (code, False if case == "decided" else None)
    refused.refresh_from_db()
    assert refused.state == State.REFUSED


@pytest.mark.parametrize("role", Role.Name.values)
@pytest.mark.parametrize("where", ["district", "city", "elsewhere"])
def test_who_may_decide(role: str, where: str, refused: Proposal) -> None:
    areas = {"district": refused.area, "city": refused.area.parent, "elsewhere": a_round().area}
    person = staff(role, areas[where])
    assert rules.can_decide_objection(person, an_objection(refused)) is (role == "moderator" and where != "elsewhere")


def test_neither_the_first_moderator_nor_the_author_nor_anybody_afterwards() -> None:
    first = UserFactory()
    author = UserFactory()
    proposal = a_proposal(State.REFUSED, staff=first, by=author)
    objection = an_objection(proposal)
    for person in (first, author):
        Role.objects.create(user=person, area=proposal.area, name="moderator", granted_at=NOON)
        assert not rules.can_decide_objection(person, objection)
    second = staff("moderator", proposal.area)
    assert rules.can_decide_objection(second, objection)
    objections.reject(objection=objection, answer="Nein.", by=second, at=NOON)
    objection.refresh_from_db()
    assert not rules.can_decide_objection(second, objection)


@pytest.mark.parametrize(
    "bad",
    [
        {"upheld": True},
        {"answer": "Ja."},
        {"decided_at": NOON},
        {"upheld": False, "decided_at": NOON},
        {"upheld": True, "answer": "Ja."},
        {"text": ""},
    ],
)
def test_the_database_holds_that_a_decision_is_whole(bad: dict[str, Any], refused: Proposal) -> None:
    objection = an_objection(refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(**bad)


def test_one_refusal_has_one_objection(refused: Proposal) -> None:
    review = an_objection(refused).review
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(review=review, text="Noch einmal", at=NOON)


# The author's pages


def today(**fields: Any) -> Proposal:
    """Refused now, in public."""
    return refused_in_public(at=timezone.now(), round=a_round(now=timezone.now()), **fields)


def test_from_my_ideas_to_the_objection_and_back(client: Client) -> None:
    proposal = today()
    client.force_login(author_of(proposal))
    address = f"/vorschlaege/{proposal.pk}/einspruch/"
    for page in ("/mein/vorschlaege/", f"/vorschlaege/{proposal.pk}/"):
        assert f'href="{address}"' in client.get(page).content.decode()
    sent = client.post(address, {"text": "Der Ort steht doch da."})
    assert (sent.status_code, sent["Location"]) == (302, address)
    after = client.get(address)
    assert sentences(after) == ["Vielen Dank. Eine zweite Person prüft jetzt neu und schreibt Ihnen."]
    assert (after.context["allowed"], after.context["objection"]) == (False, Objection.objects.get())
    for page in ("/mein/vorschlaege/", f"/vorschlaege/{proposal.pk}/"):
        assert f'href="{address}"' not in client.get(page).content.decode()
    assert "Eine zweite Person prüft neu." in client.get("/mein/vorschlaege/").content.decode()


def test_the_answer_to_an_objection_is_said_once_among_my_ideas(client: Client) -> None:
    proposal = today()
    objection = an_objection(proposal, at=timezone.now())
    objections.uphold(objection=objection, answer="Das haben wir übersehen.", by=UserFactory(), at=timezone.now())
    client.force_login(author_of(proposal))
    assert client.get("/mein/vorschlaege/").content.decode().count("Das haben wir übersehen.") == 1


def test_an_empty_objection_is_said_beside_the_field(client: Client) -> None:
    proposal = today()
    client.force_login(author_of(proposal))
    assert errors(client.post(f"/vorschlaege/{proposal.pk}/einspruch/", {"text": " "})) == {
        "text": ["Bitte schreiben Sie, warum Sie es anders sehen."]
    }


def test_too_late_is_said_and_what_was_typed_stays(client: Client) -> None:
    proposal = today()
    Review.objects.update(at=timezone.now() - 40 * DAY)
    client.force_login(author_of(proposal))
    response = client.post(f"/vorschlaege/{proposal.pk}/einspruch/", {"text": "Mein langer Text"})
    [sentence] = errors(response)["__all__"]
    assert sentence.startswith("Einspruch war bis ")
    assert "Mein langer Text" in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_others_there_is_no_such_page(method: str, client: Client) -> None:
    proposal = today()
    address = f"/vorschlaege/{proposal.pk}/einspruch/"
    client.force_login(staff("moderator", proposal.area))
    assert getattr(client, method)(address, {"text": "x"}).status_code == 404
    assert getattr(Client(), method)(address)["Location"] == f"/konto/login/?next={address}"


def test_the_mail_of_a_refusal_says_until_when(django_capture_on_commit_callbacks: Any) -> None:
    proposal = a_proposal(State.SUBMITTED)
    with django_capture_on_commit_callbacks(execute=True):
        moderation.refuse(proposal=proposal, reason_code="duplicate", text="Doppelt.", by=UserFactory(), at=NOON)
    letter = mail.outbox[-1]
    assert "Dann können Sie einmal Einspruch einlegen, bis 10. April 2027." in " ".join(letter.body.split())
    assert f"/vorschlaege/{proposal.pk}/einspruch/" in letter.body


def test_what_is_known_of_a_person_holds_the_objection(client: Client) -> None:
    proposal = today()
    an_objection(proposal, at=timezone.now())
    client.force_login(author_of(proposal))
    [row] = client.get("/mein/daten/").json()["records"]["Einsprüche"]
    assert row["text"] == "Der Ort steht doch da."


# The desk


def test_the_desk_shows_what_waits_for_whoever_may_decide() -> None:
    proposal = today()
    first, second = moderators(proposal)
    Review.objects.filter(decision="refuse").update(by=first)
    objection = an_objection(proposal, at=timezone.now())
    for person, count in ((first, 0), (second, 1), (colleague("moderator", a_round().area), 0)):
        assert queues.open_objections(person).count == count
    assert (listed(at_work(first), "einsprueche"), listed(at_work(second), "einsprueche")) == ([objection], [objection])
    page = at_work(second).get(f"/verwaltung/einsprueche/{objection.pk}/").content.decode()
    assert ("Der Ort steht doch da." in page, "stattgeben/" in page, "zurueckweisen/" in page) == (True, True, True)
    assert "stattgeben/" not in at_work(first).get(f"/verwaltung/einsprueche/{objection.pk}/").content.decode()
    who = "Wer abgelehnt hat, entscheidet nicht über den Einspruch."
    pages = [at_work(person).get(f"/verwaltung/einsprueche/{objection.pk}/") for person in (first, second)]
    assert [who in response.content.decode() for response in pages] == [True, False]
    assert "wartet auf Sie" in at_work(second).get("/verwaltung/").content.decode()


@pytest.mark.parametrize(
    ("action", "state", "sentence"),
    [
        (
            "stattgeben",
            State.PUBLISHED,
            "Der Vorschlag ist veröffentlicht. Die einreichende Person bekommt eine E-Mail.",
        ),
        ("zurueckweisen", State.REFUSED, "Es bleibt bei der Ablehnung. Die einreichende Person bekommt eine E-Mail."),
    ],
)
def test_the_desk_decides(action: str, state: str, sentence: str) -> None:
    proposal = today()
    client = at_work(colleague("moderator", proposal.area))
    objection = an_objection(proposal, at=timezone.now())
    address = f"/verwaltung/einsprueche/{objection.pk}/{action}/"
    assert list(errors(client.post(address, {"answer": ""}))) == ["answer"]
    response = client.post(address, {"answer": "Neu geprüft."})
    proposal.refresh_from_db()
    assert (sentences(response)[-1:], response["Location"]) == ([sentence], "/verwaltung/einsprueche/")
    assert proposal.state == state


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_for_one_as_for_thirty(count: int, django_assert_num_queries: Any) -> None:
    round_ = a_round(now=timezone.now())
    for _ in range(count):
        an_objection(refused_in_public(at=timezone.now(), round=round_), at=timezone.now())
    client = at_work(colleague("moderator", round_.area))
    client.get("/verwaltung/einsprueche/")
    with django_assert_num_queries(12):
        assert len(listed(client, "einsprueche")) == count
