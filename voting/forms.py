"""What people send about a vote, read without trust, and the sentences for what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from participation import money
from participation.eligibility import Reason
from participation.models import User
from participation.phrases import WHY_NOT_VOTE
from voting import receipts
from voting.models import BallotPaper, Option
from voting.papers import MOST_WITNESSES

LONGEST_NUMBER = 9
LONGEST_KEY = 64
#: No option has it: stands for whatever was sent instead of a number.
NO_NUMBER = 0
#: Refusals of a choice; all others are about the person or the hour.
ABOUT_THE_CHOICE = ("none_chosen", "duplicate", "unknown", "withdrawn", "too_many", "over_pot")

SENTENCES: Mapping[str, str | Promise] = {
    "none_chosen": _("Please choose at least one project."),
    "unknown": _("Your choice held something that is not on this ballot. Please check what is chosen below."),
    "not_frozen": _("There is no ballot for this round yet."),
    "keys_missing": _(
        "We cannot take votes at the moment. Your choice is still here. Please try again a little later."
    ),
    "void": _("Your right to vote in this round was withdrawn. Please ask the district office."),
    "conflict": _("This page was sent before with another choice, and that one counts. To change it, vote again."),
    "replaced": _("This is an old copy of your ballot. You have voted again since then, and the newer one counts."),
    "too_often": _("You have changed your vote very often. Your last ballot counts. Please ask the district office."),
}


def why_not_cast(code: str, facts: Mapping[str, Any], *, currency: str = "EUR") -> str:
    """The sentence for a refusal of ``ballots.cast`` or a fault of ``choices.fault``."""
    if code in _WITH_FACTS:
        return _WITH_FACTS[code](facts, currency)
    sentence = SENTENCES.get(code)
    return str(sentence if sentence is not None else WHY_NOT_VOTE[Reason(code)])


def read_choices(data: QueryDict) -> list[int]:
    """The chosen numbers as sent; what is no number comes out as NO_NUMBER, which no ballot has."""
    return [
        int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else NO_NUMBER
        for text in data.getlist("choices")
    ]


def read_request_key(data: QueryDict) -> str:
    """The random key of the review page, or "" where it is missing or was made by somebody else."""
    key = data.get("request", "")
    return key if key.replace("-", "").isalnum() and key.isascii() and len(key) <= LONGEST_KEY else ""


class ReceiptForm(forms.Form):
    """A receipt, as people type its code or bring the whole line from its QR code."""

    code = forms.CharField(
        label=_("Code of your receipt"),
        help_text=_("Four groups of four, like 4GC0-Y19M-PHD8-72SJ, or the whole line that begins with SP1."),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> receipts.Given:
        code = receipts.read(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("This is not the code of a receipt. It has 16 letters and digits. Please compare it once more.")
            )
        return code


class WithdrawForm(forms.Form):
    """Desk: which option is withdrawn, and why (public)."""

    number = forms.TypedChoiceField(
        label=_("Project"),
        coerce=int,
        error_messages={"invalid_choice": _("This project is not on the paper, or was withdrawn already.")},
    )
    reason = forms.CharField(
        label=_("Why (public)"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands on the ballot and in the result."),
    )

    def __init__(self, *args: Any, paper: BallotPaper | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = Option.objects.filter(paper=paper, withdrawn_at__isnull=True).order_by("number")
        self.fields["number"].choices = [(option.number, str(option)) for option in options]  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    """Desk: whose right it is, by the address of their account."""

    email = forms.EmailField(label=_("E-mail of the account"))

    def clean_email(self) -> User:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this address."))
        return user


class VoidForm(AccountForm):
    """Desk: whose right must not count, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person reads it, and it goes into the log. Please name nobody."),
    )


class WitnessForm(forms.Form):
    """Desk: who gets the seals of the vote by mail. All that is wrong is said at once, address by address."""

    addresses = forms.CharField(
        label=_("E-mail addresses of the witnesses, one a line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Five at most. They are not published."),
    )

    def clean_addresses(self) -> list[str]:
        addresses = list(dict.fromkeys(self.cleaned_data["addresses"].replace(",", " ").replace(";", " ").split()))
        wrong = [address for address in addresses if not _is_address(address)]
        if wrong:
            said = _("This is not an e-mail address: %(address)s")
            raise forms.ValidationError([forms.ValidationError(said, params={"address": each}) for each in wrong])
        if len(addresses) > MOST_WITNESSES:
            raise forms.ValidationError(_("Please name five addresses at most."))
        return addresses


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except forms.ValidationError:
        return False
    return True


class DrawForm(forms.Form):
    """Desk: the seed of a lot that was drawn in public."""

    seed = forms.CharField(
        label=_("Seed of the lot"),
        required=False,
        max_length=64,
        help_text=_("If you drew lots in public, e.g. six numbers. Empty: a random one. It is published."),
    )


def _duplicate(facts: Mapping[str, Any], currency: str) -> str:
    return gettext("Project no. %(number)d is on your ballot twice.") % facts


def _withdrawn(facts: Mapping[str, Any], currency: str) -> str:
    said = gettext("Project no. %(number)d has been withdrawn. Please take it out or choose another one.")
    return said % facts


def _too_many(facts: Mapping[str, Any], currency: str) -> str:
    over = facts["chosen"] - facts["most"]
    said = ngettext(
        "You have chosen %(chosen)d projects, %(most)d at most are possible. Please take out %(over)d.",
        "You have chosen %(chosen)d projects, %(most)d at most are possible. Please take out %(over)d.",
        over,
    )
    return said % {**facts, "over": over}


def _over_pot(facts: Mapping[str, Any], currency: str) -> str:
    language = get_language() or "de"
    over, most = (money.say(facts[key], currency=currency, language=language) for key in ("over", "most"))
    said = gettext("Your projects cost %(over)s more than the pot of %(most)s. Please take one out.")
    return said % {"over": over, "most": most}


_WITH_FACTS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "duplicate": _duplicate,
    "withdrawn": _withdrawn,
    "too_many": _too_many,
    "over_pot": _over_pot,
}
