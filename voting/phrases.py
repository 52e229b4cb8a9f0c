"""What an act of the vote is called in the log, and the sentences for what a desk refuses."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTS = {
    "papers.draw_up": _("Ballot paper drawn up"),
    "papers.name_witnesses": _("Witnesses of the vote named"),
    "papers.freeze": _("Ballot paper frozen"),
    "papers.withdraw": _("Project withdrawn from the ballot"),
    "rights.ask_to_void": _("Voiding of a right to vote asked for"),
    "rights.void": _("Voting right voided"),
    "closing.close": _("Box shut"),
    "closing.ask_to_destroy_keys": _("Destruction of the keys asked for"),
    "closing.destroy_keys": _("Keys destroyed"),
    "results.compute": _("Counted"),
    "results.certify": _("Count certified"),
    "results.publish": _("Result published"),
}

PAPER_REFUSALS: dict[str, str | Promise] = {
    "no_voting_phase": _("This round has no voting phase."),
    "too_late": _("The vote of this round is over."),
    "nothing_ready": _("No proposal of this round is admitted yet."),
    "no_pot": _("There is no pot for: %(titles)s."),
    "already_frozen": _("This ballot paper is frozen already."),
    "hours_changed": _("The dates of the vote have changed since the paper was drawn up. Please draw it up again."),
    "no_reason": _("Please say why."),
    "not_frozen": _("This ballot paper is not frozen yet."),
    "unknown": _("There is no such project on the paper."),
    "already_withdrawn": _("This project was withdrawn already."),
    "too_many_witnesses": _("Please name five addresses at most."),
}
RIGHT_REFUSALS: dict[str, str | Promise] = {
    "no_reason": _("Please say why."),
    "not_frozen": _("This ballot paper is not frozen yet."),
    "closed": _("The box is shut. No right can be voided any more."),
    "keys_missing": _("The keys of this vote are not there. Please tell the operator."),
    "already_void": _("This right is void already."),
    "already_asked": _("Somebody has asked for it already. A second returning officer confirms it."),
    "not_asked": _("Nobody has asked to void this right. One person asks, a second one confirms."),
    "same_person": _("A second returning officer has to confirm what you have asked for."),
}
CLOSE_REFUSALS: dict[str, str | Promise] = {
    "not_frozen": _("This ballot paper is not frozen yet."),
    "still_open": _("The vote is still open."),
    "paper_altered": _("The paper no longer has the hash that was published. Nothing was closed. Tell the operator."),
    "log_altered": _("The log of receipts is not as it was signed. Nothing was closed. Tell the operator."),
    "not_closed": _("The box is not shut yet."),
    "not_published": _("The result is not published yet."),
    "objections_open": _("Objections are still possible. The keys stay until then."),
    "already_asked": _("Somebody has asked for it already. A second person can destroy the keys."),
    "not_asked": _("One person has to ask for it first, then a second one destroys the keys."),
    "same_person": _("A second person has to destroy the keys."),
    "already_destroyed": _("The keys were destroyed already."),
}
RESULT_REFUSALS: dict[str, str | Promise] = {
    "not_closed": _("The box is not shut yet."),
    "paper_altered": _("The paper no longer has the hash that was published. Nothing was counted. Tell the operator."),
    "box_altered": _("The box no longer has the hash of the closing. Nothing was counted. Tell the operator."),
    "same_person": _("A second returning officer has to certify what you have counted."),
    "not_yours": _("This is not yours to decide."),
    "needs_person": _("A returning officer has to certify."),
    "already_certified": _("This result is certified already."),
    "not_certified": _("The result must be certified before it is published."),
    "already_published": _("This result is published already."),
    "superseded": _("A newer count is published already."),
}
