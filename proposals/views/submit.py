"""An idea, one question per page. Nothing is stored until it is handed in: the answers travel in the form itself."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views import View
from django.views.decorators.cache import cache_control

from participation import queries as participation
from participation import unsent
from participation.eligibility import Reason
from participation.models import Round, User
from proposals import phrases, rules, submission
from proposals.forms import CURRENT, PREVIEW, STEP_NAMES, STEPS, IdeaForm, Step
from proposals.models import Proposal
from proposals.moves import MoveRefused

STEP_BY_NAME: dict[str, Step] = {step.name: step for step in STEPS}


# Kept by the person's own browser alone, so that its button "back" shows the question before instead of an error.
@method_decorator(cache_control(private=True, max_age=0, must_revalidate=True), name="dispatch")
class IdeaPages(AccessMixin, View, ABC):
    """The steps and the preview; what a subclass says is where it starts and which verb takes the idea."""

    round: Round
    current: Proposal | None = None
    start_step: ClassVar[str] = STEP_NAMES[0]
    reached = False  # whether the preview was seen: from there on each question leads back to it
    answer = ""  # what a moderator wrote to the author of a returned idea

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at = timezone.now()
        self.reached = bool(request.POST.get("reached"))
        self.find(**kwargs)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    @abstractmethod
    def find(self, **kwargs: Any) -> None:
        """Set round, and the proposal if there is one already."""

    @abstractmethod
    def hand_in(self, form: IdeaForm) -> Proposal:
        """Call the verb."""

    def initial(self) -> dict[str, Any]:
        """What the form starts with."""
        return {}

    def barred(self) -> HttpResponse | None:
        """A page that says why not, instead of the first question."""
        return None

    @cached_property
    def person(self) -> User:
        assert isinstance(self.request.user, User)
        return self.request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if page := self.barred():
            return page
        if typed := unsent.take(request, at=self.at):
            step, self.reached = typed.get("step"), bool(typed.get("reached"))
            return self.page(step if step in STEP_NAMES else self.start_step, self.filled(typed))
        return self.page(self.start_step, self.filled({"key": str(uuid.uuid4())} | self.initial()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.bound(request)
        form.full_clean()
        step, go = request.POST.get("step", ""), request.POST.get("go", "next")
        if step not in STEP_NAMES:
            return self.page(self.start_step, self.filled(form.typed()))
        if go.removeprefix("edit-") in STEP_BY_NAME:
            return self.page(go.removeprefix("edit-"), self.filled(form.typed()))
        if go == "back":
            return self.page(STEP_NAMES[max(0, STEP_NAMES.index(step) - 1)], self.filled(form.typed()))
        if step == PREVIEW:
            return self.submit(form) if go == "submit" else self.preview(form)
        return self.next(STEP_BY_NAME[step], form)

    def next(self, step: Step, form: IdeaForm) -> HttpResponse:
        """On to the next question, or back to the preview where somebody came from there."""
        bad = [name for name in step.fields if name in form.errors]
        if bad:
            form.only_errors_of(step)
            return self.page(step.name, form)
        follower = STEP_NAMES[STEP_NAMES.index(step.name) + 1]
        if follower == PREVIEW or self.reached:
            return self.preview(form)
        return self.page(follower, self.filled(form.typed()))

    def preview(self, form: IdeaForm) -> HttpResponse:
        """How it will look; a question with an error comes first."""
        if step := form.first_bad():
            form.only_errors_of(step)
            return self.page(step.name, form)
        return self.page(PREVIEW, form)

    def submit(self, form: IdeaForm) -> HttpResponse:
        """Hand it in; a refusal stands above the preview, with everything still there."""
        if form.first_bad():
            return self.preview(form)
        try:
            proposal = self.hand_in(form)
        except (submission.SubmissionRefused, MoveRefused) as refusal:
            return self.page(PREVIEW, form, refusal=phrases.sentence(refusal))
        return redirect("proposals:submitted", pk=proposal.pk)

    def bound(self, request: HttpRequest) -> IdeaForm:
        return IdeaForm(request.POST, request.FILES, round=self.round, at=self.at, current=self.current)

    def filled(self, typed: dict[str, Any]) -> IdeaForm:
        """The form with what was typed so far and without complaints."""
        return IdeaForm(initial=typed, round=self.round, at=self.at, current=self.current)

    def page(self, name: str, form: IdeaForm, *, refusal: str = "") -> HttpResponse:
        step = STEP_BY_NAME.get(name)
        context: dict[str, Any] = {
            "round": self.round,
            "current": self.current,
            "step": step,
            "step_name": name,
            "number": STEP_NAMES.index(name) + 1,
            "total": len(STEP_NAMES),
            "is_first": name == STEP_NAMES[0],
            "reached": name == PREVIEW or self.reached,
            "refusal": refusal,
            "answer": self.answer,
            "picture_url": form.picture_url(),
            "has_point": bool(form["lon"].value()),
            "map_tiles": settings.MAP_TILE_URL,
            "map_attribution": settings.MAP_TILE_ATTRIBUTION,
        }
        if step is None:
            context["idea"] = self.shown(form)
        context["form"] = form.show(step)
        return render(self.request, "proposals/submit.html", context)

    def shown(self, form: IdeaForm) -> dict[str, Any]:
        """The values as the preview writes them; ``form`` is valid or holds a kept, not yet checked idea."""
        if not form.is_bound:
            form = IdeaForm(form.initial, round=self.round, at=self.at, current=self.current)
            form.full_clean()
        data = form.cleaned_data
        try:
            area = submission.where(self.round, area=data.get("area"), lon=data.get("lon"), lat=data.get("lat"))
        except submission.SubmissionRefused:
            area = self.round.area
        return data | {"area": area}


class Submit(IdeaPages):
    """Submit an idea in a round that collects."""

    def find(self, **kwargs: Any) -> None:
        rounds = participation.rounds_with_phases().public()  # type: ignore[attr-defined]
        self.round = get_object_or_404(rounds, slug=kwargs["slug"])

    def barred(self) -> HttpResponse | None:
        verdict = participation.verdict_on_proposing(self.request.user, self.round, at=self.at)
        if verdict.reason is None:
            return None
        homeless = verdict.reason in {Reason.NO_RESIDENCE, Reason.RESIDENCE_NOT_PROVEN, Reason.LIVES_ELSEWHERE}
        context = {"round": self.round, "sentence": phrases.why_not(verdict.reason), "homeless": homeless}
        return render(self.request, "proposals/barred.html", context)

    def hand_in(self, form: IdeaForm) -> Proposal:
        key = form.submission_key()
        return submission.submit(round=self.round, idea=form.idea(), by=self.person, key=key, at=self.at)


class Revise(IdeaPages):
    """Repair a returned idea: starts with the preview, the moderator's answer above it."""

    start_step = PREVIEW
    current: Proposal

    def find(self, **kwargs: Any) -> None:
        proposals = Proposal.objects.select_related("round__area", "area", "category")
        self.current = get_object_or_404(proposals, pk=kwargs["pk"])
        self.round = self.current.round
        answered = self.current.reviews.exclude(text="").last()
        self.answer = answered.text if answered else ""

    def barred(self) -> HttpResponse | None:
        """Only its author, only while it is theirs to change; others are told nothing about it."""
        if not rules.is_author(self.request.user, self.current):
            return render(self.request, "404.html", status=404)
        if rules.can_edit(self.request.user, self.current):
            return None
        sentence = phrases.sentence(MoveRefused("wrong_state", state=self.current.state))
        return render(self.request, "proposals/barred.html", {"round": self.round, "sentence": sentence})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.is_author(request.user, self.current):
            return render(request, "404.html", status=404)
        return super().post(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        row = self.current
        return {
            "title": row.title,
            "what": row.what,
            "why": row.why,
            "place": row.place,
            "area": "" if row.area_id == self.round.area_id else row.area_id,
            "lon": row.lon,
            "lat": row.lat,
            "category": row.category_id,
            "estimate": IdeaForm.base_fields["estimate"].prepare_value(row.estimate_cents),
            "picture_alt": row.picture_alt,
            "upload": CURRENT if row.picture else "",
        }

    def hand_in(self, form: IdeaForm) -> Proposal:
        return submission.revise(
            proposal=self.current, idea=form.idea(), by=self.person, at=self.at, keep_picture=form.keeps_picture()
        )
