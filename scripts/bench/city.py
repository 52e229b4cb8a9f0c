"""A city to measure in: Berlin's areas, a home page, a round full of ideas with comments and supporters, a vote."""

from __future__ import annotations

import datetime
import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from cms.demo import city
from participation.models import Area, Office, Phase, Residency, Round, User
from proposals import categories, searching
from proposals.models import Assessment, Comment, Proposal, Review, Support, Transition
from proposals.states import State
from tests.factories.cms import a_round_page, a_site
from tests.factories.participation import a_round
from tests.factories.voting import drawn_up
from voting import papers
from voting.models import BallotPaper

NO_PASSWORD = UNUSABLE_PASSWORD_PREFIX
PEOPLE = 500
COMMENTS = 40  # below the proposal whose page is measured
BATCH = 2_000
PLACES = ["Am Weiher", "Fennpfuhl", "Rathausplatz", "Hauptstraße", "Schulhof", "Uferweg", "Bahnhof", "Stadtpark"]
WISHES = ["Bänke", "Bäume", "Trinkbrunnen", "Spielgeräte", "Fahrradbügel", "Beete", "Lampen", "Tischtennisplatte"]
SENTENCE = "Hier fehlt seit Jahren etwas, das alle nutzen können, und viele aus der Nachbarschaft wünschen es sich. "
HOME = [
    {"type": "now", "value": {"title": "Was kann ich jetzt tun?"}},
    {"type": "projects", "value": {"title": "Zuletzt gebaut", "count": 3, "state": "done"}},
    {"type": "money", "value": {"title": "Das Geld bis heute"}},
    {"type": "news", "value": {"title": "Neues", "count": 3}},
]


def found(*, now: datetime.datetime) -> Area:
    """Berlin with its districts and neighbourhoods, the site, the topics; the district in which things happen."""
    city.build(at=now)
    home = a_site(hostname="127.0.0.1")
    home.body = json.dumps(HOME)
    home.save_revision().publish()
    categories.load()
    return Area.objects.get(key="11")


def a_round_of_ideas(area: Area, *, proposals: int, now: datetime.datetime) -> Round:
    """A round that collects, with so many ideas; about ten supporters and two comments each."""
    round_ = a_round(area=area, now=now, title="Bürgerhaushalt", slug="ideen")
    a_round_page(round_, home=a_site(hostname="127.0.0.1"))
    lot = random.Random(1)  # noqa: S311 - repeatable, guards nothing
    people = some_people(PEOPLE)
    ideas = Proposal.objects.bulk_create(_ideas(round_, people, proposals, lot, now), BATCH)
    _histories(ideas, now)
    Support.objects.bulk_create(
        (Support(proposal=idea, user=person, at=now) for idea in ideas for person in _some(people, lot)), BATCH
    )
    Comment.objects.bulk_create(_comments(ideas, people, lot, now), BATCH)
    return round_


def a_vote(area: Area, *, options: int, now: datetime.datetime) -> BallotPaper:
    """A frozen paper on which people can vote now."""
    round_ = a_round(area=area, phase=Phase.Kind.VOTING, now=now, title="Abstimmung", slug="wahl")
    drawn = drawn_up(round=round_, costs=[100_000 + 10_000 * number for number in range(options)])
    return papers.freeze(paper=drawn, at=now)


def some_people(count: int, *, living_in: Area | None = None) -> list[User]:
    """So many accounts with confirmed addresses; with ``living_in`` their residence there was proven at a desk."""
    start = User.objects.count()
    people = User.objects.bulk_create(
        (
            User(email=f"p{start + n}@example.org", display_name=f"Person {start + n}", password=NO_PASSWORD)
            for n in range(count)
        ),
        BATCH,
    )
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people), BATCH
    )
    if living_in:
        rows = (_residency(person, living_in) for person in people)
        Residency.objects.bulk_create(rows, BATCH)
    return people


def sessions(people: list[User]) -> list[str]:
    """A running session for each person: the keys for the cookies."""
    store, ends = SessionStore(), timezone.now() + datetime.timedelta(hours=1)
    backend = settings.AUTHENTICATION_BACKENDS[-1]
    rows = [
        Session(
            session_key=uuid.uuid4().hex,
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: backend,
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                }
            ),
            expire_date=ends,
        )
        for person in people
    ]
    return [row.session_key for row in Session.objects.bulk_create(rows, BATCH)]


