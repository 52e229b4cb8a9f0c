"""One proposal's way through all stages, as dated steps: what happened, who, why, and what comes next.

Nothing is stored: the line of life is read from the records that each stage wrote. An unpublished result writes nothing
here, because its query does not return it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.standing import Facts, Standing, standing
from delivery import phrases as delivery_phrases
from delivery import queries as delivery
from participation import queries as participation
from participation.models import Phase, Round
from participation.templatetags.smarte import money, say_date, say_last_day
from proposals.states import State
from voting import queries as voting

DONE, NOW, NEXT, STOPPED = "done", "now", "next", "stopped"


@dataclass(frozen=True)
class Step:
    """One step, as the component line_of_life.html shows it. ``at`` None: nobody knows when."""

    at: datetime.date | None
    title: str
    text: str = ""
    who: str = ""
    state: str = DONE
    url: str = ""
    label: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a published result says of a proposal; ``reason`` is a sentence."""

    funded: bool
    reason: str
    published_at: datetime.datetime


@dataclass(frozen=True)
class Answer:
    """The official answer: what an office or the moderation said in the end; ``reason`` of a refusal, in words."""

    text: str
    office: str
    at: datetime.datetime
    conditions: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Way:
    """All that became of a proposal. ``answer``, ``outcome``, ``project``, ``option`` None: not (yet)."""

    steps: list[Step]
    standing: Standing
    answer: Answer | None
    option: Any
    outcome: Outcome | None
    project: Any

    @property
    def is_open(self) -> bool:
        """Whether something can still become of it."""
        return all(step.state != STOPPED for step in self.steps)


def way_of(detail: Any, *, at: datetime.datetime) -> Way:
    """The way of one proposal (``proposals.queries.Detail``) through all stages. One to six queries."""
    proposal = detail.proposal
    option, outcome = _vote_on(proposal) if proposal.state == State.ADMITTED else (None, None)
    project = delivery.journey_of(proposal.pk) if outcome and outcome.funded else None
    if outcome is None:
        prefetch_related_objects([proposal.round], "phases")
    facts = Facts((), outcome.funded, project) if outcome else Facts(proposal.round.phases.all())
    return Way(
        steps=steps(detail, round_=proposal.round, option=option, outcome=outcome, project=project, at=at),
        standing=standing(proposal, facts, at=at),
        answer=answer_of(detail),
        option=option,
        outcome=outcome,
        project=project,
    )


def answer_of(detail: Any) -> Answer | None:
    """The last official answer to a proposal that is not on its way any more, is admitted or came back to its author.

    None: none yet. What was to be changed is between author and moderation: once it is changed, it is no answer.
    """
    for row in reversed(detail.transitions):
        if row.assessment is not None:
            check = row.assessment
            return Answer(check.statement, check.office.name, row.at, check.conditions)
        if row.review is not None and row.to_state in _ANSWERED and row.to_state == detail.proposal.state:
            reason = str(row.review.get_reason_code_display())
            return Answer(row.review.text, _("Moderation"), row.at, reason=reason)
    return None


_ANSWERED = (State.MERGED, State.FORWARDED, State.REFUSED, State.RETURNED)


def _vote_on(proposal: Any) -> tuple[Any, Outcome | None]:
    """The option of a proposal on a frozen paper, and what the newest published result says of it. Three queries."""
    found = voting.outcome_of_proposals([proposal.pk]).get(proposal.pk)
    if found is None:
        return voting.options_of_proposals([proposal.pk]).get(proposal.pk), None
    published = voting.results_for(proposal.round).values_list("published_at", flat=True).first()
    return found.option, Outcome(found.funded, found.sentence, published) if published else None


def steps(
    detail: Any,
    *,
    round_: Round,
    option: Any = None,
    outcome: Outcome | None = None,
    project: Any = None,
    at: datetime.datetime,
) -> list[Step]:
    """All steps of a proposal in order of their dates, those without a date last.

    ``detail`` is ``proposals.queries.Detail``; ``round_`` has its phases; ``option`` its place on a frozen paper,
    ``outcome`` what the published result says of it, ``project`` from ``delivery.queries.journey_of``; None where none.
    """
    found = [
        *_proposal(detail),
        *_option(option, round_, at),
        *_result(outcome, round_),
        *_project(project, round_, at),
        *([] if outcome or project else _coming(detail.proposal, round_, at)),
    ]
    last = datetime.date.max
    return sorted(found, key=lambda step: (step.at or last, step.state == NEXT))


