"""Blocks that show what is in the database now. Each asks one function of ``cms.queries``."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms import queries
from cms.maps import map_of
from participation.models import Round


def round_choices() -> list[tuple[str, str]]:
    """Public rounds for a select field: (short address, title)."""
    return list(Round.objects.public().order_by("title").values_list("slug", "title"))


class RoundChoice(blocks.ChoiceBlock):
    """A public round. Left empty on the page of a round: that round; elsewhere: all rounds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"choices": round_choices, "required": False, "label": _("Round")} | kwargs))

    def deconstruct(self) -> Any:
        return blocks.Block.deconstruct(self)


class LiveBlock(blocks.StructBlock):
    """What all live blocks share: the moment and the round of the page they stand on."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Wagtail's context with what ``live`` returns."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        at = context.get("now") or timezone.now()
        return context | self.live(value, round_=self._round(value, context), at=at)

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        """What the block's template shows beside its own fields: nothing, unless a block says so."""
        return {}

    def _round(self, value: Any, context: dict[str, Any]) -> Round | None:
        slug = value.get("round")
        if not slug:
            return context.get("round")
        return queries.round_at(slug)


class NowBlock(LiveBlock):
    """ "What can I do now?": the rounds in which something can be done, or one round's next step."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("What can I do now?"))
    round = RoundChoice()

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """On the home page all rounds have been read already, for its drawing."""
        known = (parent_context or {}).get("lines")
        if known is None or value.get("round"):
            return super().get_context(value, parent_context=parent_context)
        context: dict[str, Any] = blocks.StructBlock.get_context(self, value, parent_context=parent_context)
        return context | {"lines": known}

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"lines": queries.round_lines(at=at, only=round_)}

    class Meta:
        label = _("What can I do now?")
        icon = "calendar-check"
        template = "cms/blocks/now.html"


class RoundStripBlock(LiveBlock):
    """The phases of a round as a line with today on it."""

    round = RoundChoice()

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"lines": queries.round_lines(at=at, only=round_) if round_ else []}

    class Meta:
        label = _("Timeline of a round")
        icon = "history"
        template = "cms/blocks/round_strip.html"


class ProposalsBlock(LiveBlock):
    """A few ideas, with a link to all of them."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("Ideas"))
    round = RoundChoice()
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"cards": queries.newest_cards(value["count"], round_=round_, at=at), "round": round_}

    class Meta:
        label = _("Ideas")
        icon = "list-ul"
        template = "cms/blocks/proposals.html"


class MapBlock(LiveBlock):
    """The map of a round's ideas; without JavaScript the drawing of the city, and always a link to the list."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("Ideas on the map"))
    round = RoundChoice()

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"round": round_, "map": map_of(round_)}

    class Meta:
        label = _("Map")
        icon = "globe"
        template = "cms/blocks/map.html"


class MoneyBlock(LiveBlock):
    """The pot bar: what was won, ordered and paid, of one round or of all."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("The money so far"))
    round = RoundChoice()

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"money": queries.money_so_far(round_), "round": round_}

    class Meta:
        label = _("Money")
        icon = "decimal"
        template = "cms/blocks/money.html"


class ResultBlock(LiveBlock):
    """The outcome of a vote in one line, with a link to the whole story."""

    round = RoundChoice()

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"results": queries.result_lines(only=round_)}

    class Meta:
        label = _("Result")
        icon = "success"
        template = "cms/blocks/result.html"


class ProjectsBlock(LiveBlock):
    """What was built last, before and after."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("Built last"))
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"projects": queries.built_last(value["count"])}

    class Meta:
        label = _("Projects")
        icon = "tasks"
        template = "cms/blocks/projects.html"


class NewsBlock(LiveBlock):
    """The newest articles."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("News"))
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"articles": queries.newest_articles(value["count"])}

    class Meta:
        label = _("News")
        icon = "doc-full"
        template = "cms/blocks/news.html"


class EventsBlock(LiveBlock):
    """The next dates."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("Dates"))
    count = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"events": queries.next_events(value["count"], at=at)}

    class Meta:
        label = _("Dates")
        icon = "date"
        template = "cms/blocks/events.html"


class NumbersBlock(LiveBlock):
    """What took place, in figures."""

    title = blocks.CharBlock(label=_("Heading"), max_length=120, default=_("In figures"))
    round = RoundChoice()

    def live(self, value: Any, *, round_: Round | None, at: datetime.datetime) -> dict[str, Any]:
        return {"figures": queries.figures(round_)}

    class Meta:
        label = _("Figures")
        icon = "order"
        template = "cms/blocks/numbers.html"


LIVE_BLOCKS = [
    ("now", NowBlock()),
    ("round_strip", RoundStripBlock()),
    ("proposals", ProposalsBlock()),
    ("map", MapBlock()),
    ("money", MoneyBlock()),
    ("result", ResultBlock()),
    ("projects", ProjectsBlock()),
    ("news", NewsBlock()),
    ("events", EventsBlock()),
    ("numbers", NumbersBlock()),
]
