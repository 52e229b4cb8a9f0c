"""An idea handed in with a browser that runs no script, step by step, with everything that can go wrong."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import File
from django.test import Client
from django.utils import timezone

from participation.models import Phase, Round, User
from proposals import pictures
from proposals.forms import STEP_NAMES
from proposals.models import Proposal
from proposals.states import State
from tests.factories.participation import DistrictFactory, RegionFactory, UserFactory, a_round
from tests.factories.proposals import a_category, a_photo, a_proposal, move
from tests.proposals.pages import fields_of

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, Any]] = {
    "title": {"title": "Bänke am Weiher"},
    "what": {"what": "Vier Bänke.\r\nAus „Holz“ & <Stein>."},
    "why": {"why": "Pausen für alle."},
    "place": {"place": "Rundweg"},
    "topic": {},  # the topic's key is known only in the test
    "cost": {"estimate": "1.200 €"},
    "picture": {},
}


class Browser:
    """Somebody who fills in the form: keeps what the last page held, presses a button."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address
        self.open()

    def open(self) -> None:
        self.take(self.client.get(self.address))

    def take(self, response: Any) -> None:
        self.response = response
        self.html = response.content.decode()
        self.fields = fields_of(self.html)

    @property
    def step(self) -> str:
        return self.fields.get("step", "")

    def press(self, go: str = "next", **typed: Any) -> None:
        self.take(self.client.post(self.address, self.fields | typed | {"go": go}))

    def says(self, sentence: str) -> bool:
        return sentence in " ".join(self.html.replace("&#x27;", "'").split())

    def through(self, until: str = "preview", **instead: Any) -> Browser:
        """Answer every question up to ``until``."""
        while self.step != until:
            before = self.step
            self.press(**(ANSWERS[before] | {name: v for name, v in instead.items() if name in self.fields or v}))
            assert self.step != before, self.html
        return self


@pytest.fixture
def round() -> Round:
    DistrictFactory(key="02", name="Neukölln")
    return a_round(area=DistrictFactory(key="01", name="Lichtenberg"), now=timezone.now())


@pytest.fixture
def person(client: Client) -> User:
    user: User = UserFactory(display_name="Ada")
    client.force_login(user)
    return user


def address(round: Round) -> str:
    return f"/en/runden/{round.slug}/einreichen/"


@pytest.fixture
def browser(client: Client, person: User, round: Round) -> Browser:
    ANSWERS["topic"] = {"category": str(a_category("social").pk)}
    return Browser(client, address(round))


class TestWayThrough:
    def test_from_the_first_question_to_the_thank_you_page(self, browser: Browser, person: User, round: Round) -> None:
        assert browser.step == "title"
        browser.through()
        assert browser.says("This is how your idea will look")
        assert browser.says("Vier Bänke.<br>Aus „Holz“ &amp; &lt;Stein&gt;.")
        assert browser.says("€1,200")
        assert browser.says("Your public name stands beside it: Ada.")
        assert Proposal.objects.count() == 0
        browser.press("submit")
        made = Proposal.objects.get()
        assert (browser.response.status_code, browser.response["location"]) == (
            302,
            f"/en/vorschlaege/{made.pk}/eingereicht/",
        )
        assert (made.title, made.what, made.why, made.place) == (
            "Bänke am Weiher", "Vier Bänke.\r\nAus „Holz“ & <Stein>.", "Pausen für alle.", "Rundweg",
        )  # fmt: skip
        assert (made.round, made.author, made.area, made.category.slug, made.estimate_cents, made.language) == (
            round, person, round.area, "social", 120_000, "en",
        )  # fmt: skip

    def test_one_question_per_page_in_order(self, browser: Browser) -> None:
        seen = []
        while browser.step != "preview":
            seen.append(browser.step)
            assert browser.says(f"Step {len(seen)} of 8")
            browser.press(**ANSWERS[browser.step])
        assert tuple(seen) == STEP_NAMES[:-1]

    def test_back_keeps_what_was_typed_so_far(self, browser: Browser) -> None:
        browser.through("why")
        browser.press("back", why="Halb fer")
        assert (browser.step, browser.fields["what"]) == ("what", "Vier Bänke.\r\nAus „Holz“ & <Stein>.")
        browser.press()
        assert (browser.step, browser.fields["why"]) == ("why", "Halb fer")

    def test_back_from_the_first_question_stays(self, browser: Browser) -> None:
        browser.press("back", title="Anfang")
        assert (browser.step, browser.fields["title"]) == ("title", "Anfang")

    def test_a_part_is_changed_from_the_preview_and_leads_back_there(self, browser: Browser) -> None:
        browser.through()
        browser.press("edit-why")
        assert (browser.step, browser.fields["why"]) == ("why", "Pausen für alle.")
        browser.press(why="Weil alle Pausen brauchen.")
        assert browser.step == "preview"
        assert browser.says("Weil alle Pausen brauchen.")

    def test_sent_twice_it_is_one_idea(self, browser: Browser) -> None:
        browser.through()
        first = dict(browser.fields)
        browser.press("submit")
        browser.fields = first
        browser.press("submit")
        assert browser.response.status_code == 302
        assert Proposal.objects.count() == 1

    def test_changed_after_submitting_with_the_back_button_nothing_is_lost_in_silence(self, browser: Browser) -> None:
        browser.through()
        first = dict(browser.fields)
        browser.press("submit")
        browser.fields = first | {"title": "Andere Bänke"}
        browser.press("submit")
        assert browser.says("You have already submitted this form, as no. 1.")
        assert browser.fields["title"] == "Andere Bänke"

    def test_the_thank_you_page_says_what_happens_next(self, browser: Browser) -> None:
        browser.through().press("submit")
        browser.take(browser.client.get(browser.response["location"]))
        assert browser.says("“Bänke am Weiher” has the number 1.")
        assert browser.says("You hear from us by ")


