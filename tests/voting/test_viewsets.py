"""The two desks of the vote: from admitted proposals to a published result, by clicks, by the right people only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.users.models import UserProfile

from participation.models import Phase, Round, User
from tests.factories.participation import DAY, CityFactory, UserFactory
from tests.factories.voting import (
    a_paper,
    admitted,
    cast,
    closed,
    colleague,
    computed,
    drawn_up,
    let_it_end,
    officer,
    published,
    voter,
    voting_round,
)
from voting import closing, papers, results, rights
from voting.models import Ballot, BallotPaper, Closing, Result, VoidRequest
from voting.viewsets import PaperDesk, ResultDesk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def desk(name: str, view: str = "index", *args: Any) -> str:
    return reverse(f"{name}:{view}", args=args)


def at(client: Client, person: User) -> None:
    """Sign somebody in at the staff area, in English."""
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "en"})
    client.force_login(person)


def text(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def buttons(client: Client, name: str, pk: int) -> list[str]:
    """The actions offered on an item's page."""
    page = client.get(desk(name, "item", pk))
    assert page.status_code == 200
    return re.findall(rf'href="/verwaltung/{name}/{pk}/(\w+)/"', page.content.decode())


def test_the_whole_way_by_clicks(client: Client) -> None:
    round = voting_round()
    for cents in (100_000, 200_000):
        admitted(round, cents=cents)
    first, second = officer(round), officer(round)
    at(client, first)
    assert buttons(client, "stimmzettel", round.pk) == ["losen"]
    client.post(desk("stimmzettel", "losen", round.pk), {"seed": "1 2 3"})
    assert buttons(client, "stimmzettel", round.pk) == ["losen", "zeugen", "einfrieren"]
    client.post(desk("stimmzettel", "einfrieren", round.pk))
    paper = BallotPaper.objects.get()
    assert (paper.is_frozen, paper.frozen_by, paper.settings["lot_seed"]) == (True, first, "1 2 3")
    assert buttons(client, "stimmzettel", round.pk) == ["zuruecknehmen", "entziehen"]
    cast(paper, 1)
    let_it_end(paper)
    assert buttons(client, "stimmzettel", round.pk) == ["zuruecknehmen", "entziehen", "schliessen"]
    client.post(desk("stimmzettel", "schliessen", round.pk))
    assert Closing.objects.get().ballots == 1
    assert buttons(client, "stimmzettel", round.pk) == ["zuruecknehmen"]
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen"]
    client.post(desk("ergebnisse", "auszaehlen", paper.pk))
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen"]
    at(client, second)
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen", "bestaetigen"]
    client.post(desk("ergebnisse", "bestaetigen", paper.pk))
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen", "veroeffentlichen"]
    client.post(desk("ergebnisse", "veroeffentlichen", paper.pk))
    result = Result.objects.get()
    assert (result.computed_by, result.certified_by, result.published_by) == (first, second, second)


def test_two_officers_destroy_the_keys_when_nobody_can_object_any_more(client: Client) -> None:
    result = published()
    paper = result.paper
    first, second = officer(paper.round), officer(paper.round)
    at(client, first)
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen", "schluessel"]
    answer = client.post(desk("ergebnisse", "schluessel", paper.pk))
    assert "Objections are still possible. The keys stay until then." in text(answer)
    Result.objects.filter(pk=result.pk).update(published_at=timezone.now() - closing.OBJECTION)
    client.post(desk("ergebnisse", "schluessel", paper.pk))
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen"]
    at(client, second)
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen", "vernichten"]
    client.post(desk("ergebnisse", "vernichten", paper.pk))
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen"]
    assert Closing.objects.get().keys_destroyed_by == second
    assert "Keys destroyed" in text(client.get(desk("ergebnisse", "item", paper.pk)))


# Who gets in


