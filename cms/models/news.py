"""News: a list and its articles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import TEXT_BLOCKS
from cms.fields import BodyField

NEWS_PER_PAGE = 12


class NewsIndexPage(Page):
    """All articles, newest first."""

    lead = models.TextField(_("in one or two sentences"), max_length=400, blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]
    template = "cms/pages/news_index.html"

    class Meta:
        verbose_name = _("news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """A page of articles; a page number that makes no sense shows the nearest one that does."""
        articles = NewsPage.objects.child_of(self).live().select_related("area", "picture").order_by("-day", "-pk")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"articles": Paginator(articles, NEWS_PER_PAGE).get_page(request.GET.get("seite"))}


class NewsPage(Page):
    """An article."""

    day = models.DateField(_("date"), default=timezone.localdate)
    # NULL: concerns the whole city.
    area = models.ForeignKey(
        "participation.Area", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("district")
    )
    lead = models.TextField(_("in one or two sentences"), max_length=400)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("description of the picture"), max_length=250, blank=True)
    body = BodyField(TEXT_BLOCKS, verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("day"),
        FieldPanel("area"),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/pages/news.html"

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self) -> None:
        """Refuses a picture that some people would miss."""
        super().clean()
        if self.picture_id and not self.picture_alt:
            raise ValidationError({"picture_alt": _("Please describe the picture for people who cannot see it.")})
