"""Desk: what would other rules have funded? On shut boxes, and on any file of a vote; nothing is stored."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from participation.desks import Desk, StaffOnly
from participation.rules import scope
from voting import queries, rule_tables, rules, simulation
from voting.allocation import Settings
from voting.models import BallotPaper, Result
from voting.rule_forms import RuleForm, VoteFileForm, rule_forms
from voting.simulation import Comparison, SimulationRefused

REFUSALS: dict[str, str | Promise] = {
    "not_closed": _("Rules are compared only after the box is shut."),
    "paper_altered": _("The paper no longer has the hash that was published. Nothing was compared. Tell the operator."),
    "box_altered": _("The box no longer has the hash of the closing. Nothing was compared. Tell the operator."),
    "too_large": _(
        "This vote is too large to compare rules while you wait. On the command line it can be done:"
        " python -m voting.allocation compare FILE.pb"
    ),
    "no_points": _("These ballots carry no points. Please choose something else under “What counts”."),
}


def compared(forms: list[RuleForm], compare: Any, currency: str) -> dict[str, Any]:
    """What the template shows: tables, or why there are none. ``compare`` takes the chosen settings."""
    if not all(form.is_valid() for form in forms):
        return {"tables": [], "faulty": True}
    chosen: list[Settings] = [form.settings for form in forms if form.settings is not None]
    try:
        found: Comparison = compare(chosen)
    except SimulationRefused as refusal:
        return {"tables": [], "refusal": REFUSALS[refusal.code]}
    return {"headings": rule_tables.headings(found), "tables": rule_tables.tables(found, currency=currency)}


class VoteFilePage(StaffOnly, WagtailAdminTemplateMixin, FormView):
    """Rules side by side on a file that somebody brings along."""

    template_name = "voting/desks/compare_file.html"
    form_class = VoteFileForm
    page_title = _("Compare rules on a file")

    def get_header_icon(self) -> str:
        return self.desk.icon

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse(self.desk.get_url_name("index")), "label": self.desk.menu_label}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posted = self.request.POST if self.request.method == "POST" else None
        return {"columns": rule_forms(posted)} | super().get_context_data(**kwargs)

    def form_valid(self, form: VoteFileForm) -> HttpResponse:
        document = form.document
        assert document is not None
        columns = rule_forms(self.request.POST)
        currency = document.meta.get("currency", "EUR")
        found = compared(columns, lambda chosen: simulation.of_document(document, rules=chosen), currency)
        name = document.meta.get("description", "")
        return self.render_to_response(self.get_context_data(form=form, columns=columns, name=name, **found))


class RuleDesk(Desk):
    """Shut boxes, each with its rules side by side."""

    name = "regelvergleich"
    model = BallotPaper
    icon = "table"
    menu_label = _("Compare rules")
    menu_order = 520
    columns = [
        ("round", _("Round")),
        Column("area", label=_("Area"), accessor=lambda paper: paper.round.area),
        Column("ballots", label=_("Ballots"), accessor=lambda paper: paper.closing.ballots),
    ]
    item_template = "voting/desks/compare.html"
    index_template = "voting/desks/compare_index.html"
    empty = _("No box is shut yet. Rules are compared only after the close.")

    def is_open_to(self, user: Any) -> bool:
        return rules.works_on_votes(user)

    def queryset_for(self, user: Any) -> QuerySet[BallotPaper]:
        """Shut boxes of which the person may see the count (``rules.can_compare_rules`` as a filter)."""
        published = Result.objects.published().filter(paper=OuterRef("pk"))
        counts = scope(user, *rules.OFFICERS, field="round__area__path") | Q(Exists(published))
        return queries.closed_papers(user).filter(counts)

    def headline(self, user: Any) -> str:
        return gettext("What would other rules have funded? Only after the box is shut, never on a vote that goes on.")

    def item_context(self, request: HttpRequest, item: BallotPaper) -> dict[str, Any]:
        runs = list(item.results.all())
        newest = runs[0] if runs else None
        asked = request.GET if any(key[:2] in ("a-", "b-", "c-") for key in request.GET) else None
        forms = rule_forms(asked, min_votes=item.settings["allocation"].get("min_votes", 0))
        found: dict[str, Any] = {"tables": []}
        if asked is not None:
            currency = item.round.currency
            found = compared(
                forms, lambda chosen: simulation.of_paper(paper=item, rules=chosen, result=newest), currency
            )
        return {"paper": item, "columns": forms, **found}

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("datei/", self._view(VoteFilePage), name="file")]