@pytest.mark.parametrize("name", ["stimmzettel", "ergebnisse"])
@pytest.mark.parametrize("role", ["moderator", "assessor", "finance", "clerk", "editor", None])
def test_others_are_not_let_in_and_see_no_menu_item(client: Client, name: str, role: str | None) -> None:
    paper = closed()
    person = colleague(role, paper.round.area) if role else UserFactory()
    at(client, person)
    key = paper.round_id if name == "stimmzettel" else paper.pk
    for address in (
        desk(name),
        desk(name, "item", key),
        desk(name, "losen" if name == "stimmzettel" else "auszaehlen", key),
    ):
        answer = client.get(address)
        assert answer.status_code in (302, 403)
        assert "Vorschlag 1" not in text(answer)
    assert not Result.objects.exists()


@pytest.mark.parametrize("name", ["stimmzettel", "ergebnisse"])
def test_officers_of_another_district_see_and_do_nothing_here(client: Client, name: str) -> None:
    paper = closed()
    at(client, officer(voting_round()))
    key = paper.round_id if name == "stimmzettel" else paper.pk
    assert paper.round.title not in text(client.get(desk(name)))
    assert client.get(desk(name, "item", key)).status_code == 404
    action = "zuruecknehmen" if name == "stimmzettel" else "auszaehlen"
    assert client.post(desk(name, action, key)).status_code == 404
    assert not Result.objects.exists()


def test_an_officer_of_the_city_works_for_all_districts(client: Client) -> None:
    paper = closed()
    at(client, colleague("returning_officer", CityFactory()))
    assert paper.round.title in text(client.get(desk("stimmzettel")))
    assert buttons(client, "ergebnisse", paper.pk) == ["auszaehlen"]


def test_the_district_office_draws_up_and_publishes_and_does_not_freeze_or_count(client: Client) -> None:
    round = voting_round()
    admitted(round)
    office = colleague("office", round.area)
    at(client, office)
    assert buttons(client, "stimmzettel", round.pk) == ["losen"]
    client.post(desk("stimmzettel", "losen", round.pk), {"seed": ""})
    assert buttons(client, "stimmzettel", round.pk) == ["losen"]
    client.post(desk("stimmzettel", "einfrieren", round.pk))
    assert not BallotPaper.objects.get().is_frozen
    paper = closed()
    at(client, colleague("office", paper.round.area))
    assert buttons(client, "ergebnisse", paper.pk) == []
    client.post(desk("ergebnisse", "auszaehlen", paper.pk))
    assert not Result.objects.exists()
    results.certify(result=computed(paper), at=timezone.now(), by=officer(paper.round))
    assert buttons(client, "ergebnisse", paper.pk) == ["veroeffentlichen"]
    client.post(desk("ergebnisse", "veroeffentlichen", paper.pk))
    assert Result.objects.published().count() == 1


# What is seen


def test_before_publication_only_officers_see_the_count(client: Client) -> None:
    """Invariant 19, inside the house."""
    paper = closed(votes=[[1, 2], [1]])
    computed(paper)
    at(client, colleague("office", paper.round.area))
    office = text(client.get(desk("ergebnisse", "item", paper.pk)))
    assert "Only returning officers see the count before it is published." in office
    assert "Funded at step" not in office
    at(client, officer(paper.round))
    assert "Funded at step 1, with 2 votes" in text(client.get(desk("ergebnisse", "item", paper.pk)))
    published(paper)
    at(client, colleague("office", paper.round.area))
    assert "Funded at step 1, with 2 votes" in text(client.get(desk("ergebnisse", "item", paper.pk)))


def test_before_the_close_the_desk_shows_the_turnout_and_no_votes(client: Client) -> None:
    paper = a_paper()
    for _ in range(3):
        cast(paper, 1)
    at(client, officer(paper.round))
    page = text(client.get(desk("stimmzettel", "item", paper.round_id)))
    assert "Ballots in the box 3" in page
    assert "Votes" not in page
    assert client.get(desk("ergebnisse", "item", paper.pk)).status_code == 404


