"""The sentences people read: why something is not possible, and where their idea stands."""

from __future__ import annotations

import datetime
from typing import Any, Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from participation import money
from participation.eligibility import Reason
from participation.phrases import WHY_NOT_PROPOSE
from proposals.models import Objection, Proposal
from proposals.states import State

Sentence = str | Promise

PICTURE: dict[str, Sentence] = {
    "too_large": _("This picture is larger than %(megabytes)d MB. Please choose a smaller one."),
    "too_many_pixels": _("This picture has more than %(megapixels)d million pixels. Please make it smaller first."),
    "heic": _("This picture is in Apple’s format HEIC. Please save it as JPEG and choose it again."),
    "svg": _("SVG drawings cannot be shown safely. Please save the picture as PNG or JPEG."),
    "not_a_picture": _("This is not a picture that we can read. Please choose a JPEG, PNG, WebP or GIF file."),
    "broken": _("This picture is damaged or incomplete. Please choose another one."),
    "gone": _("The picture is no longer there. Please choose it again."),
}

SUBMISSION: dict[str, Sentence] = {
    "outside_area": _(
        "This place lies in %(lies_in)s. This round is for %(area)s. "
        "Please choose a place in %(area)s, or submit the idea in %(lies_in)s."
    ),
    "outside_city": _("This place lies outside of the city. Please choose a place in %(area)s."),
    "area_elsewhere": _("This area does not belong to the round. Please choose one in %(area)s."),
    "over_cap": _("In this round a project may cost %(cap)s at most."),
    "alt_missing": _("Please say in a sentence what the picture shows. People who cannot see it read this instead."),
    "already_submitted": _(
        "You have already submitted this form, as no. %(number)d. "
        "What you changed afterwards is not saved. To submit another idea, please start anew."
    ),
    "not_yours": _("Only the author can do this."),
    "too_late": _("The vote has begun. Ideas can no longer be changed."),
}

MOVE: dict[str, Sentence] = {
    "wrong_state": _("This is not possible any more. The proposal now has the state “%(state)s”."),
    "needs_reason": _("Please choose a reason."),
    "needs_text": _("Please write an answer to the author."),
    "needs_other": _("Please choose the other proposal."),
    "needs_body": _("Please say to whom you pass it on."),
    "needs_assessment": _("The offices have not given their verdict yet."),
}

MODERATION: dict[str, Sentence] = {
    "merge_with_itself": _("A proposal cannot be merged with itself."),
    "merge_other_round": _("The other proposal belongs to another round."),
    "merge_not_alive": _("The other proposal is not open any more. Please choose another one."),
}

ASSESSMENT: dict[str, Sentence] = {
    "verdict_not_feasible": _("Please use “Not feasible” for this verdict."),
    "verdict_not_infeasible": _("Please use “Write the verdict” for this verdict."),
    "cost_missing": _("Please enter the likely cost."),
    "cost_order": _("The likely cost has to lie between the lowest and the highest."),
    "cap_exceeded": _("In this round a project may cost %(cap)s at most. If it costs more, it is not feasible here."),
    "statement_missing": _("Please write a statement for the public."),
    "office_elsewhere": _("This office is not in charge of the area."),
    "superseded": _("The office has written a newer verdict. Please look at that one."),
    "four_eyes": _("You wrote this verdict yourself. A second person has to sign it."),
}

DISCUSSION: dict[str, Sentence] = {
    "closed": _("This proposal is closed. Comments and support are no longer possible."),
    "empty": _("Please write something."),
    "proposal_hidden": _("This proposal is not public."),
    "comment_gone": _("This comment is no longer there."),
    "reason_missing": _("Please say why. The reason is shown in public."),
    "already_removed": _("This comment has already been removed."),
    "outcome_missing": _("Please say what came of it."),
    "already_settled": _("A colleague has already answered this report."),
}

OBJECTION: dict[str, Sentence] = {
    "objection_not_yours": _("Only the author can object."),
    "objection_empty": _("Please say why you see it differently."),
    "objection_over": _("Objecting was possible until %(day)s."),
    "objection_twice": _("You have objected already. A refusal is looked at again once."),
    "objection_decided": _("A colleague has already decided on this objection."),
    "second_person": _("Whoever refused the idea does not decide on the objection. A colleague does."),
    "answer_missing": _("Please give a reason. It is public, and the author reads it."),
}

_ALL: dict[str, Sentence] = {
    **{str(reason): sentence for reason, sentence in WHY_NOT_PROPOSE.items()},
    **PICTURE,
    **SUBMISSION,
    **MOVE,
    **MODERATION,
    **ASSESSMENT,
    **DISCUSSION,
    **OBJECTION,
}


class Refusal(Protocol):
    """What the verbs raise."""

    code: str


def sentence(refusal: Refusal) -> str:
    """What a person reads for a refusal of a verb, in the language of the page."""
    facts: dict[str, Any] = dict(getattr(refusal, "facts", {}))
    if "cap_cents" in facts:
        cents, currency = facts["cap_cents"], facts["currency"]
        facts["cap"] = money.say(cents, currency=currency, language=get_language() or "de")
    if "state" in facts:
        facts["state"] = State(facts["state"]).label
    if "day" in facts:
        facts["day"] = say_day(facts["day"])
    text = str(_ALL[str(refusal.code)])
    return text % facts if facts else text


def why_not(reason: Reason) -> str:
    """Why a person cannot propose now."""
    return str(WHY_NOT_PROPOSE[reason])


def where_it_stands(proposal: Proposal) -> str:
    """One sentence with the day until when something happens, such as "is being checked, answer by 14 March"."""
    text = str(State(proposal.state).label)
    if proposal.due_on is None:
        return text
    return gettext("%(state)s, answer by %(day)s") % {"state": text, "day": say_day(proposal.due_on)}


def objection_stands(objection: Objection) -> str:
    """Where an objection stands."""
    if objection.upheld is None:
        return gettext("is being looked at by a second person")
    return gettext("upheld") if objection.upheld else gettext("rejected")


def deadline(day: datetime.date, *, today: datetime.date) -> tuple[str, str]:
    """How urgent something is, in words and as the level of the deadline light: calm, soon or late."""
    facts = {"day": say_day(day)}
    if day < today:
        return gettext("overdue since %(day)s") % facts, "late"
    if day == today:
        return gettext("today"), "soon"
    soon = day - today <= datetime.timedelta(days=1)
    return gettext("until %(day)s") % facts, "soon" if soon else "calm"


def say_day(day: datetime.date) -> str:
    """A day without its year: "14. März"."""
    return date_format(day, "MONTH_DAY_FORMAT")


# What an act is called in the log.
ACTS = {
    "proposals.publish": _("Proposal published"),
    "proposals.return_to_author": _("Proposal given back to its author"),
    "proposals.refuse": _("Proposal refused"),
    "proposals.merge": _("Proposal merged"),
    "proposals.forward": _("Proposal passed on"),
    "proposals.hand_over": _("Proposal handed to the offices"),
    "proposals.assess": _("Verdict written"),
    "proposals.sign_off": _("Costs signed"),
    "proposals.find_infeasible": _("Found not feasible"),
    "proposals.remove_comment": _("Comment removed"),
    "proposals.uphold_objection": _("Objection upheld"),
    "proposals.reject_objection": _("Objection rejected"),
    "proposals.settle_report": _("Report answered"),
}
