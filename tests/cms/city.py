"""One city in which everything has happened: a round in each phase, one of them decided and being built."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone

from delivery import projects
from delivery.models import Project
from participation.models import Area, Phase, Round
from proposals.models import Proposal
from proposals.states import State
from tests.factories import cms as site
from tests.factories.delivery import bring
from tests.factories.participation import CityFactory, DistrictFactory, UserFactory, a_round
from tests.factories.proposals import a_photo, a_proposal
from tests.factories.voting import a_paper, closed, published
from voting.models import Result


@dataclass
class City:
    """What the tests name. ``hidden`` is a round that the public must not see, with the same things in it."""

    collecting: Round
    decided: Round
    hidden: Round
    result: Result
    hidden_result: Result
    project: Project
    hidden_project: Project
    proposal: Proposal
    hidden_proposal: Proposal
    unpublished: Round


def a_district(key: str) -> Area:
    """A district of the one city."""
    return DistrictFactory(parent=CityFactory(), key=key)


def build() -> City:
    """The city, with a site in two languages."""
    now = timezone.now().replace(microsecond=0)
    home = site.a_site()
    collecting = a_round(area=a_district("01"), now=now, title="Sammelrunde", slug="sammelrunde")
    proposal = a_proposal(round=collecting, at=now, lon=13.35, lat=52.35, estimate_cents=500_000)
    for state in (State.IN_ASSESSMENT, State.ADMITTED, State.INFEASIBLE, State.FORWARDED, State.MERGED):
        a_proposal(state, round=collecting, at=now, title=f"Idee {state}")
    with_picture(proposal)
    result, project = decided(now, title="Entschieden", slug="entschieden", area=a_district("02"))
    hidden_result, hidden_project = decided(now, title="Verborgene Runde", slug="verborgen", area=a_district("03"))
    hidden = hidden_result.paper.round
    Round.objects.filter(pk=hidden.pk).update(is_public=False)
    site.a_round_page(collecting, home=home)
    site.a_round_page(hidden, home=home)
    site.a_standard_page(home, show_in_menus=True)
    site.some_news(home)
    site.some_events(home, begin=[now + datetime.timedelta(days=2)])
    return City(
        collecting=collecting,
        decided=result.paper.round,
        hidden=hidden,
        result=result,
        hidden_result=hidden_result,
        project=project,
        hidden_project=hidden_project,
        proposal=proposal,
        hidden_proposal=hidden_project.proposal,
        unpublished=counted_but_not_published(now),
    )


def decided(now: datetime.datetime, *, title: str, slug: str, area: Area) -> tuple[Result, Project]:
    """A round with a published result: two projects, one of them finished, one option that missed out."""
    round_ = a_round(phase=Phase.Kind.VOTING, now=now, area=area, cents=1_000_000, title=title, slug=slug)
    paper = a_paper(round=round_, costs=(400_000, 400_000, 400_000))
    result = published(closed(paper, votes=((1, 2), (1,), (2,), (3,))))
    done, other = projects.commit_projects(result=result, at=now, by=None)
    projects.book(project=done, kind="spent", cents=300_000, on=now.date(), note="Bänke", at=now, by=None)
    projects.plan_milestone(project=other, title="Aufbau", due_on=now.date() + datetime.timedelta(9), at=now, by=None)
    bring(done, "done")
    return result, Project.objects.get(pk=done.pk)


def counted_but_not_published(now: datetime.datetime) -> Round:
    """A round whose count only returning officers know."""
    from tests.factories.voting import computed

    round_ = a_round(phase=Phase.Kind.VOTING, now=now, area=a_district("05"), title="Gezählt", slug="gezaehlt")
    computed(closed(a_paper(round=round_, costs=(400_000,)), votes=((1,),)))
    return round_


def with_picture(proposal: Proposal) -> Proposal:
    """Gives a proposal a picture, as the submission does."""
    proposal.picture.save("bild.jpg", ContentFile(a_photo(size=(1600, 1067)).read()), save=False)
    proposal.picture_alt = "Foto: eine Bank am Weiher"
    proposal.save(update_fields=["picture", "picture_alt"])
    return proposal


def a_citizen() -> object:
    """Somebody with an account who has nothing to do with it."""
    return UserFactory()
