"""Forms of the desks: what a moderator, an assessor or a finance officer fills in for one decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from participation.forms import DateInput, MoneyField
from participation.models import Office
from proposals.models import Assessment, Proposal
from proposals.states import ReasonCode

CHOOSE = [("", _("Please choose"))]
REASONS = [*CHOOSE, *ReasonCode.choices]


def _text(label: Any, *, rows: int = 6, most: int = 3000, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


def _note() -> forms.CharField:
    return _text(_("Internal note"), rows=3, required=False, help_text=_("Only colleagues read this."))


class PublishForm(forms.Form):
    """Publish, with a word to the author if there is something to say."""

    text = _text(_("Word to the author, public"), rows=4, required=False)
    internal_note = _note()


class ReturnForm(forms.Form):
    """Back to the author."""

    text = _text(_("What should be changed? The author reads this."))
    internal_note = _note()


class RefuseForm(forms.Form):
    """Refuse."""

    reason_code = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    text = _text(_("Answer to the author, public"), help_text=_("Plain words: why, and what would be possible."))
    internal_note = _note()


class OtherField(forms.ModelChoiceField):
    """A proposal to merge into."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.number} – {obj.title}"


class MergeForm(forms.Form):
    """Merge into another proposal of the round."""

    other = OtherField(label=_("Goes on within"), queryset=Proposal.objects.none(), empty_label=_("Please choose"))
    text = _text(_("Answer to both authors, public"))
    internal_note = _note()

    def __init__(self, *args: Any, targets: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other: Any = self.fields["other"]
        other.queryset = targets


class ForwardForm(forms.Form):
    """Pass on to the body in charge."""

    forwarded_to = forms.CharField(label=_("Passed on to"), max_length=160)
    answer_due = forms.DateField(label=_("Answer expected by"), required=False, widget=DateInput())
    text = _text(_("Answer to the author, public"))
    internal_note = _note()


class HandOverForm(forms.Form):
    """To the offices."""

    text = _text(_("Word to the offices and the author, public"), rows=3, required=False)
    internal_note = _note()


class RemoveCommentForm(forms.Form):
    """Remove a comment."""

    reason = forms.CharField(
        label=_("Why?"), max_length=200, help_text=_("Shown in place of the comment, and sent to its author.")
    )


class ObjectionForm(forms.Form):
    """Decide on an objection."""

    answer = _text(
        _("Reason, public and for the author"), help_text=_("Plain words: what you looked at, and what counts.")
    )


class SettleForm(forms.Form):
    """Answer a report."""

    outcome = forms.CharField(
        label=_("What came of it?"), max_length=200, help_text=_("Sent to whoever reported it and left an address.")
    )


class VerdictForm(forms.Form):
    """What both verdicts say: which office, and a statement for the public."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=_("Please choose"))

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["office"]
        office.queryset = offices


class AssessForm(VerdictForm):
    """Feasible, at this cost."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[
            (Assessment.Verdict.FEASIBLE.value, Assessment.Verdict.FEASIBLE.label),
            (Assessment.Verdict.FEASIBLE_WITH_CHANGES.value, Assessment.Verdict.FEASIBLE_WITH_CHANGES.label),
        ],
        widget=forms.RadioSelect,
    )
    cost_likely_cents = MoneyField(label=_("Likely cost in euros"), least=1)
    cost_min_cents = MoneyField(label=_("At least"), required=False, help_text=_("Empty: the same."))
    cost_max_cents = MoneyField(label=_("At most"), required=False, help_text=_("Empty: the same."))
    yearly_cents = MoneyField(label=_("Each year afterwards"), required=False)
    statement = _text(_("Statement, public"))
    conditions = _text(_("Conditions, public"), rows=3, most=2000, required=False)
    internal_note = _note()

    def clean_yearly_cents(self) -> int:
        return self.cleaned_data["yearly_cents"] or 0


class InfeasibleForm(VerdictForm):
    """Not feasible, or somebody else is in charge."""

    verdict = forms.ChoiceField(
        label=_("Verdict"),
        choices=[
            (Assessment.Verdict.INFEASIBLE.value, Assessment.Verdict.INFEASIBLE.label),
            (Assessment.Verdict.NOT_OURS.value, Assessment.Verdict.NOT_OURS.label),
        ],
        widget=forms.RadioSelect,
    )
    reason_code = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    statement = _text(_("Statement, public"), help_text=_("Plain words: why, and what would be possible."))
    internal_note = _note()


class SignForm(forms.Form):
    """Sign what was on the screen, not what somebody wrote meanwhile."""

    assessment = forms.IntegerField(widget=forms.HiddenInput)
