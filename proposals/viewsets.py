"""Desks for moderation, comments, reports, and the check by the offices."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from participation.desks import Action, Desk, Refused, Text
from proposals import assessment, desk_forms, discussion, moderation, objections, phrases, queries, queues, rules
from proposals.models import Assessment, Comment, Objection, Proposal, Report
from proposals.moves import MoveRefused
from proposals.states import State

Run = Callable[[HttpRequest, Any, dict[str, Any], datetime.datetime], Text]

REFUSALS = (
    MoveRefused,
    moderation.ModerationRefused,
    assessment.AssessmentRefused,
    discussion.DiscussionRefused,
    objections.ObjectionRefused,
)
# Beside which field a refusal stands; the others stand on top.
FIELDS = {
    "needs_text": "text",
    "needs_reason": "reason_code",
    "needs_other": "other",
    "needs_body": "forwarded_to",
    "merge_with_itself": "other",
    "merge_other_round": "other",
    "merge_not_alive": "other",
    "cost_missing": "cost_likely_cents",
    "cap_exceeded": "cost_likely_cents",
    "cost_order": "cost_likely_cents",
    "statement_missing": "statement",
    "office_elsewhere": "office",
    "reason_missing": "reason",
    "outcome_missing": "outcome",
    "answer_missing": "answer",
}


class ModerationDesk(Desk):
    """What people submitted: first decision within two working days."""

    name = "vorschlaege"
    model = Proposal
    icon = "clipboard-list"
    menu_label = _("Proposals")
    menu_order = 110
    columns = [
        ("title", _("Proposal")),
        Column("number", label=_("No.")),
        Column("round", label=_("Round")),
        Column("area", label=_("Area")),
        Column("get_state_display", label=_("State")),
        Column("due", label=_("Waits"), accessor=lambda item: _light(item, State.SUBMITTED)),
    ]
    list_filter = ["state", "round", "category"]
    search_fields = ["title", "what", "place"]
    item_template = "proposals/desks/moderation.html"
    back_to_list = True

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            _decision("veroeffentlichen", _("Publish"), "publish", desk_forms.PublishForm, primary=True),
            _decision("zurueckgeben", _("Back to the author"), "return_to_author", desk_forms.ReturnForm),
            _decision(
                "ablehnen", _("Refuse"), "refuse", desk_forms.RefuseForm,
                intro=_("What was already published stays readable, with your answer. Only where the reason is "
                        "personal data or a breach of the law are its words taken off the page."),
            ),
            _decision(
                "zusammenfuehren", _("Merge"), "merge", desk_forms.MergeForm,
                form_kwargs=lambda request, item: {"targets": queries.merge_targets(item)},
            ),
            _decision("weitergeben", _("Pass on"), "forward", desk_forms.ForwardForm),
            _decision("uebergeben", _("Hand over to the offices"), "hand_over", desk_forms.HandOverForm, primary=True),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.may_use_moderation_desk(user)

    def queryset_for(self, user: Any) -> QuerySet[Proposal]:
        return queues.moderation_queue(user)

    def headline(self, user: Any) -> str:
        return _proposals_wait(queues.waiting_in_moderation(user))

    def item_context(self, request: HttpRequest, item: Proposal) -> dict[str, Any]:
        return {
            "history": queries.history(item),
            "earlier": queries.earlier_by_author(item),
            "comments": queues.comment_queue(request.user).filter(proposal=item)[:50],
            "reports": queues.report_queue(request.user).filter(proposal=item, settled_at=None),
            "light": _light(item, State.SUBMITTED),
        }


class AssessmentDesk(Desk):
    """What is with the offices: verdict within 20 working days, then finance's signature."""

    name = "pruefung"
    model = Proposal
    icon = "tasks"
    menu_label = _("Checks")
    menu_order = 120
    columns = [
        ("title", _("Proposal")),
        Column("number", label=_("No.")),
        Column("round", label=_("Round")),
        Column("area", label=_("Area")),
        Column("stands", label=_("State"), accessor=lambda item: _verdict_text(item)),
        Column("due", label=_("Waits"), accessor=lambda item: _light(item, State.IN_ASSESSMENT)),
    ]
    list_filter = ["state", "round", "category"]
    search_fields = ["title", "what", "place"]
    item_template = "proposals/desks/assessment.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "bewerten", _("Write the verdict"), _may_assess,
                _calls(assessment.assess, _("The verdict is written. It waits for finance to sign.")),
                desk_forms.AssessForm, form_kwargs=_offices, primary=True,
                intro=_("Costs go to the vote only after a second person from finance has signed them."),
            ),
            Action(
                "unterschreiben", _("Sign the costs"), _may_sign, _sign, desk_forms.SignForm, primary=True,
                intro=_("With your signature the proposal is admitted to the vote, at the cost shown on its page."),
                form_kwargs=lambda request, item: {"initial": {"assessment": _latest_key(item)}},
            ),
            Action(
                "nicht-machbar", _("Not feasible"), lambda user, item: rules.can_move(user, item, "find_infeasible"),
                _calls(assessment.find_infeasible, _("The verdict is public. The author is told.")),
                desk_forms.InfeasibleForm, form_kwargs=_offices,
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.may_use_assessment_desk(user)

    def queryset_for(self, user: Any) -> QuerySet[Proposal]:
        return queues.assessment_queue(user, "assessor", "finance")

    def headline(self, user: Any) -> str:
        verdict, signature = queues.waiting_in_assessment(user), queues.waiting_for_signature(user)
        return f"{_proposals_wait(verdict)} {_signatures_wait(signature)}".strip()

    def item_context(self, request: HttpRequest, item: Proposal) -> dict[str, Any]:
        latest = queries.latest_assessment(item)
        return {"history": queries.history(item), "latest": latest, "light": _light(item, State.IN_ASSESSMENT)}


class CommentDesk(Desk):
    """Comments as they come in; what breaks the rules is removed, with a reason."""

    name = "kommentare"
    model = Comment
    icon = "comment"
    menu_label = _("Comments")
    menu_order = 130
    columns = [
        ("words", _("Comment")),
        Column("proposal", label=_("Proposal")),
        Column("author", label=_("Author")),
        DateColumn("at", label=_("When")),
        Column("removed_reason", label=_("Removed because")),
    ]
    search_fields = ["text"]
    item_template = "proposals/desks/comment.html"

    def __init__(self) -> None:
        super().__init__()
        run = _calls(discussion.remove_comment, _("The comment is removed. Its author is told."), item_name="comment")
        allowed = rules.can_remove_comment
        self.actions = (Action("entfernen", _("Remove"), allowed, run, desk_forms.RemoveCommentForm, primary=True),)

    def is_open_to(self, user: Any) -> bool:
        return rules.may_use_moderation_desk(user)

    def queryset_for(self, user: Any) -> QuerySet[Comment]:
        return queues.comment_queue(user)

    def headline(self, user: Any) -> str:
        count = queues.comments_since(user, timezone.now() - datetime.timedelta(days=7))
        if not count:
            return gettext("No comment came in within the last seven days.")
        return ngettext(
            "%(n)d comment came in within the last seven days.",
            "%(n)d comments came in within the last seven days.",
            count,
        ) % {"n": count}


class ReportDesk(Desk):
    """What people reported: looked at within one working day."""

    name = "meldungen"
    model = Report
    icon = "warning"
    menu_label = pgettext_lazy("of proposals and comments", "Reports")
    menu_order = 140
    columns = [
        ("get_reason_display", _("What is wrong")),
        Column("proposal", label=_("Proposal")),
        Column("about", label=_("About"), accessor=lambda item: _about(item)),
        DateColumn("at", label=_("Came in")),
        Column("outcome", label=_("Outcome")),
    ]
    item_template = "proposals/desks/report.html"
    back_to_list = True

    def __init__(self) -> None:
        super().__init__()
        run = _calls(discussion.settle_report, _("The report is answered."), item_name="report")
        self.actions = (
            Action(
                "beantworten", _("Answer the report"), rules.can_settle_report, run, desk_forms.SettleForm, primary=True
            ),
        )

    def is_open_to(self, user: Any) -> bool:
        return rules.may_use_moderation_desk(user)

    def queryset_for(self, user: Any) -> QuerySet[Report]:
        return queues.report_queue(user)

    def headline(self, user: Any) -> str:
        waiting = queues.open_reports(user)
        if not waiting.count:
            return gettext("No report is open.")
        return ngettext(
            "%(n)d report is open, since %(day)s.", "%(n)d reports are open, the oldest since %(day)s.", waiting.count
        ) % _facts(waiting)


class ObjectionDesk(Desk):
    """What authors say against a refusal: a second moderator decides."""

    name = "einsprueche"
    model = Objection
    icon = "rotate"
    menu_label = _("Objections")
    menu_order = 115
    columns = [
        ("review.proposal", _("Proposal")),
        Column("round", label=_("Round"), accessor="review.proposal.round"),
        Column("refused", label=_("Refused by"), accessor=lambda item: item.review.by or gettext("Account deleted")),
        DateColumn("at", label=_("Came in")),
        Column("stands", label=_("State"), accessor=lambda item: phrases.objection_stands(item)),
    ]
    item_template = "proposals/desks/objection.html"
    back_to_list = True

    def __init__(self) -> None:
        super().__init__()
        allowed, form = rules.can_decide_objection, desk_forms.ObjectionForm
        uphold = _calls(objections.uphold, _("The idea is published. The author is told."), item_name="objection")
        reject = _calls(objections.reject, _("The refusal stands. The author is told."), item_name="objection")
        self.actions = (
            Action(
                "stattgeben", _("Uphold: publish the idea"), allowed, uphold, form,
                intro=_("The author is right. The idea is published, as if it had not been refused."),
            ),
            Action(
                "zurueckweisen", _("Reject: the refusal stands"), allowed, reject, form,
                intro=_("You have looked at it anew and come to the same end. The author can not object again."),
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.may_use_moderation_desk(user)

    def queryset_for(self, user: Any) -> QuerySet[Objection]:
        return queues.objection_queue(user)

    def headline(self, user: Any) -> str:
        waiting = queues.open_objections(user)
        if not waiting.count:
            return gettext("No objection waits for you.")
        return ngettext(
            "%(n)d objection waits for you, since %(day)s.",
            "%(n)d objections wait for you, the oldest since %(day)s.",
            waiting.count,
        ) % _facts(waiting)


def _calls(verb: Callable[..., Any], done: Text, *, item_name: str = "proposal") -> Run:
    """Run one verb with the form's values; what it refuses stands beside its field."""

    def run(request: HttpRequest, item: Any, data: dict[str, Any], at: datetime.datetime) -> Text:
        try:
            verb(**{item_name: item}, by=request.user, at=at, **data)
        except REFUSALS as refusal:
            raise Refused({FIELDS.get(refusal.code): phrases.sentence(refusal)}) from refusal
        return done

    return run


def _decision(name: str, label: Text, move: str, form: Any, **more: Any) -> Action:
    """A moderator's decision: allowed by the table of moves, done by the verb of that name."""
    run = _calls(getattr(moderation, move), _("Done. The author is told."))
    return Action(name, label, lambda user, item: rules.can_move(user, item, move), run, form, **more)


def _sign(request: HttpRequest, item: Proposal, data: dict[str, Any], at: datetime.datetime) -> Text:
    seen = Assessment.objects.select_related("proposal").filter(pk=data["assessment"], proposal=item).first()
    if seen is None:
        raise Refused({None: phrases.ASSESSMENT["superseded"]})
    run = _calls(assessment.sign_off, _("Signed. The proposal goes to the vote."), item_name="assessment")
    return run(request, seen, {}, at)


def _may_assess(user: Any, item: Proposal) -> bool:
    return item.state == State.IN_ASSESSMENT and rules.can_assess(user, item)


def _may_sign(user: Any, item: Proposal) -> bool:
    latest = queries.latest_assessment(item) if rules.can_move(user, item, "admit") else None
    return latest is not None and rules.can_sign_off(user, latest)


def _latest_key(item: Proposal) -> int | None:
    latest = queries.latest_assessment(item)
    return latest.pk if latest else None


def _offices(request: HttpRequest, item: Proposal) -> dict[str, Any]:
    return {"offices": queries.offices_for(item.area)}


def _light(item: Proposal, state: State) -> str:
    """The deadline light in words, for what waits in this state."""
    if item.due_on is None or item.state != state:
        return ""
    text, level = phrases.deadline(item.due_on, today=timezone.localdate())
    return render_to_string("components/deadline.html", {"text": text, "level": level})


def _verdict_text(item: Any) -> str:
    if item.state == State.IN_ASSESSMENT and item.has_verdict:
        return gettext("Verdict written, waits for finance to sign")
    return str(item.get_state_display())


def _about(item: Report) -> str:
    return gettext("a comment") if item.comment_id else gettext("the proposal")


def _proposals_wait(waiting: queues.Waiting) -> str:
    if not waiting.count or waiting.oldest is None:
        return gettext("No proposal is waiting.")
    return ngettext(
        "%(n)d proposal is waiting, until %(day)s.", "%(n)d proposals are waiting, the oldest until %(day)s.",
        waiting.count,
    ) % _facts(waiting)  # fmt: skip


def _facts(waiting: queues.Waiting) -> dict[str, Any]:
    return {"n": waiting.count, "day": phrases.say_day(waiting.oldest) if waiting.oldest else ""}


def _signatures_wait(waiting: queues.Waiting) -> str:
    if not waiting.count:
        return ""
    return ngettext(
        "%(n)d verdict is waiting for a signature.", "%(n)d verdicts are waiting for a signature.", waiting.count
    ) % {"n": waiting.count}
