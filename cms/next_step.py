"""What a person can do in a round now: one sentence and at most one button. Reads no clock and makes no query."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from participation import queries
from participation.models import Phase, Round
from participation.templatetags.smarte import say_date, say_last_day


@dataclass(frozen=True)
class NextStep:
    """``kind`` is the running phase, "soon", "between" or "over"; ``ends_at`` None: nothing runs out."""

    kind: str
    title: str
    text: str
    label: str = ""
    url: str = ""
    ends_at: datetime.datetime | None = None

    @property
    def acts(self) -> bool:
        """Whether people decide something now: propose or vote."""
        return self.kind in (Phase.Kind.COLLECTING, Phase.Kind.VOTING)


def next_step(round_: Round, *, at: datetime.datetime, has_result: bool = False) -> NextStep:
    """The next step in a round whose phases were prefetched; ``has_result``: a result is published."""
    phase = queries.phase_now(round_, at=at)
    if round_.is_archive or (phase is None and queries.phase_next(round_, at=at) is None):
        return _over(round_, has_result)
    if phase is None:
        return _waiting(round_, at)
    build = {
        Phase.Kind.COLLECTING: _collecting,
        Phase.Kind.ASSESSING: _assessing,
        Phase.Kind.VOTING: _voting,
        Phase.Kind.COUNTING: _counting,
        Phase.Kind.DELIVERING: _delivering,
    }[Phase.Kind(phase.kind)]
    return build(round_, phase, has_result)


def list_url(round_: Round) -> str:
    """Address of the proposals of a round."""
    return f"{reverse('cms:proposal_list')}?runde={round_.slug}"


def project_url(round_: Round) -> str:
    """Address of the projects of a round."""
    return f"{reverse('cms:project_list')}?runde={round_.slug}"


def _collecting(round_: Round, phase: Phase, has_result: bool) -> NextStep:
    facts = {"area": round_.area.name, "day": say_last_day(phase.ends_at)}
    return NextStep(
        kind=phase.kind,
        title=_("What is missing in %(area)s? Tell us your idea.") % facts,
        text=_("You can submit ideas until %(day)s. It takes about ten minutes.") % facts,
        label=_("Submit an idea"),
        url=reverse("proposals:submit", args=[round_.slug]),
        ends_at=phase.ends_at,
    )


def _assessing(round_: Round, phase: Phase, has_result: bool) -> NextStep:
    vote = queries.window(round_, Phase.Kind.VOTING)
    text = _("Each idea gets an answer with cost and reason by %(day)s.") % {"day": say_last_day(phase.ends_at)}
    if vote:
        text += " " + _("Voting starts on %(day)s.") % {"day": say_date(vote.starts_at)}
    return NextStep(
        kind=phase.kind,
        title=_("The offices are checking the ideas."),
        text=text,
        label=_("View the ideas"),
        url=list_url(round_),
        ends_at=phase.ends_at,
    )


def _voting(round_: Round, phase: Phase, has_result: bool) -> NextStep:
    facts = {"area": round_.area.name, "age": round_.voting_age, "day": say_last_day(phase.ends_at)}
    return NextStep(
        kind=phase.kind,
        title=_("You decide which ideas are built in %(area)s.") % facts,
        text=_("Everybody who lives here and is at least %(age)s years old can vote until %(day)s.") % facts,
        label=_("Vote now"),
        url=reverse("voting:ballot", args=[round_.slug]),
        ends_at=phase.ends_at,
    )


def _counting(round_: Round, phase: Phase, has_result: bool) -> NextStep:
    if has_result:
        return _result(round_, phase)
    return NextStep(
        kind=phase.kind,
        title=_("The votes are being counted."),
        text=_("The result is published here as soon as two people have checked it."),
        label=_("View the ideas"),
        url=list_url(round_),
        ends_at=None,
    )


def _result(round_: Round, phase: Phase) -> NextStep:
    return NextStep(
        kind=phase.kind,
        title=_("The result is here."),
        text=_("See which ideas won, why, and how the votes were counted."),
        label=_("View the result"),
        url=reverse("results", args=[round_.slug]),
    )


def _delivering(round_: Round, phase: Phase, has_result: bool) -> NextStep:
    return NextStep(
        kind=phase.kind,
        title=_("The winning ideas are being built."),
        text=_("See what is finished, what comes next and where the money goes."),
        label=_("Follow the projects"),
        url=project_url(round_),
    )


def _waiting(round_: Round, at: datetime.datetime) -> NextStep:
    """Before the first phase, or between two."""
    coming = queries.phase_next(round_, at=at)
    assert coming is not None
    began = any(phase.ends_at <= at for phase in round_.phases.all())
    facts = {"phase": coming.get_kind_display(), "day": say_date(coming.starts_at)}
    return NextStep(
        kind="between" if began else "soon",
        title=_("Next: %(phase)s from %(day)s.") % facts,
        text=_("Until then you can read the ideas.") if began else _("Come back then: everybody can take part."),
        label=_("View the ideas") if began else "",
        url=list_url(round_) if began else "",
    )


def _over(round_: Round, has_result: bool) -> NextStep:
    if not has_result:
        return NextStep(
            kind="over",
            title=_("This round is over."),
            text=_("You can still read all ideas."),
            label=_("View the ideas"),
            url=list_url(round_),
        )
    return NextStep(
        kind="over",
        title=_("This round is decided."),
        text=_("See which ideas won, why, and how the votes were counted."),
        label=_("View the result"),
        url=reverse("results", args=[round_.slug]),
    )
