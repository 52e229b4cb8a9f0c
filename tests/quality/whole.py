"""A small but whole world: a round in every phase, an idea in every state, a published result, projects, staff."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from cms.models import HomePage, NewsIndexPage
from delivery.models import Project
from participation.models import Area, Phase, Residency, Round, User
from proposals import discussion
from proposals.models import Comment, Proposal
from proposals.states import State
from tests import world
from tests.cms.city import decided, with_picture
from tests.factories.cms import a_round_page, a_standard_page, some_events, some_news
from tests.factories.participation import UserFactory, a_round
from tests.factories.proposals import WAYS, a_proposal, an_assessment, refused_in_public
from tests.factories.voting import a_paper, closed, computed
from voting.models import BallotPaper, Result

ROLES = ("moderator", "assessor", "finance", "office", "returning_officer", "clerk", "editor")
STAFF = (*ROLES, "superuser")
# In the titles of what lies in another district (hidden round, unpublished idea), and of what is unpublished here.
ELSEWHERE, UNPUBLISHED = "Geheimnis", "Verschwiegen"
UNREAD = (State.SUBMITTED, State.RETURNED, State.REFUSED)


@dataclass
class Whole:
    """What the tests name. ``people``: "visitor" (None), "citizen", each role, "superuser"."""

    people: dict[str, User | None]
    rounds: dict[str, Round]
    ideas: dict[str, Proposal]
    comment: Comment
    paper: BallotPaper
    result: Result
    project: Project

    def window(self, who: str, language: str = "de") -> Client:
        """A browser of this person; staff have told Wagtail which language they read."""
        client, person = Client(), self.people[who]
        if person is not None:
            UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": language})
            client.force_login(person)
        return client


def build() -> Whole:
    """The world of the journeys, and the rest of it: all in the district of the staff but what is named ELSEWHERE."""
    here, now = world.build(), timezone.now().replace(microsecond=0)
    area, other = here.round.area, Area.objects.get(key="12")
    citizen = _citizen(area, now)
    ideas = _ideas(here.round, citizen, now)
    comment = _talk(ideas, now)
    voting = a_round(phase=Phase.Kind.VOTING, now=now, area=area, title="Wahlrunde", slug="wahlrunde")
    paper = a_paper(round=voting, costs=(300_000, 500_000))
    result, project = decided(now, title="Entschieden", slug="entschieden", area=area)
    counted = a_round(phase=Phase.Kind.VOTING, now=now, area=area, title="Gezählt", slug="gezaehlt")
    computed(closed(a_paper(round=counted, costs=(400_000,)), votes=((1,),)))
    hidden_result, hidden_project = decided(now, title=f"{ELSEWHERE} Runde", slug="hinter", area=other)
    hidden = hidden_result.paper.round
    ideas["hidden"] = hidden_project.proposal
    near = a_round(now=now, area=other, title="Nachbarrunde", slug="nachbarrunde")
    ideas["elsewhere"] = a_proposal(State.SUBMITTED, round=near, at=now, title=f"{ELSEWHERE} nebenan")
    rounds = {
        "collecting": here.round, "voting": voting, "counted": counted, "hidden": hidden, "near": near,
        "decided": result.paper.round,
        "assessing": a_round(phase=Phase.Kind.ASSESSING, now=now, area=area, title="Prüfrunde", slug="pruefrunde"),
        "over": a_round(phase=None, now=now, area=area, title="Vorbei", slug="vorbei"),
    }  # fmt: skip
    _pages(rounds)
    Round.objects.filter(pk=hidden.pk).update(is_public=False)
    people: dict[str, User | None] = {role: here.staff[role] for role in ROLES}
    people |= {"visitor": None, "citizen": citizen, "superuser": UserFactory(is_superuser=True, is_staff=True)}
    return Whole(people, rounds, ideas, comment, paper, result, project)


def _citizen(area: Area, now: datetime.datetime) -> User:
    citizen: User = UserFactory(email="buergerin@example.org", display_name="Ada aus dem Kiez")
    Residency.objects.create(user=citizen, area=area, born_on="1990-05-17", proof="desk", checked_at=now)
    return citizen


def _ideas(round: Round, citizen: User, now: datetime.datetime) -> dict[str, Proposal]:
    """One in every state, all of the citizen."""
    made = {"round": round, "by": citizen, "at": now}
    ideas = {
        state: a_proposal(state, title=f"{UNPUBLISHED} {n}" if state in UNREAD else f"Idee {n}", **made)
        for n, state in enumerate(WAYS)
    }
    with_picture(ideas[State.PUBLISHED])
    ideas["unsigned"] = a_proposal(State.IN_ASSESSMENT, title="Ohne Unterschrift", **made)
    an_assessment(ideas["unsigned"], at=now)
    return ideas | {"refused_in_public": refused_in_public(title="Abgelehnte Idee", **made)}


def _talk(ideas: dict[str, Proposal], now: datetime.datetime) -> Comment:
    """A comment that stays and was reported, one that was removed, a support."""
    idea, about = ideas[State.PUBLISHED], {"at": now}
    comment = discussion.comment(proposal=idea, text="Gute Idee.", by=UserFactory(), key=uuid.uuid4(), **about)
    bad = discussion.comment(proposal=idea, text="Pfui.", by=UserFactory(), key=uuid.uuid4(), **about)
    discussion.remove_comment(comment=bad, reason="Beleidigung", by=UserFactory(), **about)
    discussion.report(proposal=idea, comment=comment, reason="insult", **about)
    discussion.support(proposal=idea, by=UserFactory(), **about)
    return comment


def _pages(rounds: dict[str, Round]) -> None:
    home = HomePage.objects.get(locale__language_code="de")
    a_round_page(rounds["collecting"], home=home)
    a_round_page(rounds["hidden"], home=home)
    a_standard_page(home, show_in_menus=True)
    some_news(home, 2)
    some_events(home, begin=[timezone.now() + datetime.timedelta(days=2), timezone.now() - datetime.timedelta(days=2)])
    NewsIndexPage.objects.update(show_in_menus=True)
