"""Pages of words: standard pages and legal pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import ALL_BLOCKS, TEXT_BLOCKS
from cms.fields import BodyField


class LivePage(Page):
    """A page with live parts: all of them show the same moment, ``now`` in the context."""

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Wagtail's context with the moment of the request."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"now": timezone.now()}


class StandardPage(LivePage):
    """A page of words with live parts where they help: how it works, help, about us."""

    lead = models.TextField(_("in one or two sentences"), max_length=400, blank=True)
    body = BodyField(ALL_BLOCKS, verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    template = "cms/pages/standard.html"

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")


class LegalPage(Page):
    """A page that the law or good manners ask for, at an address that every page's foot links to."""

    class Kind(models.TextChoices):
        IMPRINT = "imprint", _("Imprint")
        PRIVACY = "privacy", _("Privacy")
        NETIQUETTE = "netiquette", _("Netiquette")
        ACCESSIBILITY = "accessibility", _("Accessibility")
        PLAIN_LANGUAGE = "plain_language", _("Plain language")

    SLUGS: ClassVar[dict[str, str]] = {
        Kind.IMPRINT: "impressum",
        Kind.PRIVACY: "datenschutz",
        Kind.NETIQUETTE: "netiquette",
        Kind.ACCESSIBILITY: "barrierefreiheit",
        Kind.PLAIN_LANGUAGE: "leichte-sprache",
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    body = BodyField(TEXT_BLOCKS, verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("kind"), FieldPanel("body")]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("seo_title"), FieldPanel("search_description")]
    search_fields: ClassVar[list[Any]] = [*Page.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/pages/legal.html"

    class Meta:
        verbose_name = _("legal page")
        verbose_name_plural = _("legal pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """The address follows from the kind; Wagtail refuses a second page at the same address."""
        if self.kind in self.SLUGS:
            self.slug: str = self.SLUGS[self.kind]
        super().full_clean(*args, **kwargs)
