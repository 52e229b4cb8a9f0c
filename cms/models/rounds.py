"""The page of a round: what editors say about it, served at the round's own address."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index

from cms import queries
from cms.blocks import ALL_BLOCKS
from cms.fields import BodyField
from cms.models.pages import LivePage
from participation import queries as participation
from participation.models import Round
from participation.prepared import Prepared


class RoundPage(LivePage):
    """Words and pictures about a round. Its translations name the same round; a second page of its own may not."""

    round = models.ForeignKey("participation.Round", models.PROTECT, related_name="+", verbose_name=_("round"))
    lead = models.TextField(_("in one or two sentences"), max_length=400, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("description of the picture"), max_length=250, blank=True)
    contact = models.TextField(_("who answers questions"), max_length=400, blank=True)
    body = BodyField(ALL_BLOCKS, verbose_name=_("content"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *LivePage.content_panels,
        FieldPanel("round"),
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("body"),
        FieldPanel("contact"),
    ]
    search_fields: ClassVar[list[Any]] = [*LivePage.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/pages/round.html"

    class Meta:
        verbose_name = _("round page")
        verbose_name_plural = _("round pages")

    def clean(self) -> None:
        """Refuses a second page for the same round, and a picture that some people would miss."""
        super().clean()
        others = RoundPage.objects.filter(round_id=self.round_id).exclude(translation_key=self.translation_key)
        if self.round_id and others.exists():
            raise ValidationError({"round": _("This round has a page already.")})
        if self.picture_id and not self.picture_alt:
            raise ValidationError({"picture_alt": _("Please describe the picture for people who cannot see it.")})

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The address of the round, in the language of this page; None: no site."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        with override(self.locale.language_code):
            return parts[0], parts[1], reverse("round", args=[self.round.slug])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever comes by the address in the page tree is sent to the round's own. 404: the round is hidden."""
        if not self.round.is_public:
            raise Http404(self.round.slug)
        address = reverse("round", args=[self.round.slug])
        if request.path != address:
            return redirect(address, permanent=True)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(
        self, request: HttpRequest, *args: Any, round_: Round | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        """What the page of every round shows; ``round_`` has phases and pots (None: in a preview, they are read)."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        whole = round_ or participation.rounds_with_phases().get(pk=self.round_id)
        return context | queries.round_context(whole, at=context["now"])


def page_of(round_: Round, *, language: str) -> RoundPage | None:
    """The live page of a round in a language, else in another one; None: nobody wrote one."""
    found = {page.locale.language_code: page for page in _PAGES.rows(round=round_.pk)}
    for page in found.values():
        page.round = round_
    return found.get(language) or next(iter(found.values()), None)


_PAGES = Prepared(lambda round: RoundPage.objects.live().filter(round=round).select_related("locale"), round=int)