WRONG = [
    ("title", {"title": ""}, "title", "This field is required."),
    ("title", {"title": "x" * 121}, "title", "at most 120 characters (it has 121)"),
    ("what", {"what": " "}, "what", "This field is required."),
    ("what", {"what": "x" * 3001}, "what", "at most 3000 characters (it has 3001)"),
    ("why", {"why": "x" * 2001}, "why", "at most 2000 characters (it has 2001)"),
    ("place", {"place": "x" * 161}, "place", "at most 160 characters (it has 161)"),
    ("place", {"lon": "13.45", "lat": "52.35"}, "lon", "This place lies in Neukölln. This round is for Lichtenberg."),
    ("place", {"lon": "2.35", "lat": "48.85"}, "lon", "This place lies outside of the city."),
    ("place", {"lon": "13.35"}, "lon", "The point on the map could not be read."),
    ("place", {"lon": "NaN", "lat": "x"}, "lon", "The point on the map could not be read."),
    ("place", {"lon": "1e999", "lat": "-1e999"}, "lon", "The point on the map could not be read."),
    ("place", {"lon": "1000", "lat": "52.35"}, "lon", "The point on the map could not be read."),
    ("place", {"area": "999999"}, "area", "This area does not belong to the round. Please choose one in Lichtenberg."),
    ("topic", {"category": ""}, "category", "Please choose a topic."),
    ("topic", {"category": "abc"}, "category", "Select a valid choice."),
    ("cost", {"estimate": "viel"}, "estimate", "Please write a sum in euros, such as 1.200 or 1200,50."),
    ("cost", {"estimate": "12.4"}, "estimate", "Please write a sum in euros, such as 1.200 or 1200,50."),
    ("cost", {"estimate": "-5"}, "estimate", "Please write a sum in euros, such as 1.200 or 1200,50."),
    ("cost", {"estimate": "20.000,01"}, "estimate", "In this round a project may cost €20,000 at most."),
    ("cost", {"estimate": "99999999999999999999"}, "estimate", "Please enter at most"),
    ("picture", {"picture_alt": "x" * 251}, "picture_alt", "at most 250 characters (it has 251)"),
]


