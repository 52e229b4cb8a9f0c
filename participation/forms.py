"""Forms of accounts and of the staff area's desks for people and rounds."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from participation import money, rounds
from participation.models import Area, Phase, Role, Round, User

UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


def midnight(day: datetime.date) -> datetime.datetime:
    """The moment at which a day begins in the city."""
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    display_name = forms.CharField(
        label=_("Public name"),
        max_length=60,
        help_text=_("Shown beside your ideas and comments. It need not be your real name."),
    )

    def signup(self, request: Any, user: Any) -> None:
        """allauth asks for it; the adapter has stored all there is."""


class DateInput(forms.DateInput):
    """The browser's own date field, written the way it wants."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class MoneyField(forms.Field):
    """A sum as people type it; cleans to cents. "1.200" and "1200,50 €" are fine."""

    widget = forms.TextInput
    MOST = 10**13  # a hundred billion euros: more is a slip of the keyboard

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        self.least = least
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off", "maxlength": str(money.LONGEST)}

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return money.parse(text)
        except money.NotAnAmount:
            raise forms.ValidationError(_("Please write a sum in euros, such as 1.200 or 1200,50.")) from None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value < self.least:
            raise forms.ValidationError(_("Please enter at least %(sum)s."), params={"sum": money.say(self.least)})
        if value is not None and value > self.MOST:
            raise forms.ValidationError(_("Please enter at most %(sum)s."), params={"sum": money.say(self.MOST)})

    def prepare_value(self, value: Any) -> Any:
        return money.say(value).removesuffix("\u00a0€") if isinstance(value, int) else value


class ProfileForm(forms.ModelForm):
    """The public name and the language of mails."""

    language = forms.ChoiceField(label=_("Language of our mails"), choices=[("de", "Deutsch"), ("en", "English")])

    class Meta:
        model = User
        fields = ["display_name", "language"]


