"""The home page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms import queries
from cms.blocks import ALL_BLOCKS
from cms.fields import BodyField
from cms.models.pages import LivePage


class HomePage(LivePage):
    """Headline over the drawing of the city, then what editors put below it."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("one sentence below it"), max_length=400, blank=True)
    body = BodyField(ALL_BLOCKS, verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *LivePage.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("lead")], heading=_("Headline")),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.StandardPage",
        "cms.NewsIndexPage",
        "cms.EventIndexPage",
        "cms.RoundPage",
        "cms.LegalPage",
    ]
    template = "cms/pages/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The drawing marks the districts where people can do something now."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        lines = queries.round_lines(at=context["now"])
        return context | {"lines": lines, "city": queries.city_with(lines)}