class TestMistakes:
    @pytest.mark.parametrize(("step", "typed", "field", "sentence"), WRONG)
    def test_the_sentence_stands_there_and_what_was_typed_too(
        self, browser: Browser, step: str, typed: dict[str, str], field: str, sentence: str
    ) -> None:
        browser.through(step)
        browser.press(**typed)
        assert browser.response.status_code == 200
        assert (browser.step, browser.says(sentence)) == (step, True)
        kept = browser.fields.get(field, "")
        assert kept == ("" if field in ("category", "area") else typed[field])
        assert browser.fields["title"] == (typed.get("title") if step == "title" else "Bänke am Weiher")

    @pytest.mark.parametrize(("step", "typed", "field", "sentence"), WRONG)
    def test_whoever_jumps_to_the_end_is_led_to_the_mistake(
        self, browser: Browser, step: str, typed: dict[str, str], field: str, sentence: str
    ) -> None:
        browser.through()
        browser.press("submit", **typed)
        assert Proposal.objects.count() == 0
        assert (browser.step, browser.says(sentence)) == (step, True)

    def test_nul_characters_are_refused_not_stored(self, browser: Browser) -> None:
        browser.press(title="Bän\x00ke")
        assert browser.step == "title"
        assert browser.says("Null characters are not allowed.")

    @pytest.mark.parametrize("go", ["", "edit-", "edit-nothing", "zzz"])
    def test_an_unknown_button_means_on(self, browser: Browser, go: str) -> None:
        browser.press(go, title="Bänke")
        assert browser.step == "what"

    @pytest.mark.parametrize("step", ["", "zzz", "__class__"])
    def test_an_unknown_step_begins_anew_with_all_kept(self, browser: Browser, step: str) -> None:
        browser.through("why")
        browser.press(step=step)
        assert (browser.step, browser.fields["title"]) == ("title", "Bänke am Weiher")

    @pytest.mark.parametrize("key", ["", "abc", "x" * 5000])
    def test_a_lost_key_does_no_harm(self, browser: Browser, key: str) -> None:
        browser.through().press("submit", key=key)
        assert Proposal.objects.count() == 1

    def test_the_deadline_passes_while_somebody_types(self, browser: Browser, round: Round) -> None:
        browser.through()
        now = timezone.now()
        round.phases.filter(kind=Phase.Kind.COLLECTING).update(ends_at=now)
        browser.press("submit")
        assert (browser.step, browser.says("The time for submitting ideas is over.")) == ("preview", True)
        assert (browser.fields["what"], Proposal.objects.count()) == ("Vier Bänke.\r\nAus „Holz“ & <Stein>.", 0)


class TestPlace:
    def test_a_part_of_the_district_by_name(self, browser: Browser, round: Round) -> None:
        region = RegionFactory(parent=round.area, name="Weißensee Ost")
        browser.through("place")
        assert browser.says("All of Lichtenberg")
        browser.press(area=str(region.pk))
        browser.through()
        assert browser.says("Weißensee Ost")
        browser.press("submit")
        assert Proposal.objects.get().area == region

    def test_a_point_is_kept_and_names_the_region(self, browser: Browser, round: Round) -> None:
        region = RegionFactory(parent=round.area, name="Am Weiher")
        browser.through("place")
        browser.press(lon="13.351000", lat="52.352000")
        browser.through()
        assert browser.says("Am Weiher (with a point on the map)")
        browser.press("submit")
        made = Proposal.objects.get()
        assert (made.lon, made.lat, made.area) == (13.351, 52.352, region)

    def test_a_point_can_be_dropped_without_a_script(self, browser: Browser) -> None:
        browser.through("place")
        browser.press(lon="13.45", lat="52.35")
        assert browser.says("Without the point on the map")
        browser.press(drop_point="on")
        browser.through().press("submit")
        assert Proposal.objects.get().lon is None


