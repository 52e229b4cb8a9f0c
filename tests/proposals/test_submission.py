"""What citizens do with their own idea."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.files.base import File

from participation.eligibility import Reason
from participation.models import Phase, Round
from proposals import pictures, submission
from proposals.models import Proposal
from proposals.moves import MoveRefused
from proposals.states import State
from tests.factories.participation import NOON, DistrictFactory, RegionFactory, UserFactory, a_round, resident
from tests.factories.proposals import a_category, a_photo, a_proposal, an_idea, submitted

pytestmark = pytest.mark.django_db

# Middle points of the squares of districts 01 and 02, and a point outside of the city.
IN_01, IN_02, NOWHERE = (13.35, 52.35), (13.45, 52.35), (9.9, 53.5)


def at_point(point: tuple[float, float]) -> dict[str, float]:
    return {"lon": point[0], "lat": point[1]}


def picture() -> pictures.Picture:
    return pictures.clean(File(a_photo()))


def test_an_idea_becomes_a_proposal_with_all_it_says() -> None:
    round, author = a_round(area=DistrictFactory(key="01")), UserFactory()
    region = RegionFactory(parent=round.area)
    made = submission.submit(
        round=round,
        idea=an_idea(area=region, estimate_cents=120_000, language="en", **at_point(IN_01)),
        by=author,
        key=uuid.uuid4(),
        at=NOON,
    )
    made.refresh_from_db()
    assert (made.number, made.author, made.state, made.area, made.language) == (
        1, author, State.SUBMITTED, region, "en",
    )  # fmt: skip
    assert (made.title, made.place, made.estimate_cents) == ("Bänke am Weiher", "Rundweg am Weiher", 120_000)
    assert (made.lon, made.lat) == IN_01
    assert (made.created_at, made.submitted_at, made.published_at) == (NOON, NOON, None)
    assert made.search_text == (
        "banke am weiher vier banke aus holz am rundweg um den weiher. "
        "altere menschen brauchen pausen. rundweg am weiher"
    )
    assert not made.picture


def test_numbers_run_within_each_round() -> None:
    first, second = a_round(), a_round()
    numbers = [submitted(round=round).number for round in (first, first, second, first, second)]
    assert numbers == [1, 2, 1, 3, 2]


def test_one_line_texts_stay_one_line() -> None:
    """A line break in a title would end the subject of a mail."""
    made = submitted(title=" Bänke\r\nBcc: alle ", place="am\nWeiher")
    assert (made.title, made.place) == ("Bänke Bcc: alle", "am Weiher")


class TestSentTwice:
    def test_the_same_form_makes_one_proposal(self) -> None:
        round, author, key = a_round(), UserFactory(), uuid.uuid4()
        first = submitted(round=round, by=author, key=key)
        again = submitted(round=round, by=author, key=key)
        assert again == first
        assert Proposal.objects.count() == 1

    def test_it_is_found_even_when_the_phase_is_over(self) -> None:
        round, author, key = a_round(), UserFactory(), uuid.uuid4()
        first = submitted(round=round, by=author, key=key)
        assert submitted(round=round, by=author, key=key, at=NOON + datetime.timedelta(days=40)) == first

    def test_another_text_with_the_same_key_is_not_lost_in_silence(self) -> None:
        round, author, key = a_round(), UserFactory(), uuid.uuid4()
        first = submitted(round=round, by=author, key=key)
        with pytest.raises(submission.SubmissionRefused) as refused:
            submitted(round=round, by=author, key=key, title="Etwas anderes")
        assert (refused.value.code, refused.value.facts) == (
            "already_submitted",
            {"number": 1, "pk": first.pk},
        )

    def test_a_key_belongs_to_one_person_and_round(self) -> None:
        """Somebody who guesses or copies a key neither sees nor blocks the other's proposal."""
        key, round, author = uuid.uuid4(), a_round(), UserFactory()
        made = {
            submitted(round=round, by=author, key=key).pk,
            submitted(round=round, by=UserFactory(), key=key).pk,
            submitted(round=a_round(), by=author, key=key).pk,
        }
        assert len(made) == 3


