"""The look in a real Chromium, under the real content policy: axe, narrow screens, and what the modules do.

No server: Django's test client makes the pages in this process, and the browser is given them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailConfirmationHMAC
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from participation import views
from participation.models import User
from tests.factories.participation import NOON, UserFactory
from tests.quality.visits import Visit, sample

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


def gallery() -> HttpResponse:
    """All components on one page, in German."""

    class Sample(forms.Form):
        title = forms.CharField(label="Titel", help_text="Ein Satz.")
        text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
        topic = forms.ChoiceField(label="Thema", choices=[("a", "Grün")])
        kind = forms.ChoiceField(label="Für wen?", choices=[("a", "Alle")], widget=forms.RadioSelect)
        sure = forms.BooleanField(label="Ja, wirklich")

    day = datetime.timedelta(days=1)
    phases = [
        SimpleNamespace(get_kind_display=name, starts_at=NOON + start * day, ends_at=NOON + end * day)
        for name, start, end in [("Sammeln", -20, -10), ("Abstimmen", -10, 9), ("Umsetzen", 9, 90)]
    ]
    state = [("gewonnen", "good"), ("wird gebaut", "wait"), ("diesmal nicht dabei", "bad"), ("eingereicht", "plain")]
    square = {"path": "M10 10H50V50H10Z", "name": "Mitte", "accent": "accent-1", "current": True, "url": "/"}
    context = {
        "now": NOON, "phases": phases, "kinds": ["info", "success", "warning", "danger"], "form": Sample({}),
        "page": Paginator(range(200), 10).get_page(7), "crumbs": [{"url": "/", "title": "Start"}],
        "pieces": [{"label": "Baum", "cents": 10000000}, {"label": "Bank", "cents": 20000000, "kind": "spent"}],
        "figures": [{"number": "3.214", "text": "Menschen haben abgestimmt"}],
        "cards": [
            {"title": f"Idee {n}", "url": f"/{n}/", "number": n, "place": "Am Markt", "cents": 1234500,
             "accent": f"accent-{n + 1}", "state": words, "state_kind": kind}
            for n, (words, kind) in enumerate(state)
        ],
        "steps": [{"title": "Schreiben", "text": "So."}, {"title": "Prüfen"}, {"title": "Abstimmen"}],
        "life": [{"title": "Eingereicht", "at": NOON, "who": "Person 1"}, {"title": "Jetzt", "state": "now"},
                 {"title": "Später", "state": "next"}, {"title": "Ende", "state": "stopped"}],
        "shapes": [square], "landmarks": [{"path": "M0 5L90 50", "kind": "water", "line": True}],
        "dots": [{"x": 12.5, "y": 20.25, "label": "Nr. 1", "url": "/1/", "kind": "won"}],
    }  # fmt: skip
    return sample("gallery", **context)


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
def test_components(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    visit.served["/muster/"] = gallery()
    visit.go("/muster/")
    assert visit.barriers() == []


def test_decimals_in_a_drawing_keep_their_point(visit: Visit) -> None:
    """German writes 12,5; a drawing must not."""
    visit.served["/muster/"] = gallery()
    dot = visit.go("/muster/").locator("circle.city__dot").first
    assert (dot.get_attribute("cx"), dot.get_attribute("cy")) == ("12.5", "20.25")


def test_the_pot_bar_is_drawn_to_scale(visit: Visit) -> None:
    visit.served["/muster/"] = gallery()
    script = "[...document.querySelectorAll('.pot__bar > svg')].map(piece => piece.getBoundingClientRect().width)"
    baum, bank, rest = visit.go("/muster/").evaluate(script)
    assert bank == pytest.approx(2 * baum, rel=0.02)
    assert rest == pytest.approx(2 * baum, rel=0.02)


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
