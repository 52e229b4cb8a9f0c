"""Reads that cross tables: lists for the public, one proposal with all around it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Mod
from django.utils.functional import cached_property

from participation.models import Area, Office, Round, User
from participation.prepared import Prepared
from proposals import searching
from proposals.models import Assessment, Category, Comment, Proposal, Review, Support, Transition
from proposals.states import FINDABLE, PUBLIC, WITHHELD, State

ORDERS = ("shuffled", "newest", "supported", "commented", "cost")
SHUFFLE_END = 2**31


def categories() -> QuerySet[Category]:
    """All topics in their order."""
    return Category.objects.all()


def topics() -> list[Category]:
    """All topics in their order, read. One query."""
    return _TOPICS.rows()


_TOPICS = Prepared(categories)


def is_public(proposal: Proposal, reviews: Iterable[Review] | None = None) -> bool:
    """Whether everybody may read it. No query if the round and, for what was refused, its ``reviews`` were read."""
    if proposal.state == State.REFUSED:
        return was_public(proposal) and not words_withheld(proposal.reviews.all() if reviews is None else reviews)
    return proposal.state in PUBLIC and proposal.round.is_public


def was_public(proposal: Proposal) -> bool:
    """Whether it was refused or withdrawn after everybody could read it: its address says what became of it."""
    ended = proposal.state in (State.REFUSED, State.WITHDRAWN) and proposal.published_at is not None
    return ended and proposal.round.is_public


def words_withheld(reviews: Iterable[Review]) -> bool:
    """Whether it was refused for a reason that takes its words off the page (``states.WITHHELD``)."""
    return any(review.decision == "refuse" and review.reason_code in WITHHELD for review in reviews)


def list_for_public(round: Round | None = None, **chosen: Any) -> QuerySet[Proposal]:
    """What ``find`` finds, ready for a list: give ``find`` itself to ``Pages``, which reads a page quickly.

    Each proposal has ``round``, ``category``, ``area`` read along and carries ``supports_count``, ``comments_count``
    (visible ones) and ``cost_cents`` (the signed cost, else the author's estimate, else None).
    """
    return with_counts(find(round, **chosen))


def find(
    round: Round | None = None,
    *,
    category: str = "",
    area: Area | None = None,
    states: Sequence[str] = (),
    q: str = "",
    order: str = "shuffled",
    day: datetime.date | None = None,
) -> QuerySet[Proposal]:
    """Public proposals in order, without what a card shows: for ``Pages``, ``first`` and for counting.

    ``round`` None: all rounds. ``category`` is a slug, ``area`` counts with all below it, ``states`` some of
    ``states.FINDABLE`` (others find nothing; none: ``states.PUBLIC``), ``q`` as typed: each word must occur. ``order``
    is one of ORDERS, another word means "shuffled"; "shuffled" is fair by lot and different on each ``day`` (None: the
    lot itself).
    """
    if round is not None and not round.is_public:
        return Proposal.objects.none()
    found = _shown(round, states)
    if category:
        found = found.filter(category__slug=category)
    if area is not None:
        found = found.filter(area__path__startswith=area.path)
    for spellings in searching.alternatives(q):
        found = found.filter(_any_of(spellings))
    return _ordered(found, order, day)


def _shown(round: Round | None, states: Sequence[str] = ()) -> Any:
    """Proposals of a visible round (None: of all) in these states of FINDABLE; none: what is shown unasked."""
    rows = Proposal.objects.filter(round=round) if round else Proposal.objects.filter(round__is_public=True)
    rows = rows.filter(state__in=[state for state in states if state in FINDABLE] if states else PUBLIC)
    return rows.readable() if State.REFUSED in states else rows


def with_counts(proposals: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """What a card shows: round, category and area read along; counts and cost (see ``list_for_public``)."""
    return (
        proposals.select_related("round", "category", "area")
        .defer("search_text", "area__boundary")
        .annotate(
            supports_count=_counted(Support.objects.all()),
            comments_count=_counted(Comment.objects.visible()),
            cost_cents=_cost(),
        )
    )


def first(found: QuerySet[Proposal], count: int) -> list[Proposal]:
    """The first so many of ``find`` as ``list_for_public`` gives them. Two queries: keys, then their rows."""
    return _in_order(list(found.values_list("pk", flat=True)[:count]))


class Pages(Paginator[Proposal]):
    """Pages of ``find``: finds the keys of a page first, then reads only their rows. Three queries.

    ``get_page`` takes what stands in the address and never fails; the page's ``object_list`` is a list. ``at_once``
    reads the keys of all pages and counts them, so that a search reads the texts once and not twice. Two queries.
    """

    def __init__(self, found: QuerySet[Proposal], per_page: int, *, at_once: bool = False, **kwargs: Any) -> None:
        super().__init__(found, per_page, **kwargs)
        self._at_once = at_once

    def page(self, number: int | str) -> Page[Proposal]:
        number = self.validate_number(number)
        keys = (self._all_keys if self._at_once else self._keys)[self._span(number)]
        return Page(_in_order(list(keys)), number, self)

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return len(self._all_keys) if self._at_once else super().count

    @property
    def _keys(self) -> Any:
        found: Any = self.object_list
        return found.values_list("pk", flat=True)

    @cached_property
    def _all_keys(self) -> list[int]:
        return list(self._keys)

    def _span(self, number: int) -> slice:
        return slice((number - 1) * self.per_page, number * self.per_page)


@dataclass(frozen=True)
class Detail:
    """One proposal with all that its page shows. Internal notes are not read.

    ``proposal`` has round (with area), area (with parent), category, author, merged_into and the counts of a card;
    ``transitions`` in order of time, each with ``review`` and ``assessment`` (with ``office``) where it has one;
    ``comments`` in order, removed ones too (``removed_at``, ``removed_reason``: show that and why, not the text);
    ``merged`` are proposals that go on within this one; ``assessment`` is the one that counts (signed, or negative).
    """

    proposal: Proposal
    transitions: list[Transition]
    comments: list[Comment]
    merged: list[Proposal]

    @property
    def assessment(self) -> Assessment | None:
        found = [step.assessment for step in self.transitions if step.assessment]
        return found[-1] if found else None

    @property
    def reviews(self) -> list[Review]:
        """What moderators decided, in order."""
        return [step.review for step in self.transitions if step.review]

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it. No query."""
        return is_public(self.proposal, self.reviews)


def detail(pk: int) -> Detail | None:
    """All about one proposal in four queries, public or not (ask its ``is_public`` or a rule); None: there is none."""
    found = _ONE.rows(pk=pk)
    if not found:
        return None
    return Detail(found[0], _TRANSITIONS.rows(pk=pk), _COMMENTS.rows(pk=pk), _MERGED.rows(pk=pk))


# Borders are not read along: they are large, and the drawing of the city knows them.
_ONE = Prepared(
    lambda pk: (
        with_counts(Proposal.objects.filter(pk=pk))
        .select_related("round__area", "area__parent", "category", "author", "merged_into")
        .defer("search_text", "merged_into__search_text")
        .defer("area__boundary", "area__parent__boundary", "round__area__boundary")
    ),
    pk=int,
)
_TRANSITIONS = Prepared(
    lambda pk: (
        Transition.objects.filter(proposal=pk)
        .select_related("review__objection", "assessment__office")
        .defer("review__internal_note", "assessment__internal_note")
    ),
    pk=int,
)
_COMMENTS = Prepared(lambda pk: Comment.objects.filter(proposal=pk).select_related("author"), pk=int)
_MERGED = Prepared(
    lambda pk: Proposal.objects.filter(merged_into=pk).only("pk", "number", "title").order_by("number"), pk=int
)


def refusal_of(proposal: Proposal) -> Review | None:
    """The last refusal of a proposal with its objection, or None."""
    refusals = Review.objects.filter(proposal=proposal, decision=Review.Decision.REFUSE)
    return refusals.select_related("objection").order_by("pk").last()


def supports(user: User | AnonymousUser, proposal: Proposal) -> bool:
    """Whether this person supports it."""
    return user.is_authenticated and Support.objects.filter(proposal=proposal, user=user).exists()


def map_rows(round: Round | None = None) -> list[tuple[int, int, float, float, str]]:
    """(key, number, lon, lat, title) of every public proposal with a point, in one query; None: all rounds."""
    if round is not None and not round.is_public:
        return []
    rows: Any = _shown(round).exclude(lon=None).order_by("pk").values_list("pk", "number", "lon", "lat", "title")
    return list(rows)


def count_by_state(round: Round) -> dict[str, int]:
    """How many proposals of a round stand in each state; states without any are left out."""
    return dict(_BY_STATE.rows(round=round.pk))


_BY_STATE = Prepared(
    lambda round: Proposal.objects.filter(round=round).order_by().values_list("state").annotate(n=Count("pk")),
    round=int,
)


class Ready(NamedTuple):
    """What goes on a ballot paper: the proposal, its signed cost in cents, and the offices' public statement."""

    proposal: Proposal
    cost_likely_cents: int
    statement: str


def ready_for_ballot(round: Round) -> Iterator[Ready]:
    """Admitted proposals of a round with their signed costs, by number; area, category and author read along."""
    signed = Assessment.objects.filter(signed_off_at__isnull=False).order_by("pk")
    admitted = (
        Proposal.objects.admitted()
        .filter(round=round)
        .select_related("area", "category", "author")
        .prefetch_related(Prefetch("assessments", signed, to_attr="signed"))
        .order_by("number")
    )
    for proposal in admitted:
        assessment = proposal.signed[-1]
        assert assessment.cost_likely_cents is not None, "what was admitted has costs (a constraint of Assessment)"
        yield Ready(proposal, assessment.cost_likely_cents, assessment.statement)


def by_ids(ids: Sequence[int]) -> dict[int, Proposal]:
    """Proposals by key, with round, category, area and author."""
    rows = Proposal.objects.filter(pk__in=ids).select_related("round", "category", "area", "author")
    return {row.pk: row for row in rows}


def mine(user: User) -> list[Proposal]:
    """A person's own proposals, newest first, with counts.

    ``answer`` is the last review with a text, or None; ``shown`` says whether everybody may read it.
    """
    answered = Transition.objects.filter(review__isnull=False).select_related("review__objection").order_by("at", "pk")
    rows = with_counts(Proposal.objects.filter(author=user)).prefetch_related(
        Prefetch("transitions", answered, to_attr="answered")
    )
    found: list[Any] = list(rows.order_by("-created_at", "-pk"))
    for row in found:
        texts = [step.review for step in row.answered if step.review.text]
        row.shown = is_public(row, [step.review for step in row.answered])
        row.answer = texts[-1] if texts else None
    return found


def history(proposal: Proposal) -> list[Transition]:
    """All moves with who made them, reviews and assessments: for staff, internal notes included."""
    rows = Transition.objects.filter(proposal=proposal)
    return list(rows.select_related("review__objection", "assessment__office", "assessment__signed_off_by", "by"))


def latest_assessment(proposal: Proposal) -> Assessment | None:
    """What the office wrote last, signed or not."""
    return proposal.assessments.select_related("proposal__area", "office", "by").order_by("pk").last()


def offices_for(area: Area) -> QuerySet[Office]:
    """The offices in charge of an area: its own and those of the areas around it."""
    keys = area.path.split("/")[:-1]
    around = ["/".join(keys[: depth + 1]) + "/" for depth in range(len(keys))]
    return Office.objects.filter(area__path__in=around).order_by("-area__path", "name")


def earlier_by_author(proposal: Proposal) -> int:
    """How many other proposals its author has submitted."""
    if proposal.author_id is None:
        return 0
    return Proposal.objects.filter(author=proposal.author_id).exclude(pk=proposal.pk).count()


def merge_targets(proposal: Proposal) -> QuerySet[Proposal]:
    """What a proposal can be merged into: living ones of its round."""
    alive = Proposal.objects.alive().filter(round=proposal.round_id).exclude(pk=proposal.pk)
    return alive.only("pk", "number", "title").order_by("number")


_ROWS = Prepared(lambda keys: with_counts(Proposal.objects.filter(pk__in=keys)), keys=list)


def _in_order(keys: list[int]) -> list[Proposal]:
    """The proposals with these keys in their order, as a card needs them."""
    rows = {row.pk: row for row in _ROWS.rows(keys=keys)}
    return [rows[key] for key in keys if key in rows]


def _any_of(spellings: tuple[str, ...]) -> Q:
    condition = Q()
    for spelling in spellings:
        condition |= Q(search_text__contains=spelling)
    return condition


def _counted(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows belong to each proposal, as a subquery that reads an index only."""
    grouped = rows.filter(proposal=OuterRef("pk")).order_by().values("proposal").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)


def _cost() -> Coalesce:
    """The signed cost, else the author's estimate."""
    signed = Assessment.objects.filter(proposal=OuterRef("pk"), signed_off_at__isnull=False).order_by("-pk")
    return Coalesce(Subquery(signed.values("cost_likely_cents")[:1]), F("estimate_cents"))


def _ordered(rows: Any, order: str, day: datetime.date | None) -> Any:
    if order == "newest":
        return rows.order_by(F("published_at").desc(nulls_last=True), "-pk")
    if order == "supported":
        return rows.alias(by=_counted(Support.objects.all())).order_by("-by", "pk")
    if order == "commented":
        return rows.alias(by=_counted(Comment.objects.visible())).order_by("-by", "pk")
    if order == "cost":
        return rows.alias(by=_cost()).order_by(F("by").asc(nulls_last=True), "pk")
    factor, shift = _lot_of(day)
    lot = Mod(Cast("shuffle", BigIntegerField()) * Value(factor) + Value(shift), Value(SHUFFLE_END))
    return rows.alias(lot=lot).order_by("lot", "pk")


def _lot_of(day: datetime.date | None) -> tuple[int, int]:
    """An odd factor and a shift below 2**31: they carry each lot to another one, so that nobody is always first."""
    if day is None:
        return 1, 0
    drawn = hashlib.sha256(day.isoformat().encode()).digest()
    return int.from_bytes(drawn[:4]) >> 1 | 1, int.from_bytes(drawn[4:8]) >> 1
