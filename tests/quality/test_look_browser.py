"""The look in a real Chromium, under the real content policy: axe, narrow screens, and what the modules do.

No server: Django's test client makes the pages in this process, and the browser is given them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from participation import views
from participation.models import User
from tests.factories.participation import UserFactory
from tests.quality.visits import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PASSWORD = "ein-langes-passwort"


def signed_in(visit: Visit) -> User:
    """Sign in as people do, so that allauth knows it was just now."""
    user: User = UserFactory()
    visit.client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return user


def confirmed_again(visit: Visit) -> User:
    """Signed in, and just asked for the password once more."""
    user = signed_in(visit)
    visit.client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def with_second_factor(visit: Visit) -> User:
    user = confirmed_again(visit)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def second_factor_asked(visit: Visit) -> None:
    user = with_second_factor(visit)
    visit.client.logout()
    visit.client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def wrong_sign_in(visit: Visit) -> None:
    answer = visit.client.post(reverse("account_login"), {"login": "keine-adresse", "password": ""})
    visit.served["/konto/login/?falsch"] = answer


def confirmation(visit: Visit) -> str:
    user = UserFactory(confirmed=False)
    address = user.emailaddress_set.create(email=user.email, primary=True)
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


def reset_link(visit: Visit) -> str:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    user = UserFactory()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = f"/konto/password/reset/key/{key}/"
    return str(visit.client.get(path).headers["Location"])


# name -> (how to get there, None: nothing to do; address, or what makes it)
Way = tuple[Callable[[Visit], Any] | None, str | Callable[[Visit], str]]
ACCOUNT: dict[str, Way] = {
    "sign in": (None, "/konto/login/"),
    "sign in, wrong": (wrong_sign_in, "/konto/login/?falsch"),
    "sign up": (None, "/konto/signup/"),
    "mail sent": (None, "/konto/confirm-email/"),
    "confirm": (None, confirmation),
    "confirm, dead link": (None, "/konto/confirm-email/tot/"),
    "blocked": (None, "/konto/inactive/"),
    "forgotten": (None, "/konto/password/reset/"),
    "forgotten, sent": (None, "/konto/password/reset/done/"),
    "new password": (None, reset_link),
    "new password, dead link": (None, "/konto/password/reset/key/1-tot/"),
    "new password set": (None, "/konto/password/reset/key/done/"),
    "English": (None, "/en/konto/login/"),
    "sign out": (signed_in, "/konto/logout/"),
    "addresses": (signed_in, "/konto/email/"),
    "change password": (signed_in, "/konto/password/change/"),
    "confirm it is you": (signed_in, "/konto/reauthenticate/"),
    "second factor": (signed_in, "/konto/zweiter-faktor/"),
    "set up": (confirmed_again, "/konto/zweiter-faktor/totp/activate/"),
    "second factor, on": (with_second_factor, "/konto/zweiter-faktor/"),
    "switch off": (with_second_factor, "/konto/zweiter-faktor/totp/deactivate/"),
    "codes": (with_second_factor, "/konto/zweiter-faktor/recovery-codes/"),
    "new codes": (with_second_factor, "/konto/zweiter-faktor/recovery-codes/generate/"),
    "code at sign-in": (second_factor_asked, "/konto/zweiter-faktor/authenticate/"),
    "code again": (with_second_factor, "/konto/zweiter-faktor/reauthenticate/"),
}


def error_page(status: int) -> HttpResponse:
    """An error page as its handler makes it for a visitor."""
    request = RequestFactory().get("/nichts/", HTTP_HOST="testserver")
    handlers: dict[int, Callable[[Any], HttpResponse]] = {
        400: views.bad_request, 403: views.permission_denied, 404: views.page_not_found, 500: views.server_error,
        419: views.csrf_failure,
    }  # fmt: skip
    return handlers[status](request)


@pytest.mark.parametrize("name", list(ACCOUNT))
def test_account_pages(visit: Visit, name: str) -> None:
    prepare, address = ACCOUNT[name]
    if prepare:
        prepare(visit)
    page = visit.go(address if isinstance(address, str) else address(visit))
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == ("en" if name == "English" else "de")
    assert visit.barriers() == []


@pytest.mark.parametrize("status", [400, 403, 404, 419, 500])
def test_error_pages(visit: Visit, status: int) -> None:
    visit.served["/nichts/"] = HttpResponse(error_page(status).content)  # below 400 the console stays quiet
    page = visit.go("/nichts/")
    assert visit.barriers() == []
    assert page.locator(".lost__number").inner_text() == str({419: 403}.get(status, status))


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/?richtung=rtl", "/en/styleguide/"])
def test_every_component_in_light_and_dark(visit: Visit, address: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.go(address)
    assert visit.barriers() == []


def test_every_component_in_the_colours_of_the_system(visit: Visit) -> None:
    """axe sees no forced colours; what must not vanish is asked for: state, bar, drawing, the tick of a shape."""
    visit.page.emulate_media(forced_colors="active")
    page = visit.go("/styleguide/")
    fills = "[...document.querySelectorAll('.city__land path')].map(path => getComputedStyle(path).fill)"
    assert len(set(page.evaluate(fills))) == 2
    borders = "[...document.querySelectorAll('.notice')].map(box => getComputedStyle(box).borderTopWidth)"
    assert page.evaluate(borders) == ["1px"] * 5
    assert visit.overflow() <= 0


def test_right_to_left_mirrors_the_components(visit: Visit) -> None:
    left = "box => getComputedStyle(box).borderLeftWidth"
    assert visit.go("/styleguide/").locator(".notice").first.evaluate(left) == "6px"
    assert visit.go("/styleguide/?richtung=rtl").locator(".notice").first.evaluate(left) == "0px"


def test_decimals_in_a_drawing_keep_their_point(visit: Visit) -> None:
    """German writes 190,5; a drawing must not."""
    dot = visit.go("/styleguide/").locator("circle.city__dot").first
    assert (dot.get_attribute("cx"), dot.get_attribute("cy")) == ("190.5", "120.25")


def test_the_pot_bar_is_drawn_to_scale(visit: Visit) -> None:
    script = """[...document.querySelector('.pot__bar').children].map(piece => piece.getBoundingClientRect().width)"""
    paid, ordered, rest = visit.go("/styleguide/").evaluate(script)
    assert paid == pytest.approx(2 * ordered, rel=0.02)
    assert rest == pytest.approx(2 * ordered, rel=0.02)


def test_the_menu_opens_without_a_script(visit: Visit) -> None:
    page = visit.go("/konto/login/")
    menu = page.locator(".menu nav")
    assert menu.is_visible() is False
    page.locator(".menu summary").click()
    assert menu.get_by_role("link", name="English").get_attribute("href") == "/en/konto/login/"
    assert visit.barriers() == []


def test_the_language_switch_leads_back(visit: Visit) -> None:
    page = visit.go("/en/konto/login/?next=/mein/")
    assert page.locator(".menu a[lang=de]").get_attribute("href") == "/konto/login/?next=/mein/"


def test_keyboards_reach_the_content_first(visit: Visit) -> None:
    page = visit.go("/konto/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("address", ["/konto/inactive/", "/nichts/"])
def test_a_visitor_who_only_reads_gets_no_cookie(address: str) -> None:
    assert dict(Client().get(address).cookies) == {}