def sign_in(client: Client, person: User) -> None:
    """Give the client the person's session."""
    client.cookies[settings.SESSION_COOKIE_NAME] = sessions([person])[0]


def _residency(person: User, area: Area) -> Residency:
    born_on = datetime.date(1990, 1, 1)
    proof = Residency.Proof.DESK
    return Residency(user=person, area=area, born_on=born_on, proof=proof, checked_at=timezone.now())


def _ideas(
    round_: Round, people: list[User], count: int, lot: random.Random, now: datetime.datetime
) -> Iterator[Proposal]:
    regions, topics = list(Area.objects.filter(parent=round_.area)), categories.load()
    states = [State.PUBLISHED] * 7 + [State.IN_ASSESSMENT, State.ADMITTED, State.INFEASIBLE]
    for number in range(1, count + 1):
        region, wish, place = lot.choice(regions), lot.choice(WISHES), lot.choice(PLACES)
        idea = Proposal(
            round=round_,
            number=number,
            author=lot.choice(people),
            title=f"{wish} für alle, {place} {number}",
            what=f"{wish}: {SENTENCE * lot.randint(2, 6)}",
            why=SENTENCE * lot.randint(1, 3),
            category=lot.choice(topics),
            area=region,
            place=place,
            lon=region.lon + lot.uniform(-0.01, 0.01),
            lat=region.lat + lot.uniform(-0.01, 0.01),
            estimate_cents=lot.randrange(1, 40) * 50_000,
            state=lot.choice(states) if number > 1 else State.PUBLISHED,
            shuffle=lot.randrange(2**31),
            created_at=now,
            submitted_at=now,
            published_at=now - datetime.timedelta(minutes=number),
        )
        idea.search_text = searching.fold(f"{idea.title} {idea.what} {idea.why} {idea.place}")
        yield idea


def _histories(ideas: list[Proposal], now: datetime.datetime) -> None:
    """What moderation and offices wrote about each idea."""
    reviews = Review.objects.bulk_create((Review(proposal=idea, decision="publish", at=now) for idea in ideas), BATCH)
    moves = [
        Transition(proposal=idea, move="submit", from_state="draft", to_state="submitted", at=now) for idea in ideas
    ]
    for idea, review in zip(ideas, reviews, strict=True):
        facts = {"from_state": "submitted", "to_state": "published", "review": review}
        moves.append(Transition(proposal=idea, move="publish", at=now, **facts))
    office, _ = Office.objects.get_or_create(area=ideas[0].round.area, name="Straßen- und Grünflächenamt")
    signer = some_people(1)[0]
    checks = [_check(idea, office, signer, now) for idea in ideas if idea.state in (State.ADMITTED, State.INFEASIBLE)]
    for check in Assessment.objects.bulk_create(checks, BATCH):
        facts = {"from_state": "in_assessment", "to_state": check.proposal.state, "assessment": check}
        move = "admit" if check.proposal.state == State.ADMITTED else "find_infeasible"
        moves.append(Transition(proposal=check.proposal, move=move, at=now, **facts))
    Transition.objects.bulk_create(moves, BATCH)


def _check(idea: Proposal, office: Office, signer: User, now: datetime.datetime) -> Assessment:
    facts: dict[str, Any] = {"proposal": idea, "office": office, "statement": SENTENCE, "at": now}
    if idea.state == State.INFEASIBLE:
        return Assessment(verdict="infeasible", reason_code="technically_impossible", **facts)
    cost = idea.estimate_cents
    costs = {"cost_min_cents": cost, "cost_likely_cents": cost, "cost_max_cents": cost}
    return Assessment(verdict="feasible", signed_off_by=signer, signed_off_at=now, **costs, **facts)


def _some(people: list[User], lot: random.Random) -> list[User]:
    """None to nineteen of them."""
    return lot.sample(people, min(lot.randrange(20), len(people)))


def _comments(
    ideas: list[Proposal], people: list[User], lot: random.Random, now: datetime.datetime
) -> Iterator[Comment]:
    for place, idea in enumerate(ideas):
        for _ in range(lot.choice((0, 1, 2, 4)) if place else COMMENTS):
            text = SENTENCE * lot.randint(1, 3)
            yield Comment(proposal=idea, author=lot.choice(people), text=text, at=now, submission_key=uuid.uuid4())