class TestPicture:
    def test_it_survives_an_error_and_is_stored_at_the_end(self, browser: Browser) -> None:
        browser.through("picture")
        browser.press(picture=a_photo())
        assert (browser.step, browser.says("Please say in a sentence what the picture shows.")) == ("picture", True)
        token = browser.fields["upload"]
        assert token != ""
        assert '<img src="/en/vorschlaege/bild/angefangen/' in browser.html
        browser.press(picture_alt="Zwei Bänke")
        assert (browser.step, browser.fields["upload"]) == ("preview", token)
        assert 'alt="Zwei Bänke"' in browser.html
        browser.press("submit")
        made = Proposal.objects.get()
        assert (made.picture_alt, made.picture.name.startswith("proposals/")) == ("Zwei Bänke", True)

    def test_it_is_kept_when_somebody_goes_back_first(self, browser: Browser) -> None:
        browser.through("picture")
        browser.press("back", picture=a_photo(), picture_alt="Bild")
        assert (browser.step, browser.fields["upload"] != "") == ("cost", True)

    def test_a_bad_one_leaves_the_good_one_there(self, browser: Browser) -> None:
        browser.through("picture")
        browser.press(picture=a_photo())
        token = browser.fields["upload"]
        bad = File(io.BytesIO(b"<svg></svg>"), name="x.svg")
        browser.press(picture=bad, picture_alt="Bild")
        assert browser.says("SVG drawings cannot be shown safely.")
        assert browser.fields["upload"] == token

    def test_it_can_be_replaced_and_dropped(self, browser: Browser) -> None:
        browser.through("picture")
        browser.press(picture=a_photo())
        first = browser.fields["upload"]
        browser.press(picture=a_photo(colour="red"), drop_picture="on", picture_alt="Rot")
        assert browser.fields["upload"] not in ("", first)
        browser.press("edit-picture")
        browser.press(drop_picture="on")
        assert (browser.step, browser.fields["upload"]) == ("preview", "")
        browser.press("submit")
        assert not Proposal.objects.get().picture

    def test_a_token_that_is_not_ours_is_said(self, browser: Browser) -> None:
        browser.through().press("submit", upload="InVwbG9hZHMi:x:y", picture_alt="Bild")
        assert (browser.step, browser.says("The picture is no longer there. Please choose it again.")) == (
            "picture",
            True,
        )
        assert browser.fields["upload"] == ""

    def test_an_empty_file_is_said(self, browser: Browser) -> None:
        browser.through("picture")
        browser.press(picture=File(io.BytesIO(b""), name="leer.jpg"))
        assert browser.says("The submitted file is empty.")


class TestWhoMay:
    def test_strangers_sign_in_and_come_back(self, client: Client, round: Round) -> None:
        response = client.get(address(round))
        assert (response.status_code, response["location"]) == (302, f"/en/konto/login/?next={address(round)}")

    def test_what_was_typed_waits_for_whoever_had_to_sign_in_again(
        self, client: Client, person: User, browser: Browser, round: Round
    ) -> None:
        browser.through("cost")
        client.logout()
        browser.press(estimate="1.500")
        assert browser.response["location"] == f"/en/konto/login/?next={address(round)}"
        client.post("/en/konto/login/", {"login": person.email, "password": "ein-langes-passwort"})
        browser.open()
        assert (browser.step, browser.fields["estimate"], browser.fields["what"]) == (
            "cost", "1.500", "Vier Bänke.\r\nAus „Holz“ & <Stein>.",
        )  # fmt: skip
        browser.press()
        browser.through().press("submit")
        assert Proposal.objects.get().estimate_cents == 150_000

    def test_it_waits_once_only(self, client: Client, person: User, browser: Browser) -> None:
        browser.through("why")
        client.logout()
        browser.press()
        client.force_login(person)
        browser.open()
        browser.open()
        assert (browser.step, browser.fields["title"]) == ("title", "")

    @pytest.mark.parametrize(
        ("fields", "phase", "sentence"),
        [
            ({}, "voting", "The time for submitting ideas is over."),
            ({"is_archive": True}, "collecting", "No ideas are collected in this round."),
            (
                {"who_may_propose": "residents"},
                "collecting",
                "In this round residents propose. Please tell us on “My page” where you live.",
            ),
        ],
    )
    def test_whoever_may_not_reads_why(
        self, client: Client, person: User, fields: dict[str, Any], phase: str, sentence: str
    ) -> None:
        round = a_round(now=timezone.now(), phase=phase, **fields)
        browser = Browser(client, address(round))
        assert (browser.response.status_code, browser.says(sentence), browser.step) == (200, True, "")

    @pytest.mark.parametrize("fields", [{"is_public": False}, {"slug": "eine-andere"}])
    def test_no_such_round(self, client: Client, person: User, round: Round, fields: dict[str, Any]) -> None:
        Round.objects.update(**fields)
        assert client.get(address(round)).status_code == 404
        assert client.post(address(round)).status_code == 404

    def test_the_form_is_protected_against_other_sites(self, person: User, round: Round) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(person)
        assert strict.post(address(round), {"step": "title"}).status_code == 403