class TestWhere:
    @pytest.fixture
    def round(self) -> Round:
        DistrictFactory(key="02", name="Neukölln")
        return a_round(area=DistrictFactory(key="01", name="Lichtenberg"))

    def test_without_a_point_it_is_for_the_whole_area(self, round: Round) -> None:
        assert submitted(round=round).area == round.area

    def test_the_region_is_read_from_the_point(self, round: Round) -> None:
        near = RegionFactory(parent=round.area, lon=13.351, lat=52.351)
        RegionFactory(parent=round.area, lon=13.39, lat=52.39)
        assert submitted(round=round, **at_point(IN_01)).area == near

    def test_what_the_person_chose_counts_more_than_the_drawing(self, round: Round) -> None:
        RegionFactory(parent=round.area, lon=13.351, lat=52.351)
        far = RegionFactory(parent=round.area, lon=13.39, lat=52.39)
        assert submitted(round=round, area=far, **at_point(IN_01)).area == far

    @pytest.mark.parametrize(
        ("point", "code", "facts"),
        [
            (IN_02, "outside_area", {"lies_in": "Neukölln", "area": "Lichtenberg"}),
            (NOWHERE, "outside_city", {"area": "Lichtenberg"}),
        ],
    )
    def test_a_place_elsewhere_is_refused_and_named(
        self, round: Round, point: tuple[float, float], code: str, facts: dict[str, str]
    ) -> None:
        RegionFactory(parent=DistrictFactory(key="02"))
        with pytest.raises(submission.SubmissionRefused) as refused:
            submitted(round=round, **at_point(point))
        assert (refused.value.code, refused.value.facts) == (code, facts)
        assert Proposal.objects.count() == 0

    def test_a_chosen_area_elsewhere_is_refused(self, round: Round) -> None:
        with pytest.raises(submission.SubmissionRefused) as refused:
            submitted(round=round, area=DistrictFactory(key="02"))
        assert (refused.value.code, refused.value.facts) == ("area_elsewhere", {"area": "Lichtenberg"})

    def test_a_round_of_the_whole_city_takes_any_place_in_it(self, round: Round) -> None:
        city = round.area.parent
        assert submitted(round=a_round(area=city), **at_point(IN_02)).area.name == "Neukölln"


class TestCap:
    @pytest.mark.parametrize("cents", [None, 1, 2_000_000])
    def test_up_to_the_cap_is_fine(self, cents: int | None) -> None:
        assert submitted(round=a_round(cap_cents=2_000_000), estimate_cents=cents).estimate_cents == cents

    def test_one_cent_more_is_refused(self) -> None:
        with pytest.raises(submission.SubmissionRefused) as refused:
            submitted(round=a_round(cap_cents=2_000_000), estimate_cents=2_000_001)
        assert (refused.value.code, refused.value.facts) == ("over_cap", {"cap_cents": 2_000_000, "currency": "EUR"})

    def test_without_a_cap_anything_goes(self) -> None:
        assert submitted(round=a_round(cap_cents=None), estimate_cents=10**12).estimate_cents == 10**12


PHASES: list[tuple[Any, Reason | None]] = [
    (Phase.Kind.COLLECTING, None),
    (Phase.Kind.ASSESSING, Reason.OVER),
    (Phase.Kind.VOTING, Reason.OVER),
    (Phase.Kind.COUNTING, Reason.OVER),
    (Phase.Kind.DELIVERING, Reason.OVER),
    (None, Reason.OVER),
]


class TestEligibility:
    @pytest.mark.parametrize(("phase", "reason"), PHASES)
    def test_only_while_ideas_are_collected(self, phase: str | None, reason: Reason | None) -> None:
        self.assert_refused(reason, round=a_round(phase=phase))

    def test_the_first_and_the_last_moment(self) -> None:
        round = a_round()
        phase = round.phases.get(kind=Phase.Kind.COLLECTING)
        moment = datetime.timedelta(microseconds=1)
        self.assert_refused(Reason.NOT_YET, round=round, at=phase.starts_at - moment)
        self.assert_refused(None, round=round, at=phase.starts_at)
        self.assert_refused(None, round=round, at=phase.ends_at - moment)
        self.assert_refused(Reason.OVER, round=round, at=phase.ends_at)

    def test_an_unconfirmed_address_is_not_enough(self) -> None:
        self.assert_refused(Reason.EMAIL_NOT_CONFIRMED, by=UserFactory(confirmed=False))

    def test_a_hidden_round_takes_nothing(self) -> None:
        self.assert_refused(Reason.NOT_PUBLIC, round=a_round(is_public=False))

    def test_an_archive_takes_nothing(self) -> None:
        self.assert_refused(Reason.WRONG_PHASE, round=a_round(is_archive=True))

    def test_residents_only(self) -> None:
        round = a_round(who_may_propose=Round.WhoMayPropose.RESIDENTS)
        self.assert_refused(Reason.NO_RESIDENCE, round=round)
        self.assert_refused(Reason.LIVES_ELSEWHERE, round=round, by=resident(DistrictFactory()))
        self.assert_refused(None, round=round, by=resident(round.area))

    @staticmethod
    def assert_refused(reason: Reason | None, **submission_of: Any) -> None:
        before = Proposal.objects.count()
        if reason is None:
            submitted(**submission_of)
            assert Proposal.objects.count() == before + 1
            return
        with pytest.raises(submission.SubmissionRefused) as refused:
            submitted(**submission_of)
        assert (refused.value.code, Proposal.objects.count()) == (reason, before)


