"""Content policy on every answer, the staff area behind a role and a second factor, one log-in for all."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.messages import get_messages
from django.test import Client
from django.utils.translation import gettext

from participation import registration
from participation.models import Round, User
from tests.factories.participation import NOON, DistrictFactory, UserFactory, a_round

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'self'",
    "manifest-src": "'self'",
    "frame-ancestors": "'none'",
}
STAFF = STRICT | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
}


def policy(response: Any) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


def member(role: str = "office", *, second_factor: bool = False) -> User:
    user = UserFactory()
    registration.grant_role(user=user, area=DistrictFactory(), name=role, at=NOON)
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gesund/", 200),
        ("/konto/login/", 200),
        ("/en/konto/login/", 200),
        ("/mein/", 302),
        ("/gibt-es-nicht/", 404),
        ("/verwaltung-gibt-es-nicht/", 404),
    ],
)
def test_public_pages_load_nothing_but_our_own(path: str, status: int) -> None:
    response = Client().get(path)
    assert (response.status_code, policy(response)) == (status, STRICT)


@pytest.mark.parametrize(
    "path", ["/verwaltung/", "/verwaltung/runden/", "/verwaltung/protokoll/", "/verwaltung/gebiete/"]
)
def test_the_staff_area_may_run_wagtail_s_own_scripts(path: str) -> None:
    response = signed_in(member()).get(path)
    assert (response.status_code, policy(response)) == (200, STAFF)


def test_one_answer_does_not_loosen_the_next() -> None:
    client = signed_in(member())
    client.get("/verwaltung/")
    assert policy(client.get("/gesund/")) == STRICT


def test_a_browser_is_told_to_be_careful() -> None:
    headers = Client().get("/gesund/").headers
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == (
        "DENY", "nosniff", "same-origin",
    )  # fmt: skip


def test_a_visit_sets_no_cookie() -> None:
    for path in ("/gesund/", "/gibt-es-nicht/"):
        assert Client().get(path).cookies == {}, path


WAGTAIL_DOORS = ["/verwaltung/login/", "/verwaltung/password_reset/", "/verwaltung/password_reset/done/"]


@pytest.mark.parametrize("door", WAGTAIL_DOORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_one_log_in_for_all(door: str, method: str) -> None:
    user = member()
    client = Client()
    typed = {"username": user.email, "password": "ein-langes-passwort"}
    response = getattr(client, method)(f"{door}?next=/verwaltung/runden/", typed if method == "post" else {})
    target = response["Location"].split("?")
    assert (response.status_code, target[0]) == (302, "/konto/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/runden/", "/verwaltung/pages/", "/verwaltung/users/"])
def test_strangers_are_sent_to_the_log_in_once(path: str) -> None:
    response = Client().get(path, follow=True)
    assert response.redirect_chain == [(f"/konto/login/?next={path}", 302)]
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/runden/", "/verwaltung/pages/", "/verwaltung/login/"])
@pytest.mark.parametrize("make", [UserFactory, lambda: UserFactory(is_staff=True)], ids=["citizen", "is_staff alone"])
def test_whoever_holds_no_role_is_told_so(path: str, make: Any) -> None:
    response = signed_in(make()).get(path, follow=True)
    assert (response.status_code, response.redirect_chain) == (403, [])
    assert "403.html" in [template.name for template in response.templates]


def test_a_citizen_writes_nothing_in_the_staff_area() -> None:
    round_ = a_round(is_public=False)
    response = signed_in(UserFactory()).post(f"/verwaltung/runden/{round_.pk}/zeigen/")
    assert (response.status_code, Round.objects.get().is_public) == (403, False)


@pytest.fixture
def second_factor_needed(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.usefixtures("second_factor_needed")
@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/runden/", "/verwaltung/pages/", "/verwaltung/nirgends/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_does_not_open_the_staff_area(path: str, method: str) -> None:
    response = getattr(signed_in(member()), method)(path)
    assert (response.status_code, response["Location"]) == (302, "/konto/zweiter-faktor/totp/activate/")
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert said == [gettext("Please set up a second factor first. The staff area needs it.")]


@pytest.mark.usefixtures("second_factor_needed")
def test_nothing_is_written_without_a_second_factor() -> None:
    user = member()
    round_ = a_round(area=user.roles.get().area, is_public=False)
    for with_factor, is_public in ((False, False), (True, True)):
        if with_factor:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
        signed_in(user).post(f"/verwaltung/runden/{round_.pk}/zeigen/")
        round_.refresh_from_db()
        assert round_.is_public is is_public


@pytest.mark.usefixtures("second_factor_needed")
@pytest.mark.parametrize("path", ["/verwaltung/", "/verwaltung/runden/"])
def test_a_second_factor_opens_it(path: str) -> None:
    assert signed_in(member(second_factor=True)).get(path).status_code == 200


@pytest.mark.usefixtures("second_factor_needed")
@pytest.mark.parametrize("prefix", ["/verwaltung//", "/verwaltung/./", "/x/../verwaltung/"])
def test_no_other_spelling_leads_past_it(prefix: str) -> None:
    assert signed_in(member()).get(f"{prefix}runden/").status_code in {302, 404}


@pytest.mark.usefixtures("second_factor_needed")
def test_a_site_below_a_folder_is_guarded_too() -> None:
    response = signed_in(member()).get("/verwaltung/", SCRIPT_NAME="/stadt")
    assert response.status_code == 302
    assert response["Location"].endswith("/konto/zweiter-faktor/totp/activate/")


@pytest.mark.usefixtures("second_factor_needed")
def test_the_public_side_asks_for_no_second_factor() -> None:
    assert signed_in(member()).get("/mein/daten/").status_code == 200
    assert signed_in(UserFactory()).get("/mein/daten/").status_code == 200


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.usefixtures("second_factor_needed")
def test_from_a_password_to_the_staff_area() -> None:
    """A new colleague signs in, is sent to set up the second factor, does so, works; next time a code is asked for."""
    user, client = member(), Client()
    typed = {"login": user.email, "password": "ein-langes-passwort"}
    client.post("/konto/login/", typed)
    sent_on = client.get("/verwaltung/", follow=True)
    assert [path.split("?")[0] for path, _ in sent_on.redirect_chain] == [
        "/konto/zweiter-faktor/totp/activate/",
        "/konto/reauthenticate/",
    ]
    activate = client.post(sent_on.redirect_chain[-1][0], {"password": "ein-langes-passwort"}, follow=True)
    assert activate.redirect_chain == [("/konto/zweiter-faktor/totp/activate/", 302)]
    secret = activate.context["form"].secret
    done = client.post("/konto/zweiter-faktor/totp/activate/", {"code": code_for(secret)}, follow=True)
    assert (done.status_code, done.redirect_chain) == (200, [("/konto/zweiter-faktor/recovery-codes/", 302)])
    assert client.get("/verwaltung/").status_code == 200

    next_day = Client()
    asked = next_day.post("/konto/login/", typed)
    assert (asked.status_code, asked["Location"]) == (302, "/konto/zweiter-faktor/authenticate/")
    assert next_day.get("/verwaltung/")["Location"] == "/konto/login/?next=/verwaltung/"


def test_the_demo_does_without(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    assert signed_in(member()).get("/verwaltung/").status_code == 200