def test_lists_say_first_what_waits(client: Client) -> None:
    round = voting_round()
    by = officer(round)
    at(client, by)
    assert PaperDesk().headline(by) == "1 round has no frozen ballot paper yet."
    paper = a_paper(round=round)
    assert PaperDesk().headline(by) == "Every round has its ballot paper."
    let_it_end(paper)
    voting_round(area=round.area)
    assert PaperDesk().headline(by) == "1 box can be shut. 1 round has no frozen ballot paper yet."
    assert ResultDesk().headline(by) == "Every shut box has its published result."
    closed(paper, votes=[])
    assert ResultDesk().headline(by) == "1 shut box has no published result yet."
    assert "1 round has no frozen ballot paper yet." in text(client.get(desk("stimmzettel")))
    assert "1 shut box has no published result yet." in text(client.get(desk("ergebnisse")))


STATES = [
    (voting_round, "not drawn up yet"),
    (lambda: drawn_up().round, "drawn up, not frozen yet"),
    (lambda: a_paper().round, "open for voting"),
    (lambda: let_it_end(a_paper()).round, "vote over, box not shut yet"),
    (lambda: closed().round, "box shut"),
]


@pytest.mark.parametrize(("made", "state"), STATES)
def test_a_round_says_how_far_its_paper_is(client: Client, made: Any, state: str) -> None:
    round = made()
    at(client, officer(round))
    assert state in text(client.get(desk("stimmzettel")))
    assert f"{round.title}: {state}" in text(client.get(desk("stimmzettel", "item", round.pk)))


# Refusals stand in the form


def test_what_is_refused_is_said_in_the_form(client: Client) -> None:
    round = voting_round()
    at(client, officer(round))
    answer = client.post(desk("stimmzettel", "losen", round.pk), {"seed": ""})
    assert "No proposal of this round is admitted yet." in text(answer)
    paper = drawn_up(round=round)
    Phase.objects.filter(round=round, kind=Phase.Kind.VOTING).update(ends_at=paper.closes_at + DAY)
    answer = client.post(desk("stimmzettel", "einfrieren", round.pk))
    assert "The dates of the vote have changed since the paper was drawn up." in text(answer)
    assert not BallotPaper.objects.get().is_frozen


def test_a_withdrawal_needs_a_reason_and_keeps_what_was_typed(client: Client) -> None:
    paper = a_paper()
    at(client, officer(paper.round))
    address = desk("stimmzettel", "zuruecknehmen", paper.round_id)
    answer = client.post(address, {"number": 2, "reason": " "})
    assert 'value="2" selected' in answer.content.decode()
    assert paper.options.filter(withdrawn_at__isnull=False).count() == 0
    client.post(address, {"number": 2, "reason": "Verkauft."})
    assert paper.options.get(withdrawn_at__isnull=False).number == 2
    assert 'value="2"' not in client.get(address).content.decode()


def test_an_altered_box_is_said_and_not_counted(client: Client) -> None:
    paper = closed()
    paper.ballots.first().delete()
    at(client, officer(paper.round))
    answer = client.post(desk("ergebnisse", "auszaehlen", paper.pk))
    assert "The box no longer has the hash of the closing." in text(answer)
    assert not Result.objects.exists()


# Queries


@pytest.mark.parametrize("name", ["stimmzettel", "ergebnisse"])
def test_the_lists_ask_the_same_number_of_times_for_1_and_for_6_rows(client: Client, name: str) -> None:
    title = closed(a_paper(costs=(100_000,)), votes=[]).round.title
    by = colleague("returning_officer", CityFactory())
    at(client, by)
    for _ in range(2):  # what is read once in the life of a session
        client.get(desk(name))
    counts = []
    for more in (0, 5):
        for _ in range(more):
            computed(closed(a_paper(costs=(100_000,)), votes=[]))
        with CaptureQueriesContext(connection) as found:
            assert title in text(client.get(desk(name)))
        counts.append(len(found))
    assert Round.objects.count() == 6
    assert counts[0] == counts[1]


# Voiding a right