class ResidenceForm(forms.Form):
    """Where somebody lives and when they were born."""

    area = forms.ModelChoiceField(
        label=_("District or neighbourhood"), queryset=Area.objects.none(), empty_label=_("Please choose")
    )
    born_on = forms.DateField(
        label=_("Date of birth"),
        widget=DateInput(),
        help_text=_("Needed because a vote has an age from which on it is open."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = Area.objects.exclude(kind=Area.Kind.CITY).select_related("parent")
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _area_label  # type: ignore[attr-defined]


def _area_label(area: Area) -> str:
    return f"{area.parent.name} – {area.name}" if area.kind == Area.Kind.REGION and area.parent else area.name


class EraseForm(forms.Form):
    """Leaving for good needs the person's own word."""

    sure = forms.BooleanField(label=_("Yes, delete my account for good."))


class ResidenceCheckForm(ResidenceForm):
    """The clerk's form: what stands on the ID card. ``areas``: where the clerk may confirm."""

    seen = forms.BooleanField(label=_("I have seen the ID card or the registration certificate."))

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset &= areas  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A role for an area. ``areas``: where the person in charge may give roles."""

    email = forms.EmailField(label=_("E-mail of the account"))
    name = forms.ChoiceField(label=_("Role"), choices=Role.Name.choices)
    area = forms.ModelChoiceField(label=_("For the area"), queryset=Area.objects.none())

    def __init__(self, *args: Any, areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = areas.select_related("parent")  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = _area_label  # type: ignore[attr-defined]

    def clean_email(self) -> User:
        user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if user is None:
            raise forms.ValidationError(_("There is no account with this address. The person signs up first."))
        return user


class WithdrawForm(forms.Form):
    """A role to take away. ``roles``: those that may be."""

    role = forms.ModelChoiceField(label=_("Role"), queryset=Role.objects.none(), empty_label=_("Please choose"))

    def __init__(self, *args: Any, roles: QuerySet[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]
        self.fields["role"].label_from_instance = lambda role: f"{role.user.email} – {role}"  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """An office that checks and builds; the name of one that is there corrects its address."""

    name = forms.CharField(label=_("Name of the office"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)


class RoundForm(forms.ModelForm):
    """Setting up a round of ``area``: its rules, its money, its phases by date.

    Cleans to the fields of Round, ``pots`` (area -> cents), ``cap`` (cents) and ``phases`` (kind, start, end).
    """

    slug = forms.SlugField(
        label=_("Short address"), required=False, max_length=80, help_text=_("Made from the title if left empty.")
    )
    statute_url = forms.URLField(label=_("Statute (web address)"), required=False, assume_scheme="https")
    voting_age = forms.IntegerField(label=_("Voting age"), min_value=0, max_value=120, initial=14)
    max_choices = forms.IntegerField(label=_("Most projects on one ballot"), min_value=1, max_value=999, initial=5)
    min_votes = forms.IntegerField(
        label=_("Votes a project needs at least"), min_value=0, max_value=1_000_000, initial=1
    )
    total = MoneyField(label=_("Money in all (euros)"), least=100, help_text=_("For example 200.000"))
    per_region = forms.BooleanField(label=_("Divide the money over the regions by inhabitants"), required=False)
    minimum = MoneyField(label=_("At least for each region (euros)"), required=False)
    cap = MoneyField(label=_("Most a proposal may cost (euros)"), required=False, least=100)

    class Meta:
        model = Round
        fields = [
            "kind", "title", "slug", "summary", "statute_url", "who_may_propose",
            "voting_age", "ballot_type", "max_choices", "tally_rule", "min_votes",
        ]  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area = area
        for kind in Phase.Kind:
            first = forms.DateField(label=_("%(phase)s: first day") % {"phase": kind.label}, widget=DateInput())
            last = forms.DateField(label=_("%(phase)s: last day") % {"phase": kind.label}, widget=DateInput())
            self.fields[f"{kind.value}_first"], self.fields[f"{kind.value}_last"] = first, last

    @property
    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields in the order of a conversation, under headings."""
        dates = [f"{kind.value}_{end}" for kind in Phase.Kind for end in ("first", "last")]
        named = [
            (_("Round"), ["kind", "title", "slug", "statute_url", "summary"]),
            (_("Phases"), dates),
            (_("Money"), ["total", "cap", "per_region", "minimum"]),
            (_("Rules"), ["who_may_propose", "voting_age", "ballot_type", "max_choices", "tally_rule", "min_votes"]),
        ]
        return [(label, [self[name] for name in names]) for label, names in named]

    def clean_slug(self) -> str:
        title = str(self.cleaned_data.get("title", "")).translate(UMLAUTS)
        slug = self.cleaned_data["slug"] or slugify(title)[:80].strip("-")
        if title and not slug:
            raise forms.ValidationError(_("Please write a short address, such as kiezkasse-2027."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for kind in Phase.Kind:
            first, last = data.get(f"{kind.value}_first"), data.get(f"{kind.value}_last")
            if first and last and last < first:
                self.add_error(f"{kind.value}_last", _("The last day lies before the first."))
        if data.get("minimum") and not data["per_region"]:
            self.add_error("minimum", _("A minimum makes sense only where the money is divided over regions."))
        if not self.errors:
            data["phases"], data["pots"] = self._phases(data), self._pots(data)
        return data

    def _pots(self, data: dict[str, Any]) -> dict[Area, int]:
        if not data["per_region"]:
            return {self.area: data["total"]}
        regions = list(Area.objects.filter(parent=self.area))
        if not regions:
            self.add_error("per_region", _("This area has no regions."))
            return {}
        try:
            return rounds.pots_by_population(
                areas=regions, total_cents=data["total"], minimum_cents=data["minimum"] or 0
            )
        except money.CannotSplit:
            self.add_error("minimum", _("So much for each region is more than there is, or nobody lives there."))
            return {}

    def _phases(self, data: dict[str, Any]) -> list[tuple[str, datetime.datetime, datetime.datetime]]:
        """Phases as moments: from midnight of the first day to midnight after the last (exclusive)."""
        day = datetime.timedelta(days=1)
        return [
            (kind.value, midnight(data[f"{kind.value}_first"]), midnight(data[f"{kind.value}_last"] + day))
            for kind in Phase.Kind
        ]


class ExtendForm(forms.Form):
    """A phase ends later."""

    phase = forms.ModelChoiceField(label=_("Phase"), queryset=Phase.objects.none(), empty_label=_("Please choose"))
    last_day = forms.DateField(
        label=_("New last day"),
        widget=DateInput(),
        help_text=_("If the next phase was to begin earlier, it begins on the day after."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Goes into the log."))

    def __init__(self, *args: Any, phases: QuerySet[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].queryset = phases  # type: ignore[attr-defined]
        self.fields["phase"].label_from_instance = lambda phase: phase.get_kind_display()  # type: ignore[attr-defined]
