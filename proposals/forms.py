"""Forms for citizens: an idea step by step, comments, reports. What was typed is kept through every error."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from participation import money
from participation.forms import MoneyField
from participation.models import Area, Round
from proposals import phrases, pictures, queries, submission, uploads
from proposals.models import Category, Comment, Proposal, Report

CURRENT = "current"  # stands for the picture that a returned idea has already


@dataclass(frozen=True)
class Step:
    """One question of the form: its place in the address bar of the mind, heading, and fields."""

    name: str
    title: str | Promise
    question: str | Promise
    fields: tuple[str, ...]


STEPS = (
    Step("title", _("Title"), _("What is your idea called?"), ("title",)),
    Step("what", _("What"), _("What should be done?"), ("what",)),
    Step("why", _("Why"), _("Why is it a good idea?"), ("why",)),
    Step("place", _("Place"), _("Where should it be?"), ("place", "area", "lon", "lat", "drop_point")),
    Step("topic", _("Topic"), _("Which topic does it belong to?"), ("category",)),
    Step("cost", _("Cost"), _("What could it cost?"), ("estimate",)),
    Step("picture", _("Picture"), _("Would you like to add a picture?"), ("picture", "picture_alt", "drop_picture")),
)
PREVIEW = "preview"
STEP_NAMES = (*(step.name for step in STEPS), PREVIEW)
# Said once: done as soon as it is read.
ONCE = ("picture", "drop_picture", "drop_point")


class IdeaForm(forms.Form):
    """An idea, all steps in one form; ``show`` decides which fields a page has as fields, the others are hidden."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("Short and clear, for example: Benches at the village pond")
    )
    what = forms.CharField(
        label=_("What should be done?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What exactly, and how much of it? Please name no private persons."),
    )
    why = forms.CharField(
        label=_("Why is it a good idea?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Whom does it help?"),
    )
    place = forms.CharField(
        label=_("Place or address"),
        max_length=160,
        required=False,
        help_text=_("For example: Pond Lane, opposite the library"),
    )
    area = forms.ModelChoiceField(label=_("Part of the district"), queryset=Area.objects.none(), required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    drop_point = forms.BooleanField(label=_("Without the point on the map"), required=False)
    category = forms.ModelChoiceField(
        label=_("Topic"), queryset=Category.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    estimate = MoneyField(
        label=_("Your estimate in euros"),
        required=False,
        help_text=_("A rough guess is enough, for example 1.200. The offices check it later."),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(
            attrs={
                "accept": "image/jpeg,image/png,image/webp,image/gif",
                "data-picture": True,
                "data-alt": "id_picture_alt",
                "data-text-alt": _("Please also say what it shows."),
                "data-text-bad": _("This file cannot be shown here. We look at it when you continue."),
            }
        ),
    )
    picture_alt = forms.CharField(
        label=_("What does the picture show?"),
        max_length=250,
        required=False,
        help_text=_("One sentence for people who cannot see it. Needed with a picture."),
    )
    drop_picture = forms.BooleanField(label=_("Submit without this picture"), required=False)
    upload = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, round: Round, at: datetime.datetime, current: Proposal | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.data: Any = self.data.copy()  # a QueryDict or a dict, whose values change on the way
        self.round, self.at, self.current = round, at, current
        self._kept = ""  # token of a picture sent just now
        area: Any = self.fields["area"]
        area.queryset = Area.objects.filter(parent=round.area).order_by("name")
        area.empty_label = _("All of %(area)s") % {"area": round.area.name}
        area.error_messages["invalid_choice"] = phrases.SUBMISSION["area_elsewhere"] % {"area": round.area.name}
        category: Any = self.fields["category"]
        category.queryset = queries.categories()
        self.fields["category"].error_messages["required"] = _("Please choose a topic.")
        self.fields["picture"].help_text = _(
            "JPEG, PNG, WebP or GIF, up to %(megabytes)d MB. We remove the place and time stored in it."
        ) % {"megabytes": settings.PICTURE_MAX_BYTES // (1024 * 1024)}
        if round.cap_cents is not None:
            self.fields["estimate"].help_text = _(
                "A rough guess is enough, for example 1.200. In this round a project may cost %(cap)s at most."
            ) % {"cap": money.say(round.cap_cents, currency=round.currency, language=get_language() or "de")}

    def typed(self) -> dict[str, str]:
        """All that was entered so far, as it was typed; the picture as its token. After validation."""
        return {name: str(self.data.get(name) or "") for name in self.base_fields if name not in ONCE}

    def show(self, step: Step | None) -> IdeaForm:
        """Turn the fields of all other steps into hidden ones; None: all."""
        shown = step.fields if step else ()
        for name, field in self.fields.items():
            if name not in shown:
                field.widget = forms.HiddenInput()
        for name in ONCE:
            if name not in shown:
                del self.fields[name]
        return self

    def only_errors_of(self, step: Step) -> bool:
        """Forget the errors of other steps; whether any are left."""
        for name in [name for name in self.errors if name not in step.fields]:
            del self.errors[name]
        return bool(self.errors)

    def first_bad(self) -> Step | None:
        """The first step with an error, or None."""
        return next((step for step in STEPS if any(name in self.errors for name in step.fields)), None)

    def picture_url(self) -> str | None:
        """Where the picture that goes along can be seen, or None."""
        token = self._token() if self.is_bound else str(self.initial.get("upload") or "")
        if token == CURRENT:
            return self.current.picture.url if self.current and self.current.picture else None
        return uploads.url(token) if token else None

    def submission_key(self) -> uuid.UUID:
        """The key sent along; a fresh one where it was lost."""
        try:
            return uuid.UUID(str(self.data.get("key") or ""))
        except ValueError:
            return uuid.uuid4()

    def keeps_picture(self) -> bool:
        """Whether a returned idea keeps the picture it has."""
        return self._token() == CURRENT and self.current is not None and bool(self.current.picture)

    def idea(self) -> submission.Idea:
        """What ``submission`` takes, of a valid form."""
        data, token = self.cleaned_data, self._token()
        return submission.Idea(
            title=data["title"],
            what=data["what"],
            why=data["why"],
            category=data["category"],
            area=data["area"],
            place=data["place"],
            lon=data["lon"],
            lat=data["lat"],
            estimate_cents=data["estimate"],
            picture=uploads.find(token) if token and token != CURRENT else None,
            picture_alt=data["picture_alt"],
            language=(get_language() or "de")[:2],
        )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_estimate(self) -> int | None:
        cents: int | None = self.cleaned_data["estimate"]
        try:
            submission.check_estimate(self.round, cents)
        except submission.SubmissionRefused as refusal:
            raise forms.ValidationError(phrases.sentence(refusal)) from refusal
        return cents

    def clean_picture(self) -> None:
        """A new picture is cleaned and kept at once, under a token, whatever else is wrong."""
        file = self.cleaned_data.get("picture")
        if not file:
            return
        try:
            self._kept = uploads.keep(pictures.clean(file), at=self.at)
        except pictures.PictureRefused as refusal:
            raise forms.ValidationError(phrases.sentence(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._clean_point(data)
        self._settle()
        token = self._token()
        if token and self.picture_url() is None:
            self.data["upload"] = ""
            self.add_error("picture", str(phrases.PICTURE["gone"]))
        elif token and not data.get("picture_alt") and "picture_alt" not in self.errors:
            self.add_error("picture_alt", str(phrases.SUBMISSION["alt_missing"]))
        return data

    def _clean_point(self, data: dict[str, Any]) -> None:
        """A point that is no point, or lies elsewhere, is said at the place field: that is what people see."""
        broken = [name for name in ("lon", "lat") if name in self.errors]
        for name in broken:
            del self.errors[name]
            data[name] = None
        if data.get("drop_point"):
            data["lon"] = data["lat"] = None
        elif broken or (data.get("lon") is None) != (data.get("lat") is None):
            self.add_error("place", _("The point on the map could not be read. Please set it again."))
            return
        if "area" in self.errors:
            return
        try:
            submission.where(self.round, area=data.get("area"), lon=data.get("lon"), lat=data.get("lat"))
        except submission.SubmissionRefused as refusal:
            self.add_error("place", phrases.sentence(refusal))

    def _settle(self) -> None:
        """Write what was said once into the values that travel along: a new picture, one dropped, a dropped point."""
        if self._kept:
            self.data["upload"] = self._kept
        elif self.data.get("drop_picture"):
            self.data["upload"] = ""
        if self.data.get("drop_point"):
            self.data["lon"] = self.data["lat"] = ""
        for name in ONCE:
            self.data.pop(name, None)

    def _token(self) -> str:
        return str(self.data.get("upload") or "")


class CommentForm(forms.Form):
    """A comment; ``key`` makes the same form sent twice one comment."""

    text = forms.CharField(
        label=_("Your comment"),
        max_length=Comment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please write something.")},
    )
    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["key"])
        except ValueError:
            return uuid.uuid4()


class ObjectForm(forms.Form):
    """Object to a refusal."""

    text = forms.CharField(
        label=_("Why do you see it differently?"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The person who looks at it again reads this, and nobody else."),
        error_messages={"required": phrases.OBJECTION["objection_empty"]},  # type: ignore[dict-item]
    )


class ReportForm(forms.Form):
    """Report a proposal or a comment."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("More about it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    email = forms.EmailField(
        label=_("Your e-mail"), required=False, help_text=_("Only if you want an answer. We use it for nothing else.")
    )
    # People never see this field; programs that fill in everything do.
    website = forms.CharField(required=False, label=_("Please leave this empty"))
