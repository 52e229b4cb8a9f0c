"""What the lists of ideas and projects can be narrowed by. A value that makes no sense is said beside its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.standing import PROJECT_STATES
from cms.story import Story
from delivery import queries as delivery
from participation.models import Area, Round
from participation.prepared import Prepared
from proposals import queries as proposals
from proposals.states import State
from voting import queries as voting

Text = str | Promise

# What people ask for, and the states of a proposal behind it.
STATES: dict[str, tuple[Text, tuple[State, ...]]] = {
    "neu": (_("waiting to be checked"), (State.PUBLISHED,)),
    "pruefung": (_("being checked"), (State.IN_ASSESSMENT,)),
    "zugelassen": (_("feasible"), (State.ADMITTED,)),
    "gewonnen": (_("won"), (State.ADMITTED,)),
    "fertig": (pgettext_lazy("a project", "done"), (State.ADMITTED,)),
    "nicht-machbar": (_("not feasible"), (State.INFEASIBLE,)),
    "abgelehnt": (_("not accepted"), (State.REFUSED,)),
    "weitergegeben": (_("passed on to the body in charge"), (State.FORWARDED,)),
    "zusammengelegt": (_("goes on within another idea"), (State.MERGED,)),
}
ORDERS: dict[str, tuple[str, Text, Text]] = {
    "zufall": ("shuffled", _("Mixed anew each day"), _("in random order, mixed for today")),
    "neu": ("newest", _("Newest first"), _("the newest first")),
    "unterstuetzung": ("supported", _("Most supporters first"), _("those with most supporters first")),
    "kommentare": ("commented", _("Most discussed first"), _("the most discussed first")),
    "kosten": ("cost", _("Least expensive first"), _("the least expensive first")),
}
DEFAULT_ORDER = "zufall"


class ProposalFilter(forms.Form):
    """Search and filters of the list of ideas, read from the address. Four queries for the choices."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    runde = forms.ChoiceField(label=_("Round"), required=False)
    thema = forms.ChoiceField(label=_("Topic"), required=False)
    gebiet = forms.ChoiceField(label=_("Area"), required=False)
    stand = forms.ChoiceField(label=pgettext_lazy("of a proposal", "State"), required=False)
    ordnung = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.rounds = {round_.slug: round_ for round_ in _ROUNDS.rows()}
        self.areas = {area.key: area for area in areas_to_choose(self.rounds.get(str(data.get("runde", ""))))}
        topics = [(category.slug, str(category)) for category in proposals.topics()]
        self._choose("runde", _("All rounds"), [(slug, round_.title) for slug, round_ in self.rounds.items()])
        self._choose("thema", _("All topics"), topics)
        self._choose("gebiet", _("All areas"), [(key, area.name) for key, area in self.areas.items()])
        self._choose("stand", _("All states"), [(key, label) for key, (label, _states) in STATES.items()])
        self.fields["ordnung"].choices = [(key, label) for key, (_o, label, _w) in ORDERS.items()]  # type: ignore[attr-defined]
        self.fields["ordnung"].initial = DEFAULT_ORDER

    def _choose(self, name: str, everything: Text, choices: Sequence[tuple[str, Text]]) -> None:
        self.fields[name].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    @property
    def round(self) -> Round | None:
        """The chosen round, or None for all."""
        return self.rounds.get(self.cleaned_data.get("runde", ""))

    @property
    def order(self) -> tuple[str, Text]:
        """The order as ``proposals.queries`` names it, and in words."""
        name, _label, words = ORDERS[self.cleaned_data.get("ordnung") or DEFAULT_ORDER]
        return name, words

    @property
    def searches(self) -> bool:
        """Whether texts are searched."""
        return bool(self.cleaned_data.get("q"))

    @property
    def folded_in_use(self) -> bool:
        """Whether one of the filters that are folded away is set: then they are shown."""
        return bool(self.data.get("stand") or self.data.get("ordnung"))

    def rows(self, *, day: Any) -> Any:
        """The proposals that were asked for, in order; ``day`` mixes the random order. The form must be validated."""
        chosen = self.cleaned_data
        state = chosen.get("stand", "")
        rows = proposals.find(
            self.round,
            category=chosen.get("thema", ""),
            area=self.areas.get(chosen.get("gebiet", "")),
            states=STATES[state][1] if state else (),
            q=chosen.get("q", ""),
            order=self.order[0],
            day=day,
        )
        return rows.filter(pk__in=_later(state)) if state in ("gewonnen", "fertig") else rows


def areas_to_choose(round_: Round | None) -> list[Area]:
    """Districts, or the regions of the round's district. One query."""
    return _AREAS_BELOW.rows(parent=round_.area_id) if round_ else _DISTRICTS.rows()


_ROUNDS = Prepared(lambda: Round.objects.public().select_related("area").defer("area__boundary"))
_DISTRICTS = Prepared(lambda: Area.objects.districts().defer("boundary").order_by("name"))
_AREAS_BELOW = Prepared(
    lambda parent: Area.objects.filter(parent=parent).defer("boundary").order_by("name"), parent=int
)


def _later(state: str) -> list[int]:
    """Proposals that later stages know as won, or as done."""
    if state == "fertig":
        return list(delivery.board(state="done").order_by().values_list("proposal_id", flat=True))
    results = voting.newest_results()
    keys = [award.option.proposal_id for result in results for award in result.awards.all()]
    return [key for key in keys if key is not None]


class ProjectFilter(forms.Form):
    """Filters of the list of projects, read from the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    runde = forms.ChoiceField(label=_("Round"), required=False)
    stand = forms.ChoiceField(label=pgettext_lazy("of a project", "State"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        rounds = Round.objects.public().filter(projects__isnull=False).distinct()
        self.rounds = {round_.slug: round_ for round_ in rounds}
        choices = [(slug, round_.title) for slug, round_ in self.rounds.items()]
        self.fields["runde"].choices = [("", _("All rounds")), *choices]  # type: ignore[attr-defined]
        self.fields["stand"].choices = [("", _("All states")), *PROJECT_STATES.items()]  # type: ignore[attr-defined]

    @property
    def round(self) -> Round | None:
        """The chosen round, or None for all."""
        return self.rounds.get(self.cleaned_data.get("runde", ""))

    def rows(self) -> Any:
        """The projects that were asked for, newest first. The form must be validated."""
        chosen = self.cleaned_data
        return delivery.board(round=self.round, state=chosen.get("stand", ""), words=chosen.get("q", ""))


class ResultFilter(forms.Form):
    """Search within the ideas of one result. No query."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    gebiet = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, data: Any, *, areas: Mapping[str, str]) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["gebiet"].choices = [("", _("All areas")), *areas.items()]  # type: ignore[attr-defined]
        if len(areas) < 2:
            del self.fields["gebiet"]

    @property
    def in_use(self) -> bool:
        """Whether something is looked for."""
        return self.is_valid() and any(self.cleaned_data.values())

    def narrow(self, story: Story) -> Story:
        """The story with the ideas looked for; all of it where nothing is, or where it makes no sense."""
        if not self.in_use:
            return story
        return story.narrowed(self.cleaned_data["q"], self.cleaned_data.get("gebiet", ""))
