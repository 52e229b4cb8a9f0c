"""Desks: the ballot paper of a round, and its result."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from participation.desks import Action, Desk, Refused
from participation.models import Phase, Round, User
from participation.queries import window
from voting import closing, papers, pictures, protocol_views, queries, results, rights, rules
from voting.forms import AccountForm, DrawForm, VoidForm, WithdrawForm, WitnessForm
from voting.models import BallotPaper, Result
from voting.phrases import CLOSE_REFUSALS, PAPER_REFUSALS, RESULT_REFUSALS, RIGHT_REFUSALS


class PaperDesk(Desk):
    """From the admitted proposals to a shut box."""

    name = "stimmzettel"
    model = Round
    icon = "list-ol"
    menu_label = _("Ballot papers")
    menu_order = 500
    columns = [
        ("title", _("Round")),
        Column("area", label=_("Area")),
        Column("state", label=_("Ballot paper"), accessor=lambda item: _paper_state(item)),
        Column("hours", label=_("Vote"), accessor=lambda item: _hours(item)),
    ]
    search_fields = ["title"]
    item_template = "voting/desks/paper.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "losen", _("Draw up the paper"), _can_draw, self._draw, DrawForm, primary=True,
                intro=_("All admitted proposals go on it, in an order drawn by lot. It can be repeated until then."),
            ),
            Action(
                "zeugen", _("Name witnesses"), _can_freeze, self._name_witnesses, WitnessForm,
                form_kwargs=lambda request, item: {"initial": {"addresses": "\n".join(item.ballot_paper.witnesses)}},
                intro=_(
                    "They get the seals of the vote by mail and can prove it if the box is rewritten. For example the"
                    " district council, the data protection officer and a citizen. Fixed with the paper."
                ),
            ),
            Action(
                "einfrieren", _("Freeze the paper"), _can_freeze, self._freeze, primary=True,
                intro=_("Text, cost, order, rules and hours are fixed and their hash published. There is no way back."),
            ),
            Action(
                "zuruecknehmen", _("Withdraw a project"), _can_withdraw, self._withdraw, WithdrawForm,
                form_kwargs=lambda request, item: {"paper": _paper(item)},
                intro=_("It can no longer be chosen and does not count. Ballots stay valid for the other projects."),
            ),
            Action(
                "entziehen", _("Void a right to vote"), _can_void, self._ask_to_void, VoidForm,
                intro=_("For somebody who must not vote. A second person confirms it; until then nothing changes."),
            ),
            Action(
                "entzug", _("Confirm a voiding"), _can_confirm_voiding, self._void, AccountForm,
                intro=_("The right is void, its ballot is taken out unseen, the person is told. There is no way back."),
            ),
            Action(
                "schliessen", _("Shut the box"), _can_close, self._close, primary=True,
                intro=_("Nothing can be cast any more. Then the count can begin."),
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.works_on_votes(user)

    def queryset_for(self, user: Any) -> QuerySet[Round]:
        return queries.rounds_to_vote_on(user)

    def headline(self, user: Any) -> str:
        waiting = queries.waiting(user, at=timezone.now())
        lines = [_boxes_wait(waiting.boxes), _papers_wait(waiting.papers)]
        return " ".join(line for line in lines if line) or gettext("Every round has its ballot paper.")

    def item_context(self, request: HttpRequest, item: Round) -> dict[str, Any]:
        paper = _paper(item)
        options = queries.options_of(paper) if paper is not None else []
        turnout = queries.turnout(paper) if paper is not None and paper.is_frozen else None
        asked = queries.void_requests(paper) if paper is not None else []
        return {"paper": paper, "options": options, "turnout": turnout, "state": _paper_state(item), "voidings": asked}

    def _draw(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        try:
            paper = papers.draw_up(round=item, at=at, by=_who(request), seed=data["seed"].strip())
        except papers.PaperRefused as refusal:
            raise _paper_refused(refusal) from refusal
        count = paper.options.count()
        said = ngettext("The paper has %(n)d project.", "The paper has %(n)d projects.", count)
        return said % {"n": count} + " " + gettext("Please read it through before it is frozen.")

    def _name_witnesses(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        try:
            paper = papers.name_witnesses(paper=item.ballot_paper, addresses=data["addresses"], at=at, by=_who(request))
        except papers.PaperRefused as refusal:
            raise _paper_refused(refusal) from refusal
        count = len(paper.witnesses)
        return ngettext("%(n)d witness is named.", "%(n)d witnesses are named.", count) % {"n": count}

    def _freeze(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        try:
            paper = papers.freeze(paper=item.ballot_paper, at=at, by=_who(request))
        except papers.PaperRefused as refusal:
            raise _paper_refused(refusal) from refusal
        return gettext("The paper is frozen. Its hash begins with %(hash)s.") % {"hash": paper.digest[:12]}

    def _withdraw(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        try:
            option = papers.withdraw_option(
                paper=item.ballot_paper, number=data["number"], reason=data["reason"], at=at, by=_who(request)
            )
        except papers.PaperRefused as refusal:
            raise _paper_refused(refusal) from refusal
        return gettext("Withdrawn: %(title)s") % {"title": option.title}

    def _ask_to_void(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        who = {"paper": item.ballot_paper, "user": data["email"], "by": _who(request)}
        _voided(lambda: rights.ask_to_void(**who, reason=data["reason"], at=at))
        return gettext("Asked for. A second returning officer confirms it with the same address.")

    def _void(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        _voided(lambda: rights.void(paper=item.ballot_paper, user=data["email"], at=at, by=_who(request)))
        return gettext("The right is void. The person is told by e-mail.")

    def _close(self, request: HttpRequest, item: Round, data: dict[str, Any], at: datetime.datetime) -> str:
        closed = _shut(lambda: closing.close(paper=item.ballot_paper, at=at, by=_who(request)))
        said = ngettext("The box is shut: %(n)d ballot.", "The box is shut: %(n)d ballots.", closed.ballots)
        return said % {"n": closed.ballots}


class ResultDesk(Desk):
    """From the shut box to the published result."""

    name = "ergebnisse"
    model = BallotPaper
    icon = "order"
    menu_label = _("Results")
    menu_order = 510
    columns = [
        ("round", _("Round")),
        Column("area", label=_("Area"), accessor=lambda paper: paper.round.area),
        Column("state", label=_("Result"), accessor=lambda paper: _result_state(paper)),
        Column("ballots", label=_("Ballots"), accessor=lambda paper: paper.closing.ballots),
    ]
    item_template = "voting/desks/result.html"

    def __init__(self) -> None:
        super().__init__()
        self.actions = (
            Action(
                "auszaehlen", _("Count"), _can_count, self._count,
                intro=_("Each count is a run of its own, earlier ones stay. Outside nobody sees it until publication."),
            ),
            Action(
                "bestaetigen", _("Certify"), _can_certify, self._certify, primary=True,
                intro=_("You confirm that the count is right. Whoever has counted cannot certify."),
            ),
            Action(
                "veroeffentlichen", _("Publish"), _can_publish, self._publish, primary=True,
                intro=_("Everybody sees the result with every step of the count, and the authors are told by e-mail."),
            ),
            Action(
                "schluessel", _("Ask to destroy the keys"), _can_ask, self._ask,
                intro=_("The time for objections is over. A second person then destroys the keys of this vote."),
            ),
            Action(
                "vernichten", _("Destroy the keys"), _can_destroy, self._destroy,
                intro=_("From then on nothing leads from a person to a ballot. Recounting stays possible."),
            ),
        )  # fmt: skip

    def is_open_to(self, user: Any) -> bool:
        return rules.works_on_votes(user)

    def queryset_for(self, user: Any) -> QuerySet[BallotPaper]:
        return queries.closed_papers(user)

    def headline(self, user: Any) -> str:
        count = queries.waiting(user, at=timezone.now()).results
        if not count:
            return gettext("Every shut box has its published result.")
        said = ngettext(
            "%(n)d shut box has no published result yet.", "%(n)d shut boxes have no published result yet.", count
        )
        return said % {"n": count}

    def item_context(self, request: HttpRequest, item: BallotPaper) -> dict[str, Any]:
        newest, visible = _newest(item), protocol_views.newest_visible(request.user, item)
        count = queries.read(visible) if visible is not None else None
        facts = {"paper": item, "newest": newest, "count": count, "state": _result_state(item)}
        return facts | {"pictures": pictures.of(count) if count is not None else []}

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), *protocol_views.desk_paths(self)]

    def _ask(self, request: HttpRequest, item: BallotPaper, data: dict[str, Any], at: datetime.datetime) -> str:
        _shut(lambda: closing.ask_to_destroy_keys(paper=item, at=at, by=_who(request)))
        return gettext("A second person can destroy the keys now.")

    def _destroy(self, request: HttpRequest, item: BallotPaper, data: dict[str, Any], at: datetime.datetime) -> str:
        _shut(lambda: closing.destroy_keys(paper=item, at=at, by=_who(request)))
        return gettext("The keys are destroyed. Nothing leads from a person to a ballot any more.")

    def _count(self, request: HttpRequest, item: BallotPaper, data: dict[str, Any], at: datetime.datetime) -> str:
        result = _tried(lambda: results.compute(paper=item, at=at, by=_who(request)))
        return gettext("Counted. A second returning officer can certify run %(run)d now.") % {"run": result.run}

    def _certify(self, request: HttpRequest, item: BallotPaper, data: dict[str, Any], at: datetime.datetime) -> str:
        _tried(lambda: results.certify(result=_newest(item), at=at, by=_who(request)))  # type: ignore[arg-type]
        return gettext("Certified. The result can be published now.")

    def _publish(self, request: HttpRequest, item: BallotPaper, data: dict[str, Any], at: datetime.datetime) -> str:
        _tried(lambda: results.publish(result=_newest(item), at=at, by=_who(request)))  # type: ignore[arg-type]
        return gettext("Published. Everybody can see the result now.")


def _boxes_wait(count: int) -> str:
    return ngettext("%(n)d box can be shut.", "%(n)d boxes can be shut.", count) % {"n": count} if count else ""


def _papers_wait(count: int) -> str:
    said = ngettext(
        "%(n)d round has no frozen ballot paper yet.", "%(n)d rounds have no frozen ballot paper yet.", count
    )
    return said % {"n": count} if count else ""


def _can_draw(user: Any, item: Round) -> bool:
    paper, hours = _paper(item), window(item, Phase.Kind.VOTING)
    frozen = paper is not None and paper.is_frozen
    return rules.can_draw_up(user, item) and not frozen and hours is not None and timezone.now() < hours.ends_at


def _can_freeze(user: Any, item: Round) -> bool:
    paper = _paper(item)
    return rules.can_run_the_vote(user, item) and paper is not None and not paper.is_frozen


def _can_withdraw(user: Any, item: Round) -> bool:
    paper = _paper(item)
    return rules.can_run_the_vote(user, item) and paper is not None and paper.is_frozen


def _can_void(user: Any, item: Round) -> bool:
    paper = _paper(item)
    is_open = paper is not None and paper.is_frozen and not hasattr(paper, "closing")
    return is_open and rules.can_run_the_vote(user, item)


def _can_confirm_voiding(user: Any, item: Round) -> bool:
    paper = _paper(item)
    return paper is not None and _can_void(user, item) and queries.void_requests(paper).exclude(asked_by=user).exists()


def _can_close(user: Any, item: Round) -> bool:
    paper = _paper(item)
    if paper is None or not paper.is_frozen or hasattr(paper, "closing"):
        return False
    return rules.can_run_the_vote(user, item) and paper.closes_at <= timezone.now()


def _can_count(user: Any, paper: BallotPaper) -> bool:
    return rules.can_run_the_vote(user, paper.round)


def _can_certify(user: Any, paper: BallotPaper) -> bool:
    newest = _newest(paper)
    if newest is None or newest.certified_at is not None:
        return False
    return rules.can_certify(user, paper.round, computed_by_id=newest.computed_by_id)


def _can_publish(user: Any, paper: BallotPaper) -> bool:
    newest = _newest(paper)
    certified = newest is not None and newest.certified_at is not None and newest.published_at is None
    return certified and rules.can_publish(user, paper.round)


def _can_ask(user: Any, paper: BallotPaper) -> bool:
    newest, closed = _newest(paper), paper.closing
    open_ = newest is not None and newest.published_at is not None and closed.destruction_asked_at is None
    return open_ and rules.can_run_the_vote(user, paper.round)


def _can_destroy(user: Any, paper: BallotPaper) -> bool:
    closed = paper.closing
    asked = closed.destruction_asked_at is not None and closed.keys_destroyed_at is None
    return asked and closed.destruction_asked_by_id != user.pk and rules.can_run_the_vote(user, paper.round)


def _paper(item: Round) -> BallotPaper | None:
    return getattr(item, "ballot_paper", None)


def _newest(paper: BallotPaper) -> Result | None:
    found: list[Result] = list(paper.results.all())
    return found[0] if found else None


def _paper_state(item: Round) -> str:
    paper = _paper(item)
    if paper is None:
        return gettext("not drawn up yet")
    if not paper.is_frozen:
        return gettext("drawn up, not frozen yet")
    if hasattr(paper, "closing"):
        return gettext("box shut")
    if paper.closes_at <= timezone.now():
        return gettext("vote over, box not shut yet")
    return gettext("open for voting") if paper.opens_at <= timezone.now() else gettext("frozen")


def _result_state(paper: BallotPaper) -> str:
    newest = _newest(paper)
    if newest is None:
        return gettext("not counted yet")
    if newest.published_at is not None:
        return gettext("published")
    return gettext("certified, not published yet") if newest.certified_at else gettext("counted, not certified yet")


def _hours(item: Round) -> str:
    hours = window(item, Phase.Kind.VOTING)
    if hours is None:
        return "–"
    last = timezone.localtime(hours.ends_at - datetime.timedelta(microseconds=1))
    first = timezone.localtime(hours.starts_at)
    return f"{date_format(first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}"


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _paper_refused(refusal: papers.PaperRefused) -> Refused:
    facts = {name: ", ".join(value) if isinstance(value, list) else value for name, value in refusal.facts.items()}
    field = {"no_reason": "reason", "unknown": "number", "already_withdrawn": "number"}.get(refusal.code)
    return Refused({field: str(PAPER_REFUSALS[refusal.code]) % facts if facts else PAPER_REFUSALS[refusal.code]})


def _tried(act: Any) -> Any:
    try:
        return act()
    except results.ResultRefused as refusal:
        raise Refused({None: RESULT_REFUSALS[refusal.code]}) from refusal


def _voided(act: Any) -> None:
    try:
        act()
    except rights.RightRefused as refusal:
        field = {"no_reason": "reason", "closed": None, "keys_missing": None}.get(refusal.code, "email")
        raise Refused({field: RIGHT_REFUSALS[refusal.code]}) from refusal


def _shut(act: Any) -> Any:
    try:
        return act()
    except closing.CloseRefused as refusal:
        raise Refused({None: CLOSE_REFUSALS[refusal.code]}) from refusal
