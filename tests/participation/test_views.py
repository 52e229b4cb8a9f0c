"""My page, residence, export, leaving; health; and the pages for when something went wrong."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import gettext, override

from participation import registration, views
from participation.models import Area, Residency, User
from participation.views import REFUSALS
from tests.factories.participation import (
    NOON,
    CityFactory,
    DistrictFactory,
    RegionFactory,
    UserFactory,
    a_round,
    resident,
    staff,
)


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory(email="ada@example.org", display_name="Ada")


@pytest.fixture
def client(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def sentences(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


OWN = ["/mein/", "/mein/wohnort/", "/mein/daten/", "/mein/loeschen/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", OWN)
@pytest.mark.parametrize("method", ["get", "post"])
def test_own_pages_ask_to_sign_in(path: str, method: str) -> None:
    response = getattr(Client(), method)(path)
    assert (response.status_code, response["Location"]) == (302, f"/konto/login/?next={path}")


@pytest.mark.parametrize("path", OWN)
def test_own_pages_are_kept_by_no_cache(path: str, client: Client) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]


# My page


def test_my_page_shows_what_can_be_done_now(client: Client) -> None:
    now = timezone.now()
    voting, collecting = a_round(phase="voting", now=now), a_round(phase="collecting", now=now)
    a_round(phase="voting", now=now, is_public=False)
    a_round(phase="assessing", now=now)
    page = client.get("/mein/")
    assert (page.context["voting"], page.context["collecting"]) == ([voting], [collecting])
    text = page.content.decode()
    assert f'href="/runden/{voting.slug}/abstimmen/"' in text
    assert f'href="/runden/{collecting.slug}/einreichen/"' in text
    assert text.index(voting.title) < text.index(collecting.title), "what ends with a vote comes first"


def test_my_page_without_a_round_says_so(client: Client) -> None:
    assert gettext("No round is collecting ideas or voting at the moment.") in client.get("/mein/").content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_my_page_takes_as_many_queries_for_one_round_as_for_ten(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        a_round(phase="voting", now=timezone.now())
        a_round(phase="collecting", now=timezone.now())
    client.get("/mein/")
    with django_assert_num_queries(11):
        assert client.get("/mein/").status_code == 200


@pytest.mark.parametrize(
    ("proof", "asks"), [(None, True), (Residency.Proof.DECLARED, True), (Residency.Proof.DESK, False)]
)
def test_my_page_asks_for_a_check_as_long_as_it_is_needed(
    proof: str | None, asks: bool, ada: User, client: Client
) -> None:
    if proof:
        Residency.objects.create(
            user=ada,
            area=DistrictFactory(name="Mitte"),
            born_on=datetime.date(1990, 1, 1),
            proof=proof,
            checked_at=NOON,
        )
    text = client.get("/mein/").content.decode()
    assert ('href="/mein/wohnort/"' in text) is asks
    assert ("Mitte" in text) is (proof is not None)


def test_name_and_language_are_changed(ada: User, client: Client) -> None:
    response = client.post("/mein/", {"display_name": "Ada Lovelace", "language": "en"})
    assert (response.status_code, response["Location"]) == (302, "/mein/")
    assert sentences(response) == [gettext("Saved.")]
    ada.refresh_from_db()
    assert (ada.display_name, ada.language) == ("Ada Lovelace", "en")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"display_name": "x" * 61}, "display_name"), ({"language": "xx"}, "language"), ({"language": ""}, "language")],
)
def test_a_wrong_name_or_language_is_refused_and_kept(changes: dict[str, str], field: str, client: Client) -> None:
    typed = {"display_name": "Neu", "language": "en"} | changes
    response = client.post("/mein/", typed)
    assert list(errors(response)) == [field]
    assert {name: response.context["form"][name].value() for name in typed} == typed
    assert User.objects.values_list("display_name", "language").get(email="ada@example.org") == ("Ada", "de")


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\u202eAda", "Ada\u0000"])
def test_a_name_is_only_ever_text(name: str, client: Client) -> None:
    response = client.post("/mein/", {"display_name": name, "language": "de"}, follow=True)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


# Residence


def test_people_choose_among_districts_and_regions(client: Client) -> None:
    city = CityFactory()
    district = DistrictFactory(parent=city, name="Mitte", key="01")
    region = RegionFactory(parent=district, name="Moabit")
    choices = client.get("/mein/wohnort/").context["form"].fields["area"].choices
    assert [(getattr(value, "value", value), label) for value, label in choices] == [
        ("", gettext("Please choose")), (district.pk, "Mitte"), (region.pk, "Mitte – Moabit"),
    ]  # fmt: skip


@pytest.mark.parametrize("born_on", ["1990-05-17", "17.05.1990"])
def test_a_residence_is_said(born_on: str, ada: User, client: Client) -> None:
    region = RegionFactory()
    response = client.post("/mein/wohnort/", {"area": region.pk, "born_on": born_on})
    assert (response.status_code, response["Location"]) == (302, "/mein/")
    assert sentences(response) == [gettext("Thank you. We have noted where you live.")]
    residency = Residency.objects.get(user=ada)
    assert (residency.area, residency.born_on, residency.proof) == (region, datetime.date(1990, 5, 17), "declared")
    form = client.get("/mein/wohnort/").context["form"]
    assert form.initial == {"area": region.pk, "born_on": datetime.date(1990, 5, 17)}
    assert 'value="1990-05-17"' in str(form["born_on"]), "a date field of the browser wants it so"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"area": ""}, "area", None),
        ({"area": "999999"}, "area", None),
        ({"area": "x"}, "area", None),
        ({"area": "city"}, "area", None),
        ({"born_on": ""}, "born_on", None),
        ({"born_on": "31.02.1990"}, "born_on", None),
        ({"born_on": "1850-01-01"}, "born_on", "born_wrong"),
        ({"born_on": "2999-01-01"}, "born_on", "born_wrong"),
    ],
)
def test_a_residence_that_cannot_be_is_refused_and_kept(
    changes: dict[str, str], field: str, sentence: str | None, client: Client
) -> None:
    district = DistrictFactory()
    typed = {"area": str(district.pk), "born_on": "1990-05-17"} | changes
    if typed["area"] == "city":
        typed["area"] = str(Area.objects.get(kind="city").pk)
    response = client.post("/mein/wohnort/", typed)
    found = errors(response)
    assert list(found) == [field]
    if sentence:
        assert found[field] == [str(REFUSALS[sentence])]
    assert {name: response.context["form"][name].value() for name in typed} == typed
    assert Residency.objects.count() == 0


def test_a_proven_residence_is_changed_at_a_desk_alone(ada: User, client: Client) -> None:
    district = DistrictFactory()
    Residency.objects.create(user=ada, area=district, born_on=datetime.date(1990, 1, 1), proof="desk", checked_at=NOON)
    response = client.post("/mein/wohnort/", {"area": DistrictFactory().pk, "born_on": "1990-05-17"})
    assert errors(response) == {"__all__": [str(REFUSALS["already_proven"])]}
    assert Residency.objects.get().area == district


# Export and leaving


def test_what_is_known_comes_as_a_file(ada: User, client: Client) -> None:
    response = client.get("/mein/daten/")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    assert json.loads(response.content) == registration.known_about(user=ada)


def test_umlauts_stay_readable_in_the_file(client: Client) -> None:
    client.post("/mein/", {"display_name": "Zoë Übermüth", "language": "de"})
    assert '"Zoë Übermüth"' in client.get("/mein/daten/").content.decode()


def test_leaving_takes_one_s_own_word(ada: User, client: Client) -> None:
    response = client.post("/mein/loeschen/", {})
    assert list(errors(response)) == ["sure"]
    assert User.objects.filter(pk=ada.pk).exists()


def test_who_leaves_is_gone_and_signed_out(client: Client) -> None:
    other = resident(DistrictFactory())
    response = client.post("/mein/loeschen/", {"sure": "on"})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert list(User.objects.all()) == [other]
    assert "_auth_user_id" not in client.session
    assert sentences(response) == [gettext("Your account is deleted. Your public ideas stay without your name.")]


def test_who_holds_a_role_is_told_what_to_do_first(db: None) -> None:
    user = staff("clerk", DistrictFactory())
    client = Client()
    client.force_login(user)
    response = client.post("/mein/loeschen/", {"sure": "on"})
    assert errors(response) == {"__all__": [str(REFUSALS["holds_role"])]}
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/mein/", "/mein/wohnort/", "/mein/loeschen/"])
def test_a_form_without_its_token_changes_nothing(path: str, ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    response = client.post(path, {"display_name": "Eve", "language": "de", "sure": "on"})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]
    assert User.objects.get(pk=ada.pk).display_name == "Ada"


# Health and errors


@pytest.mark.django_db
def test_health_asks_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = Client().get("/gesund/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("view", "template", "status"),
    [
        (views.bad_request, "400.html", 400),
        (views.permission_denied, "403.html", 403),
        (views.csrf_failure, "403_csrf.html", 403),
        (views.page_not_found, "404.html", 404),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_error_pages_are_ours_in_the_language_of_the_page(
    view: Any, template: str, status: int, language: str, client: Client
) -> None:
    request = client.get("/mein/daten/").wsgi_request
    with override(language):
        response = view(request)
    assert (response.status_code, f'<html lang="{language}">' in response.content.decode()) == (status, True)


def test_the_last_error_page_needs_nothing() -> None:
    """Neither a database nor a session: this test has none."""
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/gibt-es-nicht/", "/en/gibt-es-nicht/", "/mein/gibt-es-nicht/"])
def test_nothing_at_an_address_is_said_kindly(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, "404.html" in [template.name for template in response.templates]) == (404, True)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/konto/login/", "/en/konto/login/", "/konto/signup/", "/konto/password/reset/"])
@pytest.mark.parametrize("fields", [{"x": ["1"] * 1_001}, {"x": "1" * 2_700_000}])
def test_too_much_is_refused_with_one_sentence_everywhere(path: str, fields: dict[str, Any]) -> None:
    response = Client().post(path, fields, follow=True)
    said = {True: "It held more than one form can hold", False: "Es war mehr, als in ein Formular passt"}
    assert (response.status_code, said[path.startswith("/en/")] in response.content.decode()) == (400, True)
