"""The desks of rounds, areas, residence and log: what each action does, and what it refuses in which words."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from participation import audit, registration, rounds
from participation.models import Area, LogEntry, Phase, Residency, Role, Round, User
from participation.views import REFUSALS
from participation.viewsets import ROUND_REFUSALS
from tests.factories.participation import (
    DAY,
    NOON,
    CityFactory,
    DistrictFactory,
    RegionFactory,
    UserFactory,
    a_round,
    resident,
)
from tests.participation.staff_area import at_work, colleague, errors, listed, sentences

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Area:
    return DistrictFactory(name="Lichtenberg")


@pytest.fixture
def elsewhere(here: Area) -> Area:
    return DistrictFactory(name="Spandau", parent=here.parent)


# Rounds


@pytest.fixture
def office(here: Area) -> Client:
    return at_work(colleague("office", here))


def test_the_list_of_rounds_says_what_ends_next(office: Client, here: Area) -> None:
    line = lambda: office.get("/verwaltung/runden/").context["headline"]  # noqa: E731
    assert line() == gettext("No round is running.")
    now = timezone.now()
    a_round(area=here, now=now, is_public=False)
    a_round(area=here, phase=None, now=now)
    assert line() == gettext("No round is running.")
    later = a_round(area=here, now=now)
    sooner = a_round(area=RegionFactory(parent=here), now=now - 5 * DAY, phase="voting")
    a_round(now=now - 10 * DAY)  # another district's
    phase = sooner.phases.get(kind="voting")
    day = timezone.localtime(phase.ends_at - datetime.timedelta(microseconds=1))
    until = gettext("%(phase)s until %(day)s") % {
        "phase": phase.get_kind_display(), "day": f"{day:%d.%m.%Y}",
    }  # fmt: skip
    assert line() == gettext("Next to end: %(round)s, %(phase)s") % {"round": sooner, "phase": until}
    rounds.show(round=sooner, is_public=False, at=now)
    assert line().split(", ")[0] == (gettext("Next to end: %(round)s, %(phase)s") % {"round": later, "phase": ""})[:-2]


def test_the_first_line_stands_above_the_list(office: Client) -> None:
    assert f"<strong>{gettext('No round is running.')}</strong>" in office.get("/verwaltung/runden/").content.decode()


@pytest.mark.parametrize(
    ("action", "before", "said"),
    [("zeigen", False, "The round is visible now."), ("verbergen", True, "The round is hidden now.")],
)
def test_a_round_is_shown_and_hidden(action: str, before: bool, said: str, office: Client, here: Area) -> None:
    round_ = a_round(area=here, is_public=before)
    response = office.post(f"/verwaltung/runden/{round_.pk}/{action}/")
    assert (response.status_code, response["Location"]) == (302, f"/verwaltung/runden/{round_.pk}/")
    assert sentences(response) == [gettext(said)]
    round_.refresh_from_db()
    assert round_.is_public is not before
    again = office.post(f"/verwaltung/runden/{round_.pk}/{action}/")
    assert sentences(again)[-1] == gettext("This is not possible now, or not yours to decide.")


def buttons(client: Client, round_: Round) -> list[str]:
    page = client.get(f"/verwaltung/runden/{round_.pk}/")
    return [button["action"].name for button in page.context["buttons"]]


def test_a_round_offers_what_is_possible_now(office: Client, here: Area) -> None:
    now = timezone.now()
    assert buttons(office, a_round(area=here, now=now)) == ["verbergen", "verlaengern"]
    assert buttons(office, a_round(area=here, now=now, is_public=False)) == ["zeigen", "verlaengern"]
    assert buttons(office, a_round(area=here, now=now, phase=None)) == ["verbergen"]
    archive = a_round(area=here, now=now, is_archive=True)
    assert buttons(office, archive) == []
    assert gettext("Nothing to do here now.") in office.get(f"/verwaltung/runden/{archive.pk}/").content.decode()


def test_the_desk_says_which_dates_are_fixed(office: Client, here: Area) -> None:
    round_ = a_round(area=here, now=timezone.now())
    said = f"({gettext('dates fixed')})"
    page = lambda: office.get(f"/verwaltung/runden/{round_.pk}/").content.decode()  # noqa: E731
    assert said not in page()
    rounds.fix_phase(round=round_, kind="voting")
    assert page().count(said) == 1
    assert f"{Phase.Kind.VOTING.label} {said}" in page()


def test_a_phase_is_extended_to_the_end_of_a_day(office: Client, here: Area) -> None:
    round_ = a_round(area=here, phase=Phase.Kind.DELIVERING, now=timezone.now())
    phase = round_.phases.get(kind="delivering")
    day = timezone.localdate(phase.ends_at) + 10 * DAY
    response = office.post(
        f"/verwaltung/runden/{round_.pk}/verlaengern/", {"phase": phase.pk, "last_day": day, "reason": "Bauzeit."}
    )
    assert response["Location"] == f"/verwaltung/runden/{round_.pk}/"
    phase.refresh_from_db()
    assert timezone.localtime(phase.ends_at) == datetime.datetime.combine(
        day + DAY, datetime.time.min, timezone.get_current_timezone()
    )
    assert LogEntry.objects.latest("number").detail["reason"] == "Bauzeit."


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"last_day": 0}, "last_day", "not_later"),
        ({"kind": "voting"}, "phase", "fixed"),
        ({"kind": "assessing"}, "last_day", "next_fixed"),
        ({"reason": "  "}, "reason", None),
        ({"kind": "collecting", "last_day": 40}, "__all__", "phases_overlap"),
        ({"phase": ""}, "phase", None),
        ({"phase": "999999"}, "phase", None),
        ({"phase": "x"}, "phase", None),
        ({"last_day": ""}, "last_day", None),
        ({"last_day": "31.02.2027"}, "last_day", None),
    ],
)
def test_what_cannot_be_extended_is_said_and_what_was_typed_stays(
    change: dict[str, Any], field: str, code: str | None, office: Client, here: Area
) -> None:
    round_ = a_round(area=here, now=timezone.now())
    if "fixed" in (code or ""):
        rounds.fix_phase(round=round_, kind="voting")
    change = dict(change)
    phase = round_.phases.get(kind=change.pop("kind", "delivering"))
    offset = change.pop("last_day", 3)
    day = timezone.localdate(phase.ends_at) + offset * DAY - 1 * DAY if isinstance(offset, int) else offset
    typed = {"phase": str(phase.pk), "last_day": str(day), "reason": "Mehr Zeit."} | change
    response = office.post(f"/verwaltung/runden/{round_.pk}/verlaengern/", typed)
    found = errors(response)
    assert list(found) == [field]
    if code:
        assert found[field] == [str(ROUND_REFUSALS[code])]
    form = response.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert LogEntry.objects.filter(action="rounds.extend").count() == 0


# Areas: rounds and roles


def round_form(**changes: Any) -> dict[str, Any]:
    """What somebody types who sets up a round."""
    first = datetime.date(2027, 4, 1)
    days = {
        f"{kind.value}_{end}": str(first + datetime.timedelta(days=30 * n + (29 if end == "last" else 0)))
        for n, kind in enumerate(Phase.Kind)
        for end in ("first", "last")
    }
    typed = {
        "kind": "citizens_budget", "title": "Bürgerhaushalt Süd 2027", "slug": "", "summary": "Ideen für den Kiez.",
        "statute_url": "example.org/satzung", "who_may_propose": "anyone", "voting_age": "16",
        "ballot_type": "approval", "max_choices": "5", "tally_rule": "greedy_skip", "min_votes": "10",
        "total": "200.000", "minimum": "", "cap": "20.000,50",
    }  # fmt: skip
    return typed | days | changes


def open_round(office: Client, area: Area, **changes: Any) -> Any:
    return office.post(f"/verwaltung/gebiete/{area.pk}/runde/", round_form(**changes))


def test_a_round_is_set_up_with_all_that_was_typed(office: Client, here: Area) -> None:
    response = open_round(office, here)
    assert response.status_code == 302, response.context["form"].errors
    made = Round.objects.get()
    assert (made.area, made.title, made.slug, made.is_public) == (
        here, "Bürgerhaushalt Süd 2027", "buergerhaushalt-sued-2027", False,
    )  # fmt: skip
    assert (made.cap_cents, made.voting_age, made.min_votes, made.statute_url) == (
        2_000_050, 16, 10, "https://example.org/satzung",
    )  # fmt: skip
    assert [(pot.area, pot.cents) for pot in made.pots.all()] == [(here, 20_000_000)]
    spans = [(phase.kind, *map(timezone.localtime, (phase.starts_at, phase.ends_at))) for phase in made.phases.all()]
    assert [(kind, start.isoformat(), end.isoformat()) for kind, start, end in spans[:2]] == [
        ("collecting", "2027-04-01T00:00:00+02:00", "2027-05-01T00:00:00+02:00"),
        ("assessing", "2027-05-01T00:00:00+02:00", "2027-05-31T00:00:00+02:00"),
    ]
    assert sentences(response) == [
        gettext("The round “%(title)s” is set up. It is not visible yet: show it under “Rounds”.") % {"title": made}
    ]
    assert LogEntry.objects.latest("number").action == "rounds.open"


def test_the_money_is_divided_over_the_regions(office: Client, here: Area) -> None:
    regions = [RegionFactory(parent=here, inhabitants=n) for n in (9_000, 900, 100)]
    open_round(office, here, per_region="on", minimum="10.000")
    assert {pot.area: pot.cents for pot in Round.objects.get().pots.all()} == dict(
        zip(regions, [17_272_727, 1_727_273, 1_000_000], strict=True)
    )


DOUBLE = {"assessing_first": "2027-04-30"}


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"total": "viel"}, "total", "Please write a sum in euros, such as 1.200 or 1200,50."),
        ({"total": "12.5"}, "total", "Please write a sum in euros, such as 1.200 or 1200,50."),
        ({"total": ""}, "total", None),
        ({"total": "0,50"}, "total", None),
        ({"total": "999999999999999999"}, "total", None),
        ({"cap": "-3"}, "cap", "Please write a sum in euros, such as 1.200 or 1200,50."),
        ({"minimum": "100"}, "minimum", "A minimum makes sense only where the money is divided over regions."),
        ({"per_region": "on", "minimum": "200.001"}, "minimum",
         "So much for each region is more than there is, or nobody lives there."),
        ({"collecting_last": "2027-03-31"}, "collecting_last", "The last day lies before the first."),
        ({"voting_first": ""}, "voting_first", None),
        ({"voting_first": "gestern"}, "voting_first", None),
        ({"title": ""}, "title", None),
        ({"title": "!!!"}, "slug", "Please write a short address, such as kiezkasse-2027."),
        ({"slug": "nicht erlaubt"}, "slug", None),
        ({"slug": "vergeben"}, "slug", None),
        ({"kind": "lottery"}, "kind", None),
        ({"voting_age": "-1"}, "voting_age", None),
        ({"max_choices": "0"}, "max_choices", None),
        ({"max_choices": "99999999"}, "max_choices", None),
        ({"statute_url": "javascript:alert(1)"}, "statute_url", None),
        (DOUBLE, "__all__", str(ROUND_REFUSALS["phases_overlap"])),
    ],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused_beside_the_field(
    changes: dict[str, Any], field: str, sentence: str | None, office: Client, here: Area
) -> None:
    a_round(area=here, slug="vergeben")
    RegionFactory(parent=here, inhabitants=10)
    response = open_round(office, here, **changes)
    found = errors(response)
    assert list(found) == [field]
    if sentence:
        assert found[field] == [gettext(sentence) if field != "__all__" else sentence]
    form = response.context["form"]
    typed = round_form(**changes)
    assert {name: form[name].value() for name in typed if name != "per_region"} == {
        name: value for name, value in typed.items() if name != "per_region"
    }
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    ("inhabitants", "field", "sentence"),
    [
        ([], "per_region", "This area has no regions."),
        ([0, 0], "minimum", "So much for each region is more than there is, or nobody lives there."),
        ([5, 0], "__all__", "A round needs money, and no pot may be empty."),
    ],
)
def test_money_that_cannot_be_divided_is_refused(
    inhabitants: list[int], field: str, sentence: str, office: Client, here: Area
) -> None:
    for number in inhabitants:
        RegionFactory(parent=here, inhabitants=number)
    assert errors(open_round(office, here, per_region="on")) == {field: [gettext(sentence)]}


def test_a_role_is_given_and_seen_at_the_area(office: Client, here: Area) -> None:
    user, region = UserFactory(email="neu@example.org"), RegionFactory(parent=here)
    typed = {"email": "NEU@example.org", "name": "moderator", "area": region.pk}
    response = office.post(f"/verwaltung/gebiete/{here.pk}/rolle/", typed)
    role = user.roles.get()
    assert (role.area, role.name) == (region, "moderator")
    assert sentences(response) == [gettext("%(person)s is now: %(role)s") % {"person": "neu@example.org", "role": role}]
    page = office.get(f"/verwaltung/gebiete/{here.pk}/").content.decode()
    assert page.count("<td>neu@example.org</td>") == 1
    assert at_work(user).get("/verwaltung/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"email": "fehlt@example.org"}, "email",
         "There is no account with this address. The person signs up first."),
        ({"email": "keine Adresse"}, "email", None),
        ({"email": ""}, "email", None),
        ({"name": "king"}, "name", None),
        ({"area": ""}, "area", None),
        ({"area": "elsewhere"}, "area", None),
        ({"email": "amt@example.org"}, "__all__", str(REFUSALS["own_role"])),
    ],
)  # fmt: skip
def test_a_role_that_cannot_be_given_is_refused(
    changes: dict[str, Any], field: str, sentence: str | None, here: Area, elsewhere: Area
) -> None:
    office = at_work(colleague("office", here, email="amt@example.org"))
    UserFactory(email="neu@example.org")
    if changes.get("area") == "elsewhere":
        changes = {"area": str(elsewhere.pk)}
    typed = {"email": "neu@example.org", "name": "moderator", "area": str(here.pk)} | changes
    response = office.post(f"/verwaltung/gebiete/{here.pk}/rolle/", typed)
    found = errors(response)
    assert list(found) == [field]
    if sentence:
        assert found[field] == [sentence if field == "__all__" else gettext(sentence)]
    assert {name: response.context["form"][name].value() for name in typed} == typed
    assert Role.objects.count() == 1


def test_a_role_is_withdrawn(office: Client, here: Area, elsewhere: Area) -> None:
    clerk, beside = colleague("clerk", RegionFactory(parent=here)), colleague("clerk", elsewhere)
    page = f"/verwaltung/gebiete/{here.pk}/entziehen/"
    offered = office.get(page).context["form"].fields["role"].queryset
    assert list(offered) == [clerk.roles.get()], "neither one's own nor another district's"
    role = clerk.roles.get()
    response = office.post(page, {"role": role.pk})
    assert sentences(response) == [gettext("%(person)s is no longer: %(role)s") % {"person": clerk.email, "role": role}]
    assert list(Role.objects.filter(name="clerk")) == [beside.roles.get()]
    assert at_work(clerk).get("/verwaltung/").status_code == 403
    assert sentences(office.get(page))[-1] == gettext("This is not possible now, or not yours to decide.")


@pytest.mark.parametrize("whose", ["own", "elsewhere", "nobody"])
def test_other_roles_are_not_withdrawn(whose: str, here: Area, elsewhere: Area) -> None:
    me = colleague("office", here)
    colleague("clerk", here)
    roles = {"own": me.roles.get().pk, "elsewhere": colleague("clerk", elsewhere).roles.get().pk, "nobody": 999_999}
    response = at_work(me).post(f"/verwaltung/gebiete/{here.pk}/entziehen/", {"role": roles[whose]})
    assert list(errors(response)) == ["role"]
    assert Role.objects.count() == 3


def test_an_area_shows_its_rounds_and_how_many_hold_a_role(office: Client, here: Area) -> None:
    round_ = a_round(area=here)
    colleague("clerk", here)
    assert [(area, area.holders) for area in listed(office, "gebiete")] == [(here, 2)]
    page = office.get(f"/verwaltung/gebiete/{here.pk}/").content.decode()
    assert f'<a href="/verwaltung/runden/{round_.pk}/">{round_}</a>' in page


# Residence


@pytest.fixture
def clerk(here: Area) -> Client:
    return at_work(colleague("clerk", here, email="schalter@example.org"))


def test_a_clerk_sees_who_said_to_live_here_and_nobody_else(clerk: Client, here: Area, elsewhere: Area) -> None:
    waiting = resident(RegionFactory(parent=here), proof="declared")
    resident(here, proof="desk")
    resident(elsewhere, proof="declared")
    resident(here, proof="declared", confirmed=False)
    resident(here, proof="declared", is_active=False)
    UserFactory()
    assert listed(clerk, "wohnsitz") == [waiting]
    line = clerk.get("/verwaltung/wohnsitz/").context["headline"]
    assert line == ngettext(
        "%(n)d person has said that they live here. Search by the whole e-mail address for anybody else.", "", 1
    ) % {"n": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ada@example.org", True),
        ("ADA@example.org", True),
        ("ada@example", False),
        ("example.org", False),
        ("@", False),
    ],
)
def test_others_are_found_by_their_whole_address_alone(query: str, found: bool, clerk: Client, elsewhere: Area) -> None:
    person = resident(elsewhere, email="ada@example.org")
    assert clerk.get(f"/verwaltung/wohnsitz/{person.pk}/").status_code == 404
    assert listed(clerk, "wohnsitz", f"?q={query}") == ([person] if found else [])
    assert clerk.get(f"/verwaltung/wohnsitz/{person.pk}/").status_code == (200 if found else 404)
    assert listed(clerk, "wohnsitz") == [], "found for the desk, but not among those who wait"


WHO: dict[str, tuple[dict[str, Any], str, bool]] = {
    "waits in the clerk's district": ({"proof": "declared"}, "here", True),
    "waits in a part of it": ({"proof": "declared"}, "region", True),
    "waits elsewhere": ({"proof": "declared"}, "elsewhere", False),
    "confirmed here": ({"proof": "desk"}, "here", False),
    "confirmed elsewhere": ({"proof": "desk"}, "elsewhere", False),
    "never said where": ({}, "", False),
    "waits here, address not confirmed": ({"proof": "declared", "confirmed": False}, "here", False),
    "waits here, closed": ({"proof": "declared", "is_active": False}, "here", False),
}


def somebody(who: str, here: Area, elsewhere: Area) -> tuple[User, bool]:
    fields, where, opens = WHO[who]
    places = {"here": here, "elsewhere": elsewhere, "region": RegionFactory(parent=here)}
    return resident(places[where], **fields) if where else UserFactory(**fields), opens


@pytest.mark.parametrize("page", ["", "bestaetigen/"])
@pytest.mark.parametrize("who", WHO)
def test_nobody_counts_through_the_accounts(who: str, page: str, clerk: Client, here: Area, elsewhere: Area) -> None:
    person, opens = somebody(who, here, elsewhere)
    address = f"/verwaltung/wohnsitz/{person.pk}/{page}"
    assert clerk.get(address).status_code == (200 if opens else 404)
    typed = {"area": here.pk, "born_on": "1990-05-17", "seen": "on"}
    if page:
        assert clerk.post(address, typed).status_code == (302 if opens else 404)
    assert Residency.objects.filter(user=person, checked_by__isnull=False).exists() is (opens and page != "")


@pytest.mark.parametrize("who", WHO)
def test_the_whole_address_opens_a_confirmed_account_to_whoever_asked(
    who: str, clerk: Client, here: Area, elsewhere: Area
) -> None:
    person, _ = somebody(who, here, elsewhere)
    other = at_work(colleague("clerk", elsewhere))
    before = other.get(f"/verwaltung/wohnsitz/{person.pk}/").status_code
    usable = person.is_active and "confirmed" not in WHO[who][0]
    assert listed(clerk, "wohnsitz", f"?q={person.email}") == ([person] if usable else [])
    assert clerk.get(f"/verwaltung/wohnsitz/{person.pk}/").status_code == (200 if usable else 404)
    assert other.get(f"/verwaltung/wohnsitz/{person.pk}/").status_code == before


def test_a_look_up_is_logged_once_a_day_with_both_accounts(clerk: Client, here: Area, elsewhere: Area) -> None:
    person = resident(elsewhere)
    for query in (person.email, person.email.upper(), "niemand@example.org", person.email):
        clerk.get(f"/verwaltung/wohnsitz/results/?q={query}")
    entry = LogEntry.objects.get(action="registration.look_up")
    me = User.objects.get(email="schalter@example.org")
    assert (entry.subject, entry.actor_id, entry.area, entry.detail) == (
        f"participation.User:{person.pk}", me.pk, here, {},
    )  # fmt: skip
    assert audit.first_fault() is None


@pytest.mark.parametrize(("hours", "opens"), [(11, True), (13, False)])
def test_a_look_up_lasts_a_working_day(hours: int, opens: bool, clerk: Client, elsewhere: Area) -> None:
    person, me = resident(elsewhere), User.objects.get(email="schalter@example.org")
    then = timezone.now() - datetime.timedelta(hours=hours)
    assert registration.look_up(email=person.email, by=me, at=then) == person
    assert clerk.get(f"/verwaltung/wohnsitz/{person.pk}/").status_code == (200 if opens else 404)


@pytest.mark.parametrize("role", ["office", "moderator", "returning_officer", "editor"])
def test_only_a_clerk_looks_an_account_up(role: str, here: Area) -> None:
    person = resident(here)
    assert registration.look_up(email=person.email, by=colleague(role, here), at=NOON) is None
    assert not LogEntry.objects.filter(action="registration.look_up").exists()


def test_a_residence_is_confirmed(clerk: Client, here: Area) -> None:
    region = RegionFactory(parent=here)
    person = resident(region, proof="declared")
    page = f"/verwaltung/wohnsitz/{person.pk}/bestaetigen/"
    assert clerk.get(page).context["form"].initial == {"area": region.pk, "born_on": datetime.date(1997, 1, 1)}
    response = clerk.post(page, {"area": region.pk, "born_on": "17.05.1990", "seen": "on"})
    assert response["Location"] == "/verwaltung/wohnsitz/"
    assert sentences(response) == [
        gettext("Confirmed: %(person)s lives in %(area)s.") % {"person": person.email, "area": region}
    ]
    residency = Residency.objects.get()
    assert (residency.proof, residency.born_on, residency.checked_by.email) == (
        "desk", datetime.date(1990, 5, 17), "schalter@example.org",
    )  # fmt: skip
    assert listed(clerk, "wohnsitz") == []


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"seen": ""}, "seen", None),
        ({"born_on": "2999-01-01"}, "born_on", str(REFUSALS["born_wrong"])),
        ({"born_on": "1850-01-01"}, "born_on", str(REFUSALS["born_wrong"])),
        ({"born_on": "0000-00-00"}, "born_on", None),
        ({"area": ""}, "area", None),
        ({"area": "elsewhere"}, "area", None),
        ({"area": "city"}, "area", None),
    ],
)
def test_a_residence_that_cannot_be_confirmed_is_refused(
    changes: dict[str, str], field: str, sentence: str | None, clerk: Client, here: Area, elsewhere: Area
) -> None:
    person = UserFactory()
    clerk.get(f"/verwaltung/wohnsitz/?q={person.email}")
    places = {"elsewhere": elsewhere, "city": here.parent}
    typed = {"area": str(here.pk), "born_on": "1990-05-17", "seen": "on"} | changes
    if typed["area"] in places:
        typed["area"] = str(places[typed["area"]].pk)
    response = clerk.post(f"/verwaltung/wohnsitz/{person.pk}/bestaetigen/", typed)
    found = errors(response)
    assert list(found) == [field]
    if sentence:
        assert found[field] == [sentence]
    form = response.context["form"]
    assert {name: form[name].value() for name in ("area", "born_on")} == {
        name: typed[name] for name in ("area", "born_on")
    }
    assert Residency.objects.count() == 0


def test_a_clerk_does_not_confirm_their_own(clerk: Client, here: Area) -> None:
    me = User.objects.get(email="schalter@example.org")
    clerk.get("/verwaltung/wohnsitz/?q=schalter@example.org")
    typed = {"area": here.pk, "born_on": "1990-05-17", "seen": "on"}
    response = clerk.post(f"/verwaltung/wohnsitz/{me.pk}/bestaetigen/", typed)
    [sentence] = response.context["form"].non_field_errors()
    assert sentence.startswith(gettext("This is not possible now, or not yours to decide."))
    assert Residency.objects.count() == 0


# Log


def test_the_log_says_who_did_what_in_words(office: Client, here: Area) -> None:
    user, gone = UserFactory(email="amt@example.org"), UserFactory()
    for actor in (user, gone, None):
        audit.record(action="rounds.show", subject=here, at=NOON, actor=actor, area=here, detail={"title": "Bänke"})
    gone.delete()
    table = office.get("/verwaltung/protokoll/").context["table"]
    rows = [[column.get_value(entry) for column in table.columns.values()] for entry in listed(office, "protokoll")]
    subject = f"{Area._meta.verbose_name} {here.pk}"
    assert [row[1:] for row in rows[:3]] == [
        ["10.03.2027 13:00", who, gettext("Round shown"), subject, here]
        for who in (gettext("a command"), gettext("a deleted account"), "amt@example.org")
    ]
    page = office.get(f"/verwaltung/protokoll/{LogEntry.objects.latest('number').pk}/").content.decode()
    assert "<code>title</code>: Bänke" in page


@pytest.mark.parametrize("query", ["amt@example.org", "rounds.show", "Lichtenberg", "participation.Area"])
def test_the_log_can_be_searched(query: str, office: Client, here: Area) -> None:
    entry = audit.record(
        action="rounds.show", subject=here, at=NOON, area=here, actor=UserFactory(email="amt@example.org")
    )
    assert entry in listed(office, "protokoll", f"?q={query}")
    assert listed(office, "protokoll", "?q=nirgends") == []


def test_what_concerns_the_whole_platform_is_seen_by_those_who_act_for_the_whole_city(here: Area) -> None:
    entry = audit.record(action="registration.erase", subject=here, at=NOON)
    district, whole = colleague("office", here), colleague("office", CityFactory())
    seen = {
        name: entry in listed(at_work(user), "protokoll")
        for name, user in {"district": district, "city": whole, "operator": UserFactory(is_superuser=True)}.items()
    }
    assert seen == {"district": False, "city": True, "operator": True}


def test_entries_cannot_be_changed_at_the_desk(office: Client, here: Area) -> None:
    entry = audit.record(action="rounds.show", subject=here, at=NOON, area=here)
    page = office.get(f"/verwaltung/protokoll/{entry.pk}/")
    assert page.context["buttons"] == []
    assert gettext("Nothing to do here now.") not in page.content.decode()
    assert office.post(f"/verwaltung/protokoll/{entry.pk}/").status_code == 405


def test_an_entry_is_titled_in_words(office: Client, here: Area) -> None:
    entry = audit.record(
        action="rounds.open", subject=here, at=NOON, area=here, detail={"phases": ["collecting", "voting"], "cap": None}
    )
    page = office.get(f"/verwaltung/protokoll/{entry.pk}/")
    assert page.context["page_title"] == f"{entry.number} · {gettext('Round set up')}"
    assert page.context["details"] == [("phases", "collecting, voting"), ("cap", "–")]


def test_an_act_without_words_is_named_by_its_code(office: Client, here: Area) -> None:
    entry = audit.record(action="choir.sing", subject=here, at=NOON, area=here)
    LogEntry.objects.filter(pk=entry.pk).update(subject="choir.Song:7")
    page = office.get(f"/verwaltung/protokoll/{entry.pk}/")
    assert (page.context["act"], page.context["subject"]) == ("choir.sing", "choir.Song:7")


def test_the_long_form_of_a_round_shows_each_field_once_under_a_heading(office: Client, here: Area) -> None:
    form = office.get(f"/verwaltung/gebiete/{here.pk}/runde/").context["form"]
    shown = [field.name for _, fields in form.groups for field in fields]
    assert sorted(shown) == sorted(form.fields)