class TestPicture:
    def test_it_is_stored_with_its_description(self) -> None:
        made = submitted(picture=picture(), picture_alt="Zwei Bänke am Wasser")
        made.refresh_from_db()
        assert made.picture_alt == "Zwei Bänke am Wasser"
        assert made.picture.read()[:3] == b"\xff\xd8\xff"

    @pytest.mark.parametrize("alt", ["", "   "])
    def test_without_a_description_it_is_refused(self, alt: str) -> None:
        with pytest.raises(submission.SubmissionRefused) as refused:
            submitted(picture=picture(), picture_alt=alt)
        assert refused.value.code == "alt_missing"

    def test_a_description_without_a_picture_is_dropped(self) -> None:
        assert submitted(picture_alt="Nichts").picture_alt == ""


class TestRevise:
    def revise(self, proposal: Proposal, *, at: datetime.datetime = NOON, by: Any = None, **idea: Any) -> Proposal:
        keep = idea.pop("keep_picture", False)
        return submission.revise(
            proposal=proposal, idea=an_idea(**idea), by=by or proposal.author, at=at, keep_picture=keep
        )

    def test_a_returned_idea_comes_back_changed(self) -> None:
        proposal = a_proposal(State.RETURNED)
        number = proposal.number
        self.revise(proposal, title="Sechs Bänke am Weiher", category=a_category("social"))
        proposal.refresh_from_db()
        assert (proposal.title, proposal.category.slug, proposal.state, proposal.number) == (
            "Sechs Bänke am Weiher", "social", State.SUBMITTED, number,
        )  # fmt: skip
        assert proposal.search_text.startswith("sechs banke am weiher")

    def test_sent_twice_it_moves_once(self) -> None:
        proposal = a_proposal(State.RETURNED)
        self.revise(proposal, title="Neu")
        self.revise(proposal, title="Neu")
        assert proposal.transitions.filter(move="submit").count() == 2  # the first time, and the repair

    def test_only_the_author(self) -> None:
        proposal = a_proposal(State.RETURNED)
        with pytest.raises(submission.SubmissionRefused) as refused:
            self.revise(proposal, by=UserFactory(), title="Gekapert")
        assert refused.value.code == "not_yours"
        proposal.refresh_from_db()
        assert proposal.title == "Bänke am Weiher"

    def test_until_the_vote_begins(self) -> None:
        proposal = a_proposal(State.RETURNED)
        voting = proposal.round.phases.get(kind=Phase.Kind.VOTING).starts_at
        with pytest.raises(submission.SubmissionRefused) as refused:
            self.revise(proposal, at=voting)
        assert refused.value.code == "too_late"
        assert self.revise(proposal, at=voting - datetime.timedelta(microseconds=1)).state == State.SUBMITTED

    @pytest.mark.parametrize(("keep", "kept"), [(True, True), (False, False)])
    def test_the_old_picture_stays_if_it_is_wanted(self, keep: bool, kept: bool) -> None:
        proposal = a_proposal(State.RETURNED, picture=picture(), picture_alt="Alt")
        name = proposal.picture.name
        self.revise(proposal, picture_alt="Neu", keep_picture=keep)
        proposal.refresh_from_db()
        assert (proposal.picture.name, proposal.picture_alt) == ((name, "Neu") if kept else ("", ""))

    def test_a_new_picture_replaces_it(self) -> None:
        proposal = a_proposal(State.RETURNED, picture=picture(), picture_alt="Alt")
        name = proposal.picture.name
        self.revise(proposal, picture=picture(), picture_alt="Neu", keep_picture=True)
        proposal.refresh_from_db()
        assert proposal.picture.name not in ("", name)

    def test_the_rules_of_the_round_hold_again(self) -> None:
        with pytest.raises(submission.SubmissionRefused) as refused:
            self.revise(a_proposal(State.RETURNED), estimate_cents=2_000_001)
        assert refused.value.code == "over_cap"


class TestWithdraw:
    def test_by_the_author(self) -> None:
        proposal = a_proposal(State.PUBLISHED)
        assert proposal.author is not None
        submission.withdraw(proposal=proposal, by=proposal.author, at=NOON)
        proposal.refresh_from_db()
        assert proposal.state == State.WITHDRAWN

    def test_by_nobody_else(self) -> None:
        proposal = a_proposal(State.PUBLISHED)
        with pytest.raises(submission.SubmissionRefused) as refused:
            submission.withdraw(proposal=proposal, by=UserFactory(), at=NOON)
        assert refused.value.code == "not_yours"

    def test_not_once_the_offices_have_it(self) -> None:
        proposal = a_proposal(State.IN_ASSESSMENT)
        assert proposal.author is not None
        with pytest.raises(MoveRefused):
            submission.withdraw(proposal=proposal, by=proposal.author, at=NOON)

    def test_an_orphan_belongs_to_nobody(self) -> None:
        proposal = a_proposal(State.PUBLISHED)
        Proposal.objects.update(author=None)
        with pytest.raises(submission.SubmissionRefused):
            submission.withdraw(proposal=proposal, by=UserFactory(), at=NOON)
