"""Forms of the desks of delivery."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from delivery.models import Entry, Milestone, Project
from delivery.projects import MOVES
from participation.forms import DateInput, MoneyField
from participation.models import Office
from proposals import phrases, pictures

REASON_HELP = _("Needed where state, date or cost change. Everybody can read it.")


class Reason(forms.CharField):
    """The public reason for a change; whether it is owed decides the verb."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "label": _("Reason for the change"),
            "max_length": 1000,
            "required": False,
            "widget": forms.Textarea(attrs={"rows": 2}),
            "help_text": REASON_HELP,
        }
        super().__init__(**(defaults | kwargs))


def day(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    """A date field with the browser's own picker."""
    return forms.DateField(label=label, required=required, widget=DateInput(), **kwargs)


class AssignForm(forms.Form):
    """Which office builds it, whom to ask, when."""

    office = forms.ModelChoiceField(label=_("Responsible office"), queryset=Office.objects.none(), required=False)
    contact = forms.CharField(label=_("Contact for questions, public"), max_length=160, required=False)
    summary = forms.CharField(
        label=_("What will be built"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    starts_on = day(_("Planned start"))
    ends_on = day(_("Planned end"))
    reason = Reason()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        initial = {name: getattr(project, name) for name in ("office", "contact", "summary", "starts_on", "ends_on")}
        super().__init__(*args, **(kwargs | {"initial": initial}))
        offices = Office.objects.filter(area__path__startswith=project.round.area.path)
        self.fields["office"].queryset = offices.select_related("area")  # type: ignore[attr-defined]
        self.fields["office"].label_from_instance = _office_label  # type: ignore[attr-defined]


def _office_label(office: Office) -> str:
    return f"{office.name} ({office.area.name})"


class ReportForm(forms.Form):
    """News for the public, with a new state or new dates where there are any."""

    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What is new"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    starts_on = day(_("New planned start"))
    ends_on = day(_("New planned end"))
    reason = Reason()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stays = ("", _("Stays: %(state)s") % {"state": project.get_state_display()})
        others = [(state, Project.State(state).label) for state in MOVES[project.state]]
        self.fields["state"].choices = [stays, *others]  # type: ignore[attr-defined]


class CompleteForm(forms.Form):
    """The thing stands."""

    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("What stands there now"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    reason = Reason(
        label=_("How it was finished"),
        help_text=_("Everybody can read it. Where it cost over 10 % more or less than awarded, please say why."),
    )


class DropForm(forms.Form):
    """The thing is not built."""

    title = forms.CharField(label=_("Title"), max_length=160)
    reason = Reason(label=_("Why it is not built"), help_text=_("Everybody can read it."))
    reference = forms.CharField(
        label=_("Decision (number of the paper)"),
        max_length=160,
        required=False,
        help_text=_("For example “BVV, Drs. 1234/VI of 14 May”."),
    )


class MilestoneForm(forms.Form):
    """A step with a date."""

    title = forms.CharField(label=_("Step"), max_length=160)
    due_on = day(_("Due"), required=True)


class OpenMilestone(forms.ModelChoiceField):
    """One of the project's steps that are not done yet."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Milestone.objects.none(), label=_("Step"), **kwargs)

    def offer(self, project: Project) -> None:
        """Show the steps of this project."""
        self.queryset = project.milestones.filter(reached_on__isnull=True)


class ReachForm(forms.Form):
    """A step is done."""

    milestone = OpenMilestone()
    on = day(_("Done on"), required=True)

    def __init__(self, *args: Any, project: Project, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"initial": {"on": today}}))
        self.fields["milestone"].offer(project)  # type: ignore[attr-defined]


class PostponeForm(forms.Form):
    """A step gets another date."""

    milestone = OpenMilestone()
    due_on = day(_("New date"), required=True)
    reason = Reason()

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"].offer(project)  # type: ignore[attr-defined]


class BookForm(forms.Form):
    """Money on a day."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in (Entry.Kind.COMMITTED, Entry.Kind.SPENT)]
    )
    amount = MoneyField(label=_("Amount (euros)"), least=1)
    correction = forms.BooleanField(label=_("Takes back this amount of an earlier entry"), required=False)
    on = day(_("Day"), required=True)
    note = forms.CharField(label=_("What for"), max_length=200)
    reason = Reason(help_text=_("Needed where more is committed or spent than was awarded. Everybody can read it."))

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"initial": {"on": today}}))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("correction") and data.get("amount"):
            data["amount"] = -data["amount"]
        return data


class PictureForm(forms.Form):
    """The place before or after, with a description."""

    moment = forms.ChoiceField(label=_("It shows the place"), choices=[("before", _("before")), ("after", _("after"))])
    picture = forms.FileField(label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"}))
    alt = forms.CharField(
        label=_("What can be seen in the picture"),
        max_length=250,
        help_text=_("For people who cannot see it. One sentence."),
    )

    def clean_picture(self) -> ContentFile[bytes]:
        try:
            clean = pictures.clean(self.cleaned_data["picture"])
        except pictures.PictureRefused as refusal:
            raise forms.ValidationError(str(phrases.PICTURE[refusal.code]), params=refusal.facts) from None
        return ContentFile(clean.content, name=clean.name)