def of_project(project: Any, *, round_: Round, at: datetime.datetime) -> list[Step]:
    """The steps of a project alone, for its own page."""
    last = datetime.date.max
    own = [replace(step, url="", label="") for step in _project(project, round_, at)]
    return sorted(own, key=lambda step: (step.at or last, step.state == NEXT))


def author_name(person: Any) -> str:
    """How the public knows somebody: the name they chose, never the e-mail address."""
    if person is None:
        return _("Deleted account")
    return person.display_name or _("Without a name")


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localtime(moment).date()


def _proposal(detail: Any) -> Iterator[Step]:
    for row in detail.transitions:
        build = _MOVES.get(row.move)
        if build is not None:
            yield build(row, detail)
        if row.move == "refuse" and row.review.objection_made is not None:
            yield from _objection(row.review.objection_made)


def _submitted(row: Any, detail: Any) -> Step:
    first = row.from_state == State.DRAFT
    who = author_name(detail.proposal.author)
    return Step(_day(row.at), _("Submitted") if first else _("Changed and submitted again"), who=who)


def _published(row: Any, detail: Any) -> Step:
    return Step(_day(row.at), _("Published"), text=row.review.text if row.review else "", who=_("Moderation"))


def _returned(row: Any, detail: Any) -> Step:
    """What was to be changed is for the author; it stands here until the idea is public."""
    text = "" if detail.proposal.published_at else row.review.text
    return Step(_day(row.at), _("Back with the author for changes"), text=text, who=_("Moderation"))


def _refused(row: Any, detail: Any) -> Step:
    reason = str(row.review.get_reason_code_display())
    state = STOPPED if detail.proposal.state == State.REFUSED else DONE
    return Step(_day(row.at), _("Not accepted"), text=reason, who=_("Moderation"), state=state)


def _objection(objection: Any) -> Iterator[Step]:
    """That the author objected, and the answer. What they wrote is between them and the moderation."""
    yield Step(_day(objection.at), _("The author objects"))
    if objection.upheld is None:
        yield Step(None, _("A second person looks at it"), who=_("Moderation"), state=NEXT)
    elif not objection.upheld:
        yield Step(
            _day(objection.decided_at),
            _("The refusal stands"),
            text=objection.answer,
            who=_("Moderation"),
            state=STOPPED,
        )


def _reinstated(row: Any, detail: Any) -> Step:
    return Step(_day(row.at), _("Objection upheld: published"), text=row.review.text, who=_("Moderation"))


def _merged(row: Any, detail: Any) -> Step:
    other = detail.proposal.merged_into
    return Step(
        _day(row.at),
        _("Goes on within another idea"),
        who=_("Moderation"),
        state=STOPPED,
        url=reverse("proposal", args=[other.pk]) if other else "",
        label=f"{other.number} {other.title}" if other else "",
    )


def _forwarded(row: Any, detail: Any) -> Step:
    review, text = row.review, ""
    if review.answer_due:
        text = _("Their answer is due by %(day)s.") % {"day": say_date(review.answer_due)}
    title = _("Passed on to: %(body)s") % {"body": review.forwarded_to}
    return Step(_day(row.at), title, text=text, who=_("Moderation"), state=STOPPED)


def _handed_over(row: Any, detail: Any) -> Step:
    return Step(_day(row.at), _("Handed over to the offices"), who=_("Moderation"))


def _admitted(row: Any, detail: Any) -> Step:
    check = row.assessment
    facts = {"cost": money(check.cost_likely_cents, detail.proposal.round.currency)}
    return Step(_day(row.at), _("Feasible, for %(cost)s") % facts, text=check.conditions, who=check.office.name)


def _infeasible(row: Any, detail: Any) -> Step:
    check = row.assessment
    return Step(
        _day(row.at), _("Not feasible"), text=check.get_reason_code_display(), who=check.office.name, state=STOPPED
    )


