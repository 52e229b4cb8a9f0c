"""The sentences people read for each reason code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from participation.eligibility import Reason

WHY_NOT_PROPOSE: dict[Reason, str | Promise] = {
    Reason.NOT_SIGNED_IN: _("Please sign in to submit an idea. You need an e-mail address for it."),
    Reason.EMAIL_NOT_CONFIRMED: _("Please confirm your e-mail address first. We have sent you a link."),
    Reason.NOT_PUBLIC: _("This round is not open to the public yet."),
    Reason.NOT_YET: _("Ideas cannot be submitted yet."),
    Reason.OVER: _("The time for submitting ideas is over."),
    Reason.WRONG_PHASE: _("No ideas are collected in this round."),
    Reason.NO_RESIDENCE: _("In this round residents propose. Please tell us on “My page” where you live."),
    Reason.RESIDENCE_NOT_PROVEN: _("Please have your residence checked first, at a citizens’ office or help desk."),
    Reason.LIVES_ELSEWHERE: _("In this round residents propose. Your residence lies in another district."),
    Reason.TOO_YOUNG: _("You are not old enough for this round yet."),
}

WHY_NOT_VOTE: dict[Reason, str | Promise] = {
    Reason.NOT_SIGNED_IN: _("Please sign in to vote."),
    Reason.EMAIL_NOT_CONFIRMED: _("Please confirm your e-mail address first. We have sent you a link."),
    Reason.NOT_PUBLIC: _("This round is not open to the public yet."),
    Reason.NOT_YET: _("The vote has not started yet."),
    Reason.OVER: _("The vote is closed."),
    Reason.WRONG_PHASE: _("There is no vote in this round now."),
    Reason.NO_RESIDENCE: _(
        "Residents vote. Please have your residence checked first, at a citizens’ office or help desk."
    ),
    Reason.RESIDENCE_NOT_PROVEN: _(
        "You told us where you live. To vote, please have it checked once, at a citizens’ office or help desk."
    ),
    Reason.LIVES_ELSEWHERE: _("Your residence lies in another district. You can vote in the rounds of your district."),
    Reason.TOO_YOUNG: _("You are not old enough for this vote yet."),
}