class TestRevise:
    @pytest.fixture
    def returned(self, person: User, round: Round) -> Proposal:
        picture = pictures.clean(File(a_photo()))
        return a_proposal(
            State.RETURNED,
            round=round,
            by=person,
            at=timezone.now(),
            estimate_cents=120_050,
            picture=picture,
            picture_alt="Alt",
        )

    @pytest.fixture
    def page(self, client: Client, returned: Proposal) -> Browser:
        return Browser(client, f"/en/vorschlaege/{returned.pk}/bearbeiten/")

    def test_it_starts_with_the_preview_and_the_answer(self, page: Browser) -> None:
        assert page.step == "preview"
        assert page.says("Bitte nennen Sie den Ort genauer.")
        assert page.says("€1,200.50")
        assert '<img src="/en/vorschlaege/bild/' in page.html

    def test_one_part_is_changed_the_rest_stays(self, page: Browser, returned: Proposal) -> None:
        name = returned.picture.name
        page.press("edit-place")
        assert page.says("Bänke am Weiher") or page.fields["title"] == "Bänke am Weiher"
        page.press(place="Nordufer, neben dem Steg")
        page.press("submit")
        returned.refresh_from_db()
        assert page.response["location"] == f"/en/vorschlaege/{returned.pk}/eingereicht/"
        assert (returned.place, returned.state, returned.estimate_cents) == (
            "Nordufer, neben dem Steg", State.SUBMITTED, 120_050,
        )  # fmt: skip
        assert (returned.picture.name, returned.picture_alt) == (name, "Alt")

    def test_the_picture_can_be_dropped(self, page: Browser, returned: Proposal) -> None:
        page.press("edit-picture")
        page.press(drop_picture="on")
        page.press("submit")
        returned.refresh_from_db()
        assert (returned.picture.name, returned.picture_alt) == ("", "")

    def test_sent_twice(self, page: Browser, returned: Proposal) -> None:
        fields = dict(page.fields)
        page.press("submit")
        page.fields = fields
        page.press("submit")
        assert page.response.status_code == 302
        assert returned.transitions.count() == 3

    def test_a_moderator_was_quicker(self, page: Browser, returned: Proposal) -> None:
        fields = dict(page.fields) | {"title": "Noch besser"}
        page.press("submit")
        move("publish", returned, by=UserFactory(), at=timezone.now())
        page.fields = fields
        page.press("submit")
        assert page.says("This is not possible any more. The proposal now has the state “Published”.")
        assert page.fields["title"] == "Noch besser"

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_nobody_else_learns_that_it_is_there(self, client: Client, returned: Proposal, method: str) -> None:
        client.force_login(UserFactory())
        for pk in (returned.pk, 10**9):
            assert getattr(client, method)(f"/en/vorschlaege/{pk}/bearbeiten/").status_code == 404

    def test_what_is_not_returned_says_so(self, client: Client, person: User, round: Round) -> None:
        proposal = a_proposal(round=round, by=person, at=timezone.now())
        page = Browser(client, f"/en/vorschlaege/{proposal.pk}/bearbeiten/")
        assert (page.step, page.says("The proposal now has the state “Published”.")) == ("", True)


@pytest.mark.parametrize("regions", [1, 30])
def test_queries_of_a_step_do_not_grow(
    client: Client, person: User, round: Round, regions: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(regions):
        RegionFactory(parent=round.area)
    browser = Browser(client, address(round))
    browser.through("place")
    with django_assert_max_num_queries(12):
        browser.press(place="Hier")


def test_the_way_back_of_the_browser_works_and_nobody_else_keeps_the_page(client: Client) -> None:
    """ "no-store" would turn the button "back" into an error, as each question is the answer to a form."""
    round = a_round(now=timezone.now())
    client.force_login(UserFactory())
    answer = client.post(f"/runden/{round.slug}/einreichen/", {"step": "title", "title": "Bank", "go": "next"})
    assert sorted(answer.headers["Cache-Control"].split(", ")) == ["max-age=0", "must-revalidate", "private"]
