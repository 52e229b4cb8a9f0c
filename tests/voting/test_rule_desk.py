"""The desk that compares rules: who may, when, what it says, and what it does with a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from participation.models import User
from tests.factories.participation import DistrictFactory, UserFactory
from tests.factories.voting import (
    a_paper,
    closed,
    colleague,
    computed,
    let_it_end,
    officer,
    published,
    voting_round,
)  # fmt: skip
from tests.voting.test_simulation import FILE
from voting import rule_forms, rule_tables, rules, simulation
from voting.allocation import Settings
from voting.models import BallotPaper, Result
from voting.rule_desk import REFUSALS

pytestmark = pytest.mark.django_db
ASKED = "?a-rule=greedy&a-min_votes=0&b-rule=equal-shares&b-completion=add1-utilitarian&c-rule="


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def item(paper: BallotPaper, asked: str = "") -> str:
    return reverse("regelvergleich:item", args=[paper.pk]) + asked


def at(client: Client, person: User) -> None:
    UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "en"})
    client.force_login(person)


def text(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def shut(projects: int = 3, **fields: Any) -> BallotPaper:
    round_ = voting_round(cents=1_000_000, area=DistrictFactory(key="01"))
    return closed(a_paper(round=round_, costs=(400_000,) * projects), **fields)


@pytest.mark.parametrize("ended", [False, True])
def test_live_ballots_are_compared_for_nobody_the_operator_included(client: Client, ended: bool) -> None:
    paper = let_it_end(a_paper()) if ended else a_paper()
    operator = UserFactory(is_superuser=True)
    for person in (operator, officer(paper.round), colleague("office", paper.round.area)):
        at(client, person)
        assert client.get(item(paper, ASKED)).status_code == 404
        assert not rules.can_compare_rules(person, paper.round, closed=False, published=False)


@pytest.mark.parametrize(
    ("role", "before", "after"),
    [("returning_officer", 200, 200), ("office", 404, 200), ("moderator", 302, 302)],
)
def test_before_publication_only_those_who_see_the_count(client: Client, role: str, before: int, after: int) -> None:
    paper = shut()
    person = colleague(role, paper.round.area)
    at(client, person)
    found = [client.get(item(paper, ASKED)).status_code]
    allowed = [rules.can_compare_rules(person, paper.round, closed=True, published=False)]
    published(paper)
    found.append(client.get(item(paper, ASKED)).status_code)
    allowed.append(rules.can_compare_rules(person, paper.round, closed=True, published=True))
    assert (found, allowed) == ([before, after], [before == 200, after == 200])


def test_a_colleague_of_another_district_finds_nothing(client: Client) -> None:
    paper = shut()
    at(client, colleague("returning_officer", DistrictFactory(key="02")))
    assert client.get(item(paper)).status_code == 404


def test_the_rules_stand_side_by_side(client: Client) -> None:
    result = computed(shut(votes=[[1, 2], [1], [3]]))
    at(client, officer(result.paper.round))
    response = client.get(item(result.paper, ASKED))
    assert response.context["headings"] == [
        "As decided", "Most votes first", "Equal shares (Money left over: larger shares, then by votes)",
    ]  # fmt: skip
    assert [table.key for table in response.context["tables"]] == ["measures", "area", "topic", "projects"]
    measures = {row[0]: row[1:] for row in response.context["tables"][0].rows}
    assert measures["Money given away"] == ["€8,000"] * 3
    assert "A comparison decides nothing." in text(response)
    assert Result.objects.count() == 1


def test_before_anything_is_asked_three_rules_are_proposed(client: Client) -> None:
    paper = shut()
    at(client, officer(paper.round))
    response = client.get(item(paper))
    assert [form["rule"].value() for form in response.context["columns"]] == ["greedy", "equal-shares", "phragmen"]
    assert response.context["tables"] == []


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        ("a-rule=phragmen&a-utility=cardinality", "utility", "This rule knows no such setting."),
        ("a-rule=greedy&a-completion=add1", "completion", "This rule knows no such setting."),
        ("a-rule=dictator", "rule", "Select a valid choice. dictator is not one of the available choices."),
        ("a-rule=greedy&a-min_votes=viele", "min_votes", "Enter a whole number."),
        ("a-rule=greedy&a-min_votes=-1", "min_votes", "Ensure this value is greater than or equal to 0."),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(client: Client, asked: str, field: str, sentence: str) -> None:
    paper = shut()
    at(client, officer(paper.round))
    response = client.get(item(paper, f"?{asked}"))
    form = response.context["columns"][0]
    with override("en"):
        assert [error[: len(sentence)] for error in form.errors[field]] == [sentence]
    assert (response.context["tables"], form["rule"].value()) == ([], asked.split("&")[0].split("=")[1])


def test_points_that_nobody_gave_are_said(client: Client) -> None:
    paper = shut()
    at(client, officer(paper.round))
    assert "These ballots carry no points." in text(client.get(item(paper, "?a-rule=greedy&a-utility=points")))


def test_every_refusal_has_its_sentence() -> None:
    assert set(REFUSALS) == {"not_closed", "paper_altered", "box_altered", "too_large", "no_points"}


@pytest.mark.parametrize("projects", [1, 30])
def test_the_queries_do_not_grow(client: Client, projects: int) -> None:
    paper = shut(projects, votes=[[1]])
    at(client, officer(paper.round))
    client.get(item(paper, ASKED))
    with CaptureQueriesContext(
        connection,
    ) as counted:
        client.get(item(paper, ASKED))
    assert len(counted) == 17


# A file


def sent(client: Client, content: bytes | str, **fields: Any) -> HttpResponse:
    data = content if isinstance(content, bytes) else content.encode()
    columns = {"a-rule": "greedy", "b-rule": "equal-shares", "c-rule": ""}
    return client.post(
        reverse("regelvergleich:file"), {"file": SimpleUploadedFile("kiez.pb", data), **columns, **fields}
    )


@pytest.fixture
def office(client: Client) -> Client:
    at(client, colleague("office", DistrictFactory(key="01")))
    return client


def test_a_file_is_compared_and_forgotten(office: Client) -> None:
    response = sent(office, FILE)
    assert response.context["headings"] == ["Most votes first", "Equal shares"]
    assert [table.key for table in response.context["tables"]] == ["measures", "category", "projects"]
    assert "Kiezgeld" in text(response)
    assert BallotPaper.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (FILE.replace("a1;500.50", "a1;viel"), "Line 12 is not as the format wants it: “a1;viel;Ampel;Verkehr”."),
        (FILE.replace("4;c3", "4;x9"), "Line 19 is not as the format wants it: “4;x9”."),
        ("", "Line 1 is not as the format wants it: “”."),
        (b"META\nkey;value\n\xff\xfe", "Line 3 is not as the format wants it: “"),
        (b"\x89PNG\r\n\x1a\n\x00", "Line 1 is not as the format wants it: “"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(office: Client, content: Any, error: str) -> None:
    response = sent(office, content)
    [said] = response.context["form"].errors["file"]
    assert said[: len(error)] == error
    assert "tables" not in response.context or not response.context["tables"]
    assert response.context["columns"][0]["rule"].value() == "greedy"


def test_no_file_and_too_large_a_file_are_refused(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    response = office.post(reverse("regelvergleich:file"), {"a-rule": "greedy"})
    with override("en"):
        assert response.context["form"].errors["file"] == ["This field is required."]
    monkeypatch.setattr(rule_forms, "LARGEST", 10)
    [said] = sent(office, FILE).context["form"].errors["file"]
    assert said.startswith("This file has ")


def test_columns_of_a_file_have_their_errors_too(office: Client) -> None:
    response = sent(office, FILE, **{"a-rule": "phragmen", "a-utility": "points"})
    assert list(response.context["columns"][0].errors) == ["utility"]
    assert "Please look at the marked fields." in text(response)


def test_residents_have_no_such_page(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse("regelvergleich:file")).status_code == 403


# Words


@pytest.mark.parametrize(
    ("votes", "language", "row"),
    [
        ([[1]], "de", "Vorschlag 1 (1 Stimme, 4.000\u00a0€)"),
        ([[1], [1]], "de", "Vorschlag 1 (2 Stimmen, 4.000\u00a0€)"),
        ([[1]], "en", "Vorschlag 1 (1 vote, €4,000)"),
    ],
)
def test_a_single_vote_is_said_as_one(votes: list[list[int]], language: str, row: str) -> None:
    found = simulation.of_paper(paper=shut(1, votes=votes), rules=[Settings("greedy")], result=None)
    with override(language):
        table = rule_tables.tables(found, currency="EUR")[-1]
    assert (table.rows, table.numbers) == ([[row, "●"]], False)


@pytest.mark.parametrize(("votes", "said"), [([[1], [2]], "yes"), ([[1], [1], [2]], "no")])
def test_whether_equals_were_decided_by_an_order_is_said_of_each_rule(votes: list[list[int]], said: str) -> None:
    round_ = voting_round(cents=500_000, area=DistrictFactory(key="01"))
    paper = closed(a_paper(round=round_, costs=(400_000,) * 2), votes=votes)
    found = simulation.of_paper(paper=paper, rules=[Settings("greedy")] * 2, result=computed(paper))
    measures = rule_tables.tables(found, currency="EUR")[0]
    assert measures.rows[-1] == ["Did an order among equals decide?", said, said, said]
    assert measures.numbers


def test_amounts_stand_at_the_right_and_marks_do_not(client: Client) -> None:
    paper = shut(votes=[[1, 2], [1], [3]])
    at(client, officer(paper.round))
    said = client.get(item(paper, ASKED)).content.decode()
    assert said.count('<td class="numbers">') == 16  # 2 rules: 6 measures, 1 district, 1 topic
    assert said.count('<th scope="col" class="numbers">') == 6
    assert (said.count("<td><span"), said.count("<td></td>")) == (4, 2)  # 3 projects: the marks


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (None, "As decided"),
        (Settings("greedy"), "Most votes first"),
        (Settings("greedy", misfit="stop", min_votes=5),
         "Most votes first (What does not fit the pot: ends the count; at least 5 votes)"),
        (Settings("equal-shares", completion="add1", comparison="exclusion"),
         "Equal shares (Money left over: larger shares;"
         " Compared with most votes first: that wins if fewer ballots get none)"),
        (Settings("max-utility"), "Greatest total benefit"),
    ],
)  # fmt: skip
def test_rules_in_words(settings: Settings | None, words: str) -> None:
    assert rule_tables.rule_in_words(settings) == words
