"""The staff home: what waits for whom, and a menu without what nobody here needs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from cms.wagtail_hooks import WaitingPanel
from participation import registration
from participation.models import Role, User
from proposals.states import State
from tests.factories.cms import a_site
from tests.factories.participation import NOON, DistrictFactory, UserFactory, a_round
from tests.factories.proposals import a_proposal

pytestmark = pytest.mark.django_db
HOME = "/verwaltung/"

DESKS = {
    "moderator": {"vorschlaege", "einsprueche", "kommentare", "meldungen"},
    "assessor": {"pruefung"},
    "finance": {"pruefung"},
    "office": {"runden", "gebiete", "stimmzettel", "ergebnisse", "umsetzung", "zuschlaege"},
    "returning_officer": {"runden", "stimmzettel", "ergebnisse"},
    "clerk": {"wohnsitz"},
    "editor": set(),
}


def member(role: str, area: Any) -> User:
    user: User = UserFactory(language="en")
    registration.grant_role(user=user, area=area, name=role, at=NOON)
    return user


def panel(client: Client, user: User) -> str:
    """The panel of the home page, as this person sees it; empty where nothing is for them."""
    client.force_login(user)
    response = client.get(HOME)
    assert response.status_code == 200
    text = str(response.content.decode())
    return text.split('id="waiting-title"')[1].split("</section>")[0] if 'id="waiting-title"' in text else ""


@pytest.mark.parametrize("role", Role.Name.values)
def test_everybody_sees_the_desks_of_their_role(client: Client, role: str) -> None:
    shown = panel(client, member(role, DistrictFactory(key="01")))
    found = {part.split("/")[0] for part in shown.split('href="/verwaltung/')[1:]}
    every = {desk for desks in DESKS.values() for desk in desks}
    assert found & every == DESKS[role]


def first_lines(user: User) -> dict[str, str]:
    request = RequestFactory().get(HOME)
    request.user = user
    return {desk.name: str(line) for desk, line in WaitingPanel().get_context_data({"request": request})["lines"]}


def test_what_waits_is_counted_in_ones_own_area() -> None:
    now = timezone.now()
    here, there = DistrictFactory(key="01"), DistrictFactory(key="02")
    round_ = a_round(now=now, area=here)
    for _ in range(3):
        a_proposal(State.SUBMITTED, round=round_, at=now)
    assert first_lines(member("moderator", here))["vorschlaege"].startswith("3 proposals are waiting")
    assert first_lines(member("moderator", there))["vorschlaege"] == "No proposal is waiting."


def test_desks_stand_in_the_order_of_the_menu() -> None:
    assert list(first_lines(member("moderator", DistrictFactory(key="01")))) == [
        "vorschlaege",
        "einsprueche",
        "kommentare",
        "meldungen",
    ]


def test_help_and_reports_are_for_operators(client: Client) -> None:
    a_site()
    client.force_login(member("editor", DistrictFactory(key="01")))
    assert '"reports"' not in client.get(HOME).content.decode()
    client.force_login(User.objects.create_superuser("betrieb@example.org", "ein-langes-passwort"))
    assert '"reports"' in client.get(HOME).content.decode()


def test_citizens_do_not_come_in(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(HOME).status_code in (302, 403)


@pytest.mark.parametrize("address", [HOME, "/verwaltung/vorschlaege/"])
def test_the_staff_area_bears_our_name_and_mark(client: Client, address: str) -> None:
    client.force_login(member("moderator", DistrictFactory(key="01")))
    text = client.get(address).content.decode()
    head, logo = text.split("</head>")[0], text.split("data-wagtail-sidebar-branding-logo>")[1].split("</template>")[0]
    assert head.split("<title>")[1].split("</title>")[0].split(" - ")[-1] == "Smarte Partizipation"
    assert [mark in head for mark in ("cms/img/mark", "favicon.ico")] == [True, False]
    assert [words in logo for words in ('viewBox="0 0 36 36"', "Smarte Partizipation")] == [True, True]


@pytest.mark.parametrize("role", Role.Name.values)
def test_only_who_edits_pages_searches_them(client: Client, role: str) -> None:
    a_site()
    client.force_login(member(role, DistrictFactory(key="01")))
    assert ('role="search"' in client.get(HOME).content.decode()) is (role == "editor")


@pytest.mark.parametrize(("name", "greeting"), [("Ayla", "Guten Tag, Ayla"), ("<b>", "Guten Tag, &lt;b&gt;")])
def test_the_first_page_greets_by_name(client: Client, name: str, greeting: str) -> None:
    user = member("moderator", DistrictFactory(key="01"))
    user.display_name = name
    user.save()
    client.force_login(user)
    heading = client.get(HOME).content.decode().split("<h1")[1].split("</h1>")[0].split(">", 1)[1]
    assert heading == greeting


def test_a_card_of_a_desk_leads_to_it_under_its_own_heading(client: Client) -> None:
    shown = panel(client, member("clerk", DistrictFactory(key="01")))
    assert (shown.count("<h3"), shown.count('href="/verwaltung/wohnsitz/"')) == (1, 1)
