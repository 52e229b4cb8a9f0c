"""What an act of the vote is called in the log."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "papers.draw_up": _("Ballot paper drawn up"),
    "papers.freeze": _("Ballot paper frozen"),
    "papers.withdraw": _("Project withdrawn from the ballot"),
    "rights.void": _("Voting right voided"),
    "closing.close": _("Box shut"),
    "closing.ask_to_destroy_keys": _("Destruction of the keys asked for"),
    "closing.destroy_keys": _("Keys destroyed"),
    "results.compute": _("Counted"),
    "results.certify": _("Count certified"),
    "results.publish": _("Result published"),
}
