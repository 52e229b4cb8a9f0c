"""Signing up, confirming, signing in: in German, and without telling who has an account."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import gettext

from participation.models import User
from tests.factories.participation import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "ein-langes-passwort"


def sign_up(client: Client, prefix: str = "", **changes: str) -> Any:
    typed = {"email": "ada@example.org", "password1": PASSWORD, "display_name": "Ada L."} | changes
    return client.post(f"{prefix}/konto/signup/", typed)


def link_in(letter: Any) -> str:
    found = re.search(r"http://testserver(/\S*confirm-email/\S+)", letter.body)
    assert found, letter.body
    return found[1]


@pytest.mark.parametrize(("prefix", "language"), [("", "de"), ("/en", "en")])
def test_from_sign_up_to_my_page(prefix: str, language: str) -> None:
    client = Client()
    response = sign_up(client, prefix)
    assert (response.status_code, response["Location"]) == (302, f"{prefix}/konto/confirm-email/")
    user = User.objects.get()
    assert (user.email, user.display_name, user.language) == ("ada@example.org", "Ada L.", language)
    assert user.emailaddress_set.get().verified is False
    assert "_auth_user_id" not in client.session, "the address is confirmed first"

    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    link = link_in(letter)
    assert client.get(link).status_code == 200
    assert user.emailaddress_set.get().verified is False, "mail scanners open links: a click alone confirms nothing"
    client.post(link)
    assert user.emailaddress_set.get().verified is True

    response = client.post(f"{prefix}/konto/login/", {"login": "ADA@example.org", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, f"{prefix}/mein/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_first_mail_is_german_and_says_sie() -> None:
    sign_up(Client())
    (letter,) = mail.outbox
    text = f"{letter.subject}\n{letter.body}"
    assert re.findall(r"\b(?:Bitte|bestätigen|Sie|Ihre?)\b", text) != []
    assert re.findall(r"\b(?:Hello|please|confirm your|you|Du|dein|deine)\b", re.sub(r"http\S+", "", text)) == []
    assert "example.com" not in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "keine Adresse"}, "email"),
        ({"password1": "kurz"}, "password1"),
        ({"password1": "passwort123"[:9]}, "password1"),
        ({"password1": ""}, "password1"),
        ({"display_name": ""}, "display_name"),
        ({"display_name": "x" * 61}, "display_name"),
    ],
)
def test_what_was_typed_wrongly_is_said_beside_the_field_and_kept(changes: dict[str, str], field: str) -> None:
    response = sign_up(Client(), **changes)
    assert response.status_code == 200
    form = response.context["form"]
    assert list(form.errors) == [field]
    typed = {"email": "ada@example.org", "display_name": "Ada L."} | changes
    assert {name: form[name].value() for name in ("email", "display_name")} == {
        name: typed[name] for name in ("email", "display_name")
    }
    assert (User.objects.count(), mail.outbox) == (0, [])


def test_a_password_like_the_address_or_known_to_all_is_refused() -> None:
    for password in ("ada@example.org", "1234567890", "password123"):
        assert list(sign_up(Client(), password1=password).context["form"].errors) == ["password1"], password


def visible(response: Any) -> str:
    """What somebody sees who does not know the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_sign_up_does_not_tell_who_has_an_account() -> None:
    known = UserFactory(email="ada@example.org")
    pages = {email: sign_up(Client(), email=email) for email in ("ada@example.org", "ada2@example.org")}
    assert [(page.status_code, page["Location"]) for page in pages.values()] == [(302, "/konto/confirm-email/")] * 2
    assert User.objects.filter(email="ada@example.org").get() == known
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"], ["ada2@example.org"]]
    assert "confirm-email" not in mail.outbox[0].body, "whoever has an account is told so, by mail alone"


def test_a_wrong_password_and_an_unknown_address_look_alike() -> None:
    UserFactory(email="ada@example.org")
    pages = []
    for email in ("ada@example.org", "bob@example.org"):
        response = Client().post("/konto/login/", {"login": email, "password": "ganz-falsch"})
        form = response.context["form"]
        assert (response.status_code, form["login"].value()) == (200, email)
        pages.append((visible(response).replace(email, ""), list(form.non_field_errors()), list(form.errors)))
    assert pages[0] == pages[1]
    assert pages[0][1] == [gettext("The email address and/or password you specified are not correct.")]
    assert pages[0][1] != ["The email address and/or password you specified are not correct."], "in German"


def test_a_forgotten_password_does_not_tell_who_has_an_account() -> None:
    UserFactory(email="ada@example.org")
    pages = [
        Client().post("/konto/password/reset/", {"email": email}) for email in ("ada@example.org", "bob@example.org")
    ]
    assert [(page.status_code, page["Location"]) for page in pages] == [(302, "/konto/password/reset/done/")] * 2


def test_a_password_is_set_anew_by_the_link_in_the_mail() -> None:
    user = UserFactory(email="ada@example.org")
    client = Client()
    client.post("/konto/password/reset/", {"email": "ada@example.org"})
    link = re.search(r"http://testserver(/konto/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    page = client.get(link[1])
    client.post(page["Location"], {"password1": "noch-ein-langes-passwort", "password2": "noch-ein-langes-passwort"})
    user.refresh_from_db()
    assert user.check_password("noch-ein-langes-passwort")


def test_an_address_that_is_not_confirmed_does_not_sign_in() -> None:
    UserFactory(email="ada@example.org", confirmed=False)
    client = Client()
    response = client.post("/konto/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/konto/confirm-email/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("target", "lands"),
    [("/verwaltung/", "/verwaltung/"), ("https://boese.example/", "/mein/"), ("//boese.example/", "/mein/")],
)
def test_after_signing_in_one_stays_on_this_site(target: str, lands: str) -> None:
    user = UserFactory()
    response = Client().post(
        f"/konto/login/?next={target}", {"login": user.email, "password": PASSWORD, "next": target}
    )
    assert response["Location"] == lands


def test_signing_out_takes_a_click() -> None:
    client = Client()
    client.force_login(UserFactory())
    assert client.get("/konto/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/konto/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session
