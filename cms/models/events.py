"""Dates: meetings of the neighbourhood, building-site tours, help with the form."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.query import PageQuerySet
from wagtail.search import index

from cms.blocks import TEXT_BLOCKS
from cms.fields import BodyField
from cms.models.pages import LivePage

EVENTS_PER_PAGE = 12
PAST_SHOWN = 6


class EventIndexPage(LivePage):
    """What comes, the next first; below it what was last."""

    lead = models.TextField(_("in one or two sentences"), max_length=400, blank=True)

    content_panels: ClassVar[list[Any]] = [*LivePage.content_panels, FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.EventPage"]
    template = "cms/pages/event_index.html"

    class Meta:
        verbose_name = _("dates")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What comes in pages, and the last few that were."""
        here = EventPage.objects.child_of(self).live().select_related("area")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = context["now"]
        return context | {
            "events": Paginator(coming(here, at=now), EVENTS_PER_PAGE).get_page(request.GET.get("seite")),
            "past": here.filter(ends_at__lte=now).order_by("-starts_at", "-pk")[:PAST_SHOWN],
        }


class EventPage(LivePage):
    """One date with its place. What is called off stays and says so."""

    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=160, help_text=_("Name and street, or “online”."))
    online_url = models.URLField(_("address to take part online"), blank=True)
    access = models.TextField(
        _("accessibility"),
        max_length=400,
        blank=True,
        help_text=_("Steps, lift, toilet, sign language, hearing loop, languages: what people need to know to come."),
    )
    # NULL: concerns the whole city.
    area = models.ForeignKey(
        "participation.Area", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    lead = models.TextField(_("in one or two sentences"), max_length=400)
    called_off = models.CharField(
        _("called off because"), max_length=200, blank=True, help_text=_("Leave empty if it takes place.")
    )
    body = BodyField(TEXT_BLOCKS, verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *LivePage.content_panels,
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("called_off"),
        MultiFieldPanel(
            [FieldPanel("place"), FieldPanel("online_url"), FieldPanel("access"), FieldPanel("area")],
            heading=_("Where"),
        ),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *LivePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("place"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.EventIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/pages/event.html"

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        indexes = [models.Index(name="event_ends", fields=["ends_at"])]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_beginning", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def clean(self) -> None:
        """Refuses a date that ends before it begins."""
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end lies before the beginning.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Whether it is over already."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"over": self.ends_at <= context["now"]}


def coming(events: PageQuerySet[EventPage], *, at: datetime.datetime) -> PageQuerySet[EventPage]:
    """Those that are not over at that moment, the next first."""
    return events.filter(ends_at__gt=at).order_by("starts_at", "pk")