_MOVES = {
    "submit": _submitted,
    "publish": _published,
    "return_to_author": _returned,
    "refuse": _refused,
    "reinstate": _reinstated,
    "withdraw": lambda row, detail: Step(_day(row.at), _("Withdrawn by the author"), state=STOPPED),
    "merge": _merged,
    "forward": _forwarded,
    "hand_over": _handed_over,
    "admit": _admitted,
    "find_infeasible": _infeasible,
}


def _option(option: Any, round_: Round, at: datetime.datetime) -> Iterator[Step]:
    """Its place on the ballot paper, once the vote has begun."""
    if option is None:
        return
    if option.withdrawn_at:
        yield Step(_day(option.withdrawn_at), _("Taken off the ballot paper"), option.withdrawn_reason, state=STOPPED)
    elif option.paper.opens_at <= at:
        running = at < option.paper.closes_at
        yield Step(
            _day(option.paper.opens_at),
            _("Number %(number)s on the ballot paper") % {"number": option.number},
            text=_("You can vote until %(day)s.") % {"day": say_last_day(option.paper.closes_at)} if running else "",
            state=NOW if running else DONE,
            url=reverse("voting:ballot", args=[round_.slug]) if running else "",
            label=_("Vote now") if running else "",
        )


def _result(outcome: Outcome | None, round_: Round) -> Iterator[Step]:
    if outcome is not None:
        yield Step(
            _day(outcome.published_at),
            _("Won") if outcome.funded else _("Not this time"),
            text=outcome.reason,
            state=DONE if outcome.funded else STOPPED,
            url=reverse("results", args=[round_.slug]),
            label=_("View the result"),
        )


def _project(project: Any, round_: Round, at: datetime.datetime) -> Iterator[Step]:
    if project is None:
        return
    office = project.office.name if project.office else ""
    yield Step(
        _day(project.created_at),
        _("Becomes a project"),
        who=office,
        url=reverse("project", args=[project.pk]),
        label=_("View the project"),
    )
    for update in project.updates.all():
        yield _update(update, round_, office)
    for milestone in project.milestones.all():
        if milestone.reached_on:
            yield Step(milestone.reached_on, milestone.title, who=office)
    if project.is_open:
        yield from _open_milestones(project.milestones.all(), timezone.localtime(at).date())


def _update(update: Any, round_: Round, office: str) -> Step:
    changed = [
        _("%(what)s: from %(before)s to %(after)s")
        % {
            "what": c.label,
            "before": c.before or pgettext("a date", "open"),
            "after": c.after or pgettext("a date", "open"),
        }
        for c in delivery_phrases.changes(update, currency=round_.currency)
    ]
    text = " ".join(part for part in (update.text, update.reason, *(f"{line}." for line in changed)) if part)
    return Step(_day(update.at), update.title, text=text, who=office)


def _open_milestones(milestones: Iterable[Any], today: datetime.date) -> Iterator[Step]:
    """What is still to be done. What should have been done by now stands at the end without a date: it is open when."""
    for milestone in milestones:
        if milestone.reached_on:
            continue
        if milestone.due_on < today:
            late = _("Was planned for %(day)s.") % {"day": say_date(milestone.due_on)}
            yield Step(None, milestone.title, text=late, state=NEXT)
        else:
            yield Step(milestone.due_on, milestone.title, state=NEXT)


def _coming(proposal: Any, round_: Round, at: datetime.datetime) -> Iterator[Step]:
    """What comes next while no later stage knows of the proposal."""
    today = timezone.localtime(at).date()
    if proposal.state == State.IN_ASSESSMENT and proposal.due_on:
        yield Step(proposal.due_on if proposal.due_on >= today else None, _("Answer of the offices"), state=NEXT)
    wanted = {
        State.PUBLISHED: (Phase.Kind.ASSESSING, _("The offices check the idea")),
        State.ADMITTED: (Phase.Kind.VOTING, _("Vote")),
    }.get(State(proposal.state))
    window = participation.window(round_, wanted[0]) if wanted else None
    if wanted and window and at < window.starts_at:
        yield Step(_day(window.starts_at), wanted[1], state=NEXT)