def test_two_officers_void_a_right_and_the_voter_reads_it(client: Client) -> None:
    paper = a_paper()
    person, first, second = voter(paper), officer(paper.round), officer(paper.round)
    cast(paper, 1, by=person)
    ask, confirm = (desk("stimmzettel", name, paper.round_id) for name in ("entziehen", "entzug"))
    at(client, first)
    client.post(ask, {"email": person.email.upper(), "reason": "Doppelt gemeldet."})
    assert buttons(client, "stimmzettel", paper.round_id) == ["zuruecknehmen", "entziehen"]
    at(client, second)
    assert buttons(client, "stimmzettel", paper.round_id) == ["zuruecknehmen", "entziehen", "entzug"]
    page = text(client.get(desk("stimmzettel", "item", paper.round_id)))
    assert "Doppelt gemeldet." in page
    assert person.email not in page
    client.post(confirm, {"email": person.email})
    assert not Ballot.objects.exists()
    assert buttons(client, "stimmzettel", paper.round_id) == ["zuruecknehmen", "entziehen"]
    client.force_login(person)
    ballot = text(client.get(f"/en/runden/{paper.round.slug}/abstimmen/"))
    assert "Your right to vote in this round was withdrawn." in ballot
    assert "You have voted already" not in ballot
    assert 'type="checkbox"' not in client.get(f"/en/runden/{paper.round.slug}/abstimmen/").content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"email": "niemand@example.org"}, "email", "There is no account with this address."),
        ({"email": "keine Adresse"}, "email", "Enter a valid email address."),
        ({"reason": "  "}, "reason", "This field is required."),
        ({}, "email", "Somebody has asked for it already. A second returning officer confirms it."),
    ],
)
def test_a_faulty_request_is_told_beside_its_field_and_kept(
    client: Client, typed: dict[str, str], field: str, said: str
) -> None:
    paper = a_paper()
    person, by = voter(paper), officer(paper.round)
    rights.ask_to_void(paper=paper, user=person, reason="x", at=timezone.now(), by=by)
    at(client, officer(paper.round))
    sent = {"email": person.email, "reason": "Doppelt."} | typed
    response = client.post(desk("stimmzettel", "entziehen", paper.round_id), sent)
    assert list(response.context["form"].errors) == [field]
    assert said in text(response)
    assert {name: response.context["form"][name].value() for name in sent} == sent


def test_only_officers_void_and_only_while_the_box_is_open(client: Client) -> None:
    paper = a_paper()
    at(client, colleague("office", paper.round.area))
    assert buttons(client, "stimmzettel", paper.round_id) == []
    client.post(desk("stimmzettel", "entziehen", paper.round_id), {"email": voter(paper).email, "reason": "x"})
    at(client, officer(paper.round))
    shut = closed(paper)
    assert buttons(client, "stimmzettel", shut.round_id) == ["zuruecknehmen"]
    client.post(desk("stimmzettel", "entziehen", paper.round_id), {"email": voter(paper).email, "reason": "x"})
    assert not VoidRequest.objects.exists()


# Witnesses of the log


def test_witnesses_are_named_until_the_paper_is_frozen_and_what_was_typed_is_kept(client: Client) -> None:
    paper = drawn_up()
    at(client, officer(paper.round))
    where = desk("stimmzettel", "zeugen", paper.round.pk)
    wrong = client.post(where, {"addresses": "rat@example.org\nkeine Adresse"})
    assert wrong.status_code == 200
    assert "This is not an e-mail address: keine" in text(wrong)
    assert "rat@example.org\nkeine Adresse" in wrong.content.decode()
    six = client.post(where, {"addresses": "\n".join(f"z{number}@example.org" for number in range(6))})
    assert "Please name five addresses at most." in text(six)
    client.post(where, {"addresses": "rat@example.org, dsb@example.org\nrat@example.org"})
    paper.refresh_from_db()
    assert paper.witnesses == ["rat@example.org", "dsb@example.org"]
    assert "rat@example.org, dsb@example.org" in text(client.get(desk("stimmzettel", "item", paper.round.pk)))
    papers.freeze(paper=paper, at=timezone.now())
    assert "zeugen" not in buttons(client, "stimmzettel", paper.round.pk)
