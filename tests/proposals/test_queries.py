"""Lists, pages, one proposal, the map, what waits: what they hold and how many queries they cost."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from participation.models import Area, Role, Round
from proposals import discussion, moderation, queries, queues
from proposals.models import Category, Comment, Proposal
from proposals.states import PUBLIC, WITHHELD, ReasonCode, State
from tests.factories.participation import NOON, DistrictFactory, RegionFactory, UserFactory, a_round, staff
from tests.factories.proposals import (
    WAYS,
    a_category,
    a_proposal,
    an_assessment,
    many,
    refused_in_public,
    submitted,
)

pytestmark = pytest.mark.django_db

DAY = NOON.date()


def titles(rows: Any) -> list[str]:
    return [row.title for row in rows]


def say(proposal: Proposal, count: int = 1) -> list[Comment]:
    return [
        discussion.comment(proposal=proposal, text=f"Wort {n}", by=UserFactory(), key=uuid.uuid4(), at=NOON)
        for n in range(count)
    ]


def support(proposal: Proposal, count: int) -> None:
    for _ in range(count):
        discussion.support(proposal=proposal, by=UserFactory(), at=NOON)


class TestWhatIsPublic:
    @pytest.mark.parametrize("state", WAYS)
    def test_states(self, state: str) -> None:
        proposal = a_proposal(state)
        shown = proposal in queries.list_for_public(proposal.round)
        assert (shown, queries.is_public(proposal)) == (state in PUBLIC, state in PUBLIC)

    @pytest.mark.parametrize("reason", ReasonCode.values)
    def test_refused_after_publication_keeps_its_page_unless_its_words_are_the_reason(self, reason: str) -> None:
        proposal = refused_in_public(reason)
        detail = queries.detail(proposal.pk)
        assert detail is not None
        shown = reason not in WITHHELD
        assert (detail.is_public, queries.is_public(proposal), proposal in Proposal.objects.public()) == (shown,) * 3
        assert (proposal in queries.list_for_public(states=[State.REFUSED])) == shown
        assert list(queries.list_for_public()) == list(queries.list_for_public(proposal.round)) == []
        assert queries.was_public(proposal)

    def test_refused_unread_is_found_nowhere(self) -> None:
        proposal = a_proposal(State.REFUSED)
        assert list(queries.list_for_public(proposal.round, states=[State.REFUSED])) == []
        assert not queries.was_public(proposal)

    def test_refused_stands_on_no_map(self) -> None:
        round = a_round()
        proposal = refused_in_public(round=round, lon=round.area.lon, lat=round.area.lat)
        assert (queries.map_rows(), queries.map_rows(proposal.round)) == ([], [])

    def test_a_hidden_round_shows_nothing(self) -> None:
        round = a_round()
        proposal = a_proposal(round=round, lon=round.area.lon, lat=round.area.lat)
        Round.objects.update(is_public=False)
        proposal = Proposal.objects.get(pk=proposal.pk)
        assert not queries.is_public(proposal)
        assert list(queries.list_for_public(proposal.round)) == list(queries.list_for_public()) == []
        assert queries.map_rows(proposal.round) == queries.map_rows() == []


class TestFilters:
    @pytest.fixture
    def round(self) -> Round:
        return a_round()

    def test_by_round(self, round: Round) -> None:
        mine, other = a_proposal(round=round), a_proposal(round=a_round())
        assert list(queries.list_for_public(round)) == [mine]
        assert set(queries.list_for_public()) == {mine, other}

    def test_by_category(self, round: Round) -> None:
        a_proposal(round=round)
        play = a_proposal(round=round, category=a_category("play"))
        assert list(queries.list_for_public(round, category="play")) == [play]
        assert list(queries.list_for_public(round, category="no-such")) == []

    def test_by_area_with_all_below(self, round: Round) -> None:
        here, there = RegionFactory(parent=round.area), RegionFactory(parent=round.area)
        whole, in_here, in_there = (a_proposal(round=round, area=area) for area in (None, here, there))
        assert set(queries.list_for_public(round, area=round.area)) == {whole, in_here, in_there}
        assert list(queries.list_for_public(round, area=here)) == [in_here]

    def test_by_state(self, round: Round) -> None:
        rows = {state: a_proposal(state, round=round) for state in (State.PUBLISHED, State.ADMITTED, State.REFUSED)}
        assert list(queries.list_for_public(round, states=["admitted"])) == [rows[State.ADMITTED]]
        assert len(queries.list_for_public(round, states=["admitted", "published"])) == 2

    @pytest.mark.parametrize("states", [["refused"], ["draft"], ["' OR 1=1"]])
    def test_no_state_opens_what_is_not_public(self, round: Round, states: list[str]) -> None:
        a_proposal(State.REFUSED, round=round)
        a_proposal(round=round)
        assert list(queries.list_for_public(round, states=states)) == []

    @pytest.mark.parametrize(
        ("q", "found"),
        [
            ("bänke", True),
            ("BANKE", True),
            ("baenke", True),
            ("weiher bänke", True),
            ("bän", True),
            ("pausen holz", True),
            ("bänke schwimmbad", False),
            ("%", False),
            ("_", False),
            ("100%", False),
            ("\x00", True),
            ("", True),
            ("'; DROP TABLE", False),
        ],
    )
    def test_by_words(self, round: Round, q: str, found: bool) -> None:
        a_proposal(round=round)
        assert bool(queries.list_for_public(round, q=q)) == found


class TestOrder:
    @pytest.fixture
    def round(self) -> Round:
        return a_round()

    def test_newest(self, round: Round) -> None:
        for number, hours in enumerate((2, 3, 1)):
            a_proposal(round=round, title=f"{hours}", at=NOON + datetime.timedelta(hours=hours), why=f"{number}")
        assert titles(queries.list_for_public(round, order="newest")) == ["3", "2", "1"]

    def test_most_supported_and_most_commented(self, round: Round) -> None:
        rows = [a_proposal(round=round, title=title) for title in "abc"]
        support(rows[1], 2)
        support(rows[2], 1)
        say(rows[2], 2)
        say(rows[0], 1)
        assert titles(queries.list_for_public(round, order="supported")) == ["b", "c", "a"]
        assert titles(queries.list_for_public(round, order="commented")) == ["c", "a", "b"]

    def test_removed_comments_do_not_count(self, round: Round) -> None:
        proposal = a_proposal(round=round)
        (first, _) = say(proposal, 2)
        discussion.remove_comment(comment=first, reason="Spam", by=UserFactory(), at=NOON)
        assert queries.list_for_public(round).get().comments_count == 1  # type: ignore[attr-defined]

    def test_cost_is_what_was_signed_else_the_authors_estimate(self, round: Round) -> None:
        a_proposal(round=round, title="unknown")
        a_proposal(round=round, title="estimate", estimate_cents=300)
        a_proposal(State.ADMITTED, round=round, title="signed", estimate_cents=900, cost=200)
        waiting = a_proposal(State.IN_ASSESSMENT, round=round, title="unsigned", estimate_cents=400)
        an_assessment(waiting, cost=100)
        rows = queries.list_for_public(round, order="cost")
        assert [(row.title, row.cost_cents) for row in rows] == [  # type: ignore[attr-defined]
            ("signed", 200),
            ("estimate", 300),
            ("unsigned", 400),
            ("unknown", None),
        ]

    def test_the_lot_is_the_same_all_day_and_another_tomorrow(self, round: Round) -> None:
        many(round, 40)
        today, again, tomorrow = (
            titles(queries.list_for_public(round, day=day)) for day in (DAY, DAY, DAY + datetime.timedelta(days=1))
        )
        assert today == again != tomorrow
        assert sorted(today) == sorted(tomorrow)

    def test_nobody_is_always_first(self, round: Round) -> None:
        """Over 400 days each of five comes first about as often: within five standard deviations (of 8) of 80."""
        many(round, 5)
        first = [
            queries.list_for_public(round, day=DAY + datetime.timedelta(days=n)).values_list("number", flat=True)[0]
            for n in range(400)
        ]
        counts = [first.count(number) for number in range(1, 6)]
        assert all(40 <= count <= 120 for count in counts), counts

    def test_without_a_day_it_is_the_lot_itself(self, round: Round) -> None:
        many(round, 3)
        lots = [2**31 - 1, 0, 2**30]
        for number, lot in enumerate(lots, 1):
            Proposal.objects.filter(number=number).update(shuffle=lot)
        rows = queries.list_for_public(round).values_list("shuffle", flat=True)
        assert list(rows) == sorted(lots)

    def test_an_unknown_order_is_the_lot(self, round: Round) -> None:
        many(round, 9)
        unknown, shuffled = (titles(queries.list_for_public(round, order=o, day=DAY)) for o in ("x", "shuffled"))
        assert unknown == shuffled


class TestPages:
    @pytest.mark.parametrize("order", queries.ORDERS)
    def test_pages_hold_what_the_list_holds_in_its_order(self, order: str) -> None:
        round = a_round()
        many(round, 50)
        for proposal in Proposal.objects.filter(number__in=[7, 23]):
            support(proposal, proposal.number % 3)
            say(proposal)
        rows = queries.list_for_public(round, order=order, day=DAY)
        pages = queries.Pages(rows, 24)
        assert [row.pk for number in pages.page_range for row in pages.page(number)] == [row.pk for row in rows]
        assert [len(pages.page(number)) for number in pages.page_range] == [24, 24, 2]

    @pytest.mark.parametrize("asked", ["1", "0", "-3", "999", "x", "", "1.5", "9" * 40])
    def test_whatever_stands_in_the_address(self, asked: str) -> None:
        round = a_round()
        many(round, 3)
        assert len(queries.Pages(queries.list_for_public(round), 24).get_page(asked).object_list) == 3

    def test_an_empty_list_has_one_empty_page(self) -> None:
        assert queries.Pages(queries.list_for_public(a_round()), 24).get_page("1").object_list == []

    @pytest.mark.parametrize("count", [1, 30, 2000])
    @pytest.mark.parametrize("order", queries.ORDERS)
    def test_three_queries_however_long(self, count: int, order: str, django_assert_num_queries: Any) -> None:
        round = a_round()
        many(round, count)
        with django_assert_num_queries(3):
            page = queries.Pages(queries.list_for_public(round, order=order, day=DAY), 24).get_page("1")
            shown = [
                (
                    row.round.title,
                    str(row.category),
                    row.area.accent,
                    row.supports_count,
                    row.comments_count,
                    row.cost_cents,
                )
                for row in page.object_list
            ]
        assert len(shown) == min(count, 24)


class TestDetail:
    def test_all_around_one_proposal(self) -> None:
        proposal = a_proposal(State.ADMITTED, cost=500)
        support(proposal, 2)
        visible, removed = say(proposal, 2)
        discussion.remove_comment(comment=removed, reason="Spam", by=UserFactory(), at=NOON)
        joined = a_proposal(round=proposal.round, title="Dazu")
        moderation.merge(proposal=joined, other=proposal, text="Gleich.", by=UserFactory(), at=NOON)
        found = queries.detail(proposal.pk)
        assert found is not None
        assert found.proposal == proposal
        assert [step.move for step in found.transitions] == ["submit", "publish", "hand_over", "admit"]
        assert (found.comments, [row.title for row in found.merged]) == ([visible, removed], ["Dazu"])
        assert found.assessment is not None
        assert found.assessment.cost_likely_cents == 500
        counts = (found.proposal.supports_count, found.proposal.comments_count, found.proposal.cost_cents)  # type: ignore[attr-defined]
        assert counts == (2, 1, 500)

    def test_none_there(self) -> None:
        assert queries.detail(1) is None

    def test_a_verdict_that_waits_for_a_signature_is_not_shown(self) -> None:
        proposal = a_proposal(State.IN_ASSESSMENT)
        an_assessment(proposal)
        found = queries.detail(proposal.pk)
        assert found is not None
        assert found.assessment is None

    @pytest.mark.parametrize("count", [1, 30])
    def test_four_queries_however_much_is_said(self, count: int, django_assert_num_queries: Any) -> None:
        proposal = a_proposal(State.ADMITTED)
        say(proposal, count)
        support(proposal, count)
        for _ in range(count):
            other = submitted(round=proposal.round)
            moderation.merge(proposal=other, other=proposal, text="Gleich.", by=UserFactory(), at=NOON)
        with django_assert_num_queries(4):
            found = queries.detail(proposal.pk)
            assert found is not None
            row = found.proposal
            _ = (row.round.area.name, row.area.parent.name, str(row.category), str(row.author), row.merged_into)
            _ = [(str(comment.author), comment.text) for comment in found.comments]
            _ = [step.review.text for step in found.transitions if step.review]
            assert [step.assessment.office.name for step in found.transitions if step.assessment] != []

    def test_internal_notes_are_not_read(self) -> None:
        proposal = submitted()
        moderation.publish(proposal=proposal, internal_note="geheim", by=UserFactory(), at=NOON)
        found = queries.detail(proposal.pk)
        assert found is not None
        assert "internal_note" in found.transitions[-1].review.get_deferred_fields()  # type: ignore[union-attr]


class TestMap:
    def test_points_of_public_proposals(self, django_assert_num_queries: Any) -> None:
        round = a_round(area=DistrictFactory(key="01"))
        shown = a_proposal(round=round, lon=13.35, lat=52.35)
        a_proposal(round=round)
        a_proposal(State.REFUSED, round=round, lon=13.35, lat=52.35)
        with django_assert_num_queries(1):
            rows = queries.map_rows(round)
        assert rows == [(shown.pk, 1, 13.35, 52.35, "Bänke am Weiher")]
        assert queries.map_rows() == rows

    def test_ten_thousand_in_one_query(self, django_assert_num_queries: Any) -> None:
        round = a_round()
        many(round, 10_000, lon=13.4, lat=52.5)
        with django_assert_num_queries(1):
            assert len(queries.map_rows(round)) == 10_000


class TestBallot:
    def test_admitted_ones_by_number_with_signed_costs(self) -> None:
        round = a_round()
        first, second = (a_proposal(State.ADMITTED, round=round, cost=cost) for cost in (700, 300))
        for state in (State.PUBLISHED, State.IN_ASSESSMENT, State.INFEASIBLE):
            a_proposal(state, round=round)
        a_proposal(State.ADMITTED, round=a_round())
        ready = list(queries.ready_for_ballot(round))
        assert [(row.proposal, row.cost_likely_cents) for row in ready] == [(first, 700), (second, 300)]
        assert {row.statement for row in ready} == {"Das geht. Die Bänke stehen auf öffentlichem Grund."}

    @pytest.mark.parametrize("count", [1, 12])
    def test_two_queries(self, count: int, django_assert_num_queries: Any) -> None:
        round = a_round()
        for _ in range(count):
            a_proposal(State.ADMITTED, round=round)
        with django_assert_num_queries(2):
            rows = [
                (str(row.proposal.author), str(row.proposal.category), row.proposal.area.name)
                for row in queries.ready_for_ballot(round)
            ]
        assert len(rows) == count


class TestMine:
    def test_own_ideas_with_the_last_answer(self) -> None:
        author = UserFactory()
        published = a_proposal(by=author, title="Alt")
        returned = a_proposal(State.RETURNED, by=author, title="Neu", at=NOON + datetime.timedelta(days=1))
        a_proposal()
        rows = queries.mine(author)
        assert rows == [returned, published]
        assert rows[0].answer.text == "Bitte nennen Sie den Ort genauer."  # type: ignore[attr-defined]
        assert rows[1].answer is None  # type: ignore[attr-defined]

    @pytest.mark.parametrize("count", [1, 30])
    def test_two_queries(self, count: int, django_assert_num_queries: Any) -> None:
        author, round = UserFactory(), a_round()
        for _ in range(count):
            a_proposal(State.RETURNED, by=author, round=round)
        with django_assert_num_queries(2):
            rows = [(row.round.title, row.area.name, row.answer.text) for row in queries.mine(author)]  # type: ignore[attr-defined]
        assert len(rows) == count


class TestDesks:
    @pytest.fixture
    def areas(self) -> list[Area]:
        return [DistrictFactory(key="07"), DistrictFactory(key="08")]

    def test_moderators_see_their_area_what_waits_first(self, areas: list[Area]) -> None:
        here, there = (a_round(area=area) for area in areas)
        published = a_proposal(round=here)
        late = submitted(round=here, at=NOON - datetime.timedelta(hours=20))
        soon = submitted(round=here, at=NOON)
        submitted(round=there)
        checked = a_proposal(State.IN_ASSESSMENT, round=here)
        moderator = staff(Role.Name.MODERATOR, areas[0])
        rows = list(queues.moderation_queue(moderator))
        assert rows[:2] == [late, soon]
        assert set(rows[2:]) == {published, checked}
        assert queues.waiting_in_moderation(moderator) == queues.Waiting(2, datetime.date(2027, 3, 11))

    def test_offices_see_what_is_theirs(self, areas: list[Area]) -> None:
        here, there = (a_round(area=area) for area in areas)
        waits, written = (a_proposal(State.IN_ASSESSMENT, round=here) for _ in range(2))
        an_assessment(written)
        admitted = a_proposal(State.ADMITTED, round=here)
        a_proposal(round=here)
        a_proposal(State.IN_ASSESSMENT, round=there)
        assessor, finance = (staff(role, areas[0]) for role in (Role.Name.ASSESSOR, Role.Name.FINANCE))
        rows = list(queues.assessment_queue(assessor, "assessor"))
        assert (set(rows[:2]), rows[2:]) == ({waits, written}, [admitted])
        assert list(queues.assessment_queue(assessor, "finance")) == []
        one = queues.Waiting(1, datetime.date(2027, 4, 7))
        assert queues.waiting_in_assessment(assessor) == queues.waiting_for_signature(finance) == one

    def test_reports_of_the_area_open_ones_first(self, areas: list[Area]) -> None:
        here, there = (a_proposal(round=a_round(area=area)) for area in areas)
        moderator = staff(Role.Name.MODERATOR, areas[0])
        settled = discussion.report(proposal=here, reason="other", text="1", at=NOON)
        discussion.settle_report(report=settled, outcome="Nichts", by=moderator, at=NOON)
        first, second = (discussion.report(proposal=here, reason="other", text=text, at=NOON) for text in "23")
        discussion.report(proposal=there, reason="other", at=NOON)
        assert list(queues.report_queue(moderator)) == [first, second, settled]
        assert queues.open_reports(moderator) == queues.Waiting(2, DAY)

    def test_comments_of_the_area_newest_first(self, areas: list[Area]) -> None:
        here, there = (a_proposal(round=a_round(area=area)) for area in areas)
        first, second = say(here, 2)
        say(there)
        assert list(queues.comment_queue(staff(Role.Name.MODERATOR, areas[0]))) == [second, first]

    def test_nothing_waits_for_those_without_a_role(self) -> None:
        proposal = submitted()
        stranger = UserFactory()
        nothing = queues.Waiting(0, None)
        assert list(queues.moderation_queue(stranger)) == []
        assert queues.waiting_in_moderation(stranger) == queues.waiting_in_assessment(stranger) == nothing
        assert queues.waiting_for_signature(stranger) == queues.open_reports(stranger) == nothing
        assert proposal.state == State.SUBMITTED

    def test_the_author_is_known_by_their_earlier_ideas(self) -> None:
        author = UserFactory()
        first, second, _ = (submitted(by=author) for _ in range(3))
        assert queries.earlier_by_author(first) == 2
        second.author = None
        assert queries.earlier_by_author(second) == 0

    def test_merge_targets_live_in_the_same_round(self) -> None:
        proposal = submitted()
        alive = [a_proposal(state, round=proposal.round) for state in ("published", "in_assessment", "admitted")]
        a_proposal(State.INFEASIBLE, round=proposal.round)
        a_proposal()
        assert list(queries.merge_targets(proposal)) == alive


def test_topics_come_in_their_order_and_language() -> None:
    a_category()
    Category.objects.create(slug="first", names={"de": "Zuerst"}, position=0)
    assert [category.slug for category in queries.categories()][:3] == ["first", "green", "play"]


def test_counting_states() -> None:
    round = a_round()
    for state in (State.PUBLISHED, State.PUBLISHED, State.REFUSED):
        a_proposal(state, round=round)
    assert queries.count_by_state(round) == {"published": 2, "refused": 1}


def test_proposals_by_key(django_assert_num_queries: Any) -> None:
    rows = [a_proposal() for _ in range(3)]
    expected = {row.pk: (str(row.author), row.round.title) for row in rows[:2]}
    with django_assert_num_queries(1):
        found = queries.by_ids(list(expected))
        assert {pk: (str(row.author), row.round.title) for pk, row in found.items()} == expected


def test_whether_somebody_supports_it() -> None:
    proposal, user = a_proposal(), UserFactory()
    assert not queries.supports(user, proposal)
    discussion.support(proposal=proposal, by=user, at=NOON)
    assert queries.supports(user, proposal)
    assert not queries.supports(UserFactory(), proposal)
    assert not queries.supports(AnonymousUser(), proposal)


class TestFinding:
    """What ``find`` gives to pages and counts is what ``list_for_public`` lists."""

    @pytest.mark.parametrize("order", queries.ORDERS)
    @pytest.mark.parametrize("q", ["", "idee", "3"])
    def test_it_finds_the_same_in_the_same_order(self, order: str, q: str) -> None:
        round = a_round()
        many(round, 40)
        for proposal in Proposal.objects.filter(number__in=[7, 23]):
            support(proposal, proposal.number % 3)
            say(proposal)
        listed = queries.list_for_public(round, order=order, day=DAY, q=q)
        found = queries.find(round, order=order, day=DAY, q=q)
        assert [row.pk for row in found] == [row.pk for row in listed]
        first = queries.first(found, 5)
        assert [row.pk for row in first] == [row.pk for row in listed[:5]]
        facts = ("supports_count", "comments_count", "cost_cents")
        assert [[getattr(row, fact) for fact in facts] for row in first] == [
            [getattr(row, fact) for fact in facts] for row in listed[:5]
        ]

    @pytest.mark.parametrize("at_once", [False, True])
    @pytest.mark.parametrize("count", [0, 1, 24, 25, 60])
    def test_pages_are_the_same_read_at_once(self, count: int, at_once: bool) -> None:
        round = a_round()
        many(round, count)
        found = queries.find(round, order="newest")
        pages = queries.Pages(found, 24, at_once=at_once)
        assert pages.count == count
        assert [row.pk for number in pages.page_range for row in pages.page(number)] == [row.pk for row in found]

    @pytest.mark.parametrize("count", [1, 30, 2000])
    def test_a_search_reads_the_texts_once(self, count: int, django_assert_num_queries: Any) -> None:
        round = a_round()
        many(round, count)
        with django_assert_num_queries(2):
            page = queries.Pages(queries.find(round, q="idee"), 24, at_once=True).get_page("1")
            assert (page.paginator.count, len(page.object_list)) == (count, min(count, 24))

    @pytest.mark.parametrize("count", [1, 30])
    def test_the_first_cost_two_queries(self, count: int, django_assert_num_queries: Any) -> None:
        round = a_round()
        many(round, count)
        with django_assert_num_queries(2):
            assert len(queries.first(queries.find(round), 6)) == min(count, 6)

    def test_topics_are_the_categories(self, django_assert_num_queries: Any) -> None:
        expected = list(queries.categories())
        with django_assert_num_queries(1):
            assert queries.topics() == expected

    @pytest.mark.parametrize("key", [2**63, 10**40])
    def test_a_key_that_no_proposal_can_have(self, key: int) -> None:
        assert queries.detail(key) is None
