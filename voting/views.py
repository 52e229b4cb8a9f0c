"""Voting: choose, review, cast, receipt, check the receipt. Choices live in forms and nowhere else."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from participation.eligibility import Reason, Verdict, Window
from participation.models import Phase, Round
from participation.phrases import WHY_NOT_VOTE
from participation.queries import verdict_on_voting, window
from voting import ballots, choices, exports, qr, queries, receipts
from voting.forms import ABOUT_THE_CHOICE, read_choices, read_request_key, why_not_cast
from voting.models import BallotPaper, Option, VotingRight

#: The receipt goes to the browser alone, in a cookie of its own page: the session lies in our database, where it would
#: stand beside the account.
RECEIPT = "receipt"
RECEIPT_SECONDS = 600


@dataclass
class Booth:
    """One visit to a ballot: what is on it, whether this person may vote now, and what they have chosen so far."""

    request: HttpRequest
    round: Round
    paper: BallotPaper
    now: datetime.datetime
    chosen: list[int]
    error: str = ""

    @cached_property
    def options(self) -> list[Option]:
        """What is on the paper, read when it is shown."""
        return queries.options_of(self.paper)

    @cached_property
    def verdict(self) -> Verdict:
        """Whether this person may vote now, asked when it is shown; the cast asks for itself."""
        hours = Window(self.paper.opens_at, self.paper.closes_at)
        day = ballots.last_day(self.paper)
        return verdict_on_voting(self.request.user, self.round, window=hours, at=self.now, day=day)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The options in an order that is fair and stays the same for this visitor."""
        who = self.request.user.pk or self.now.date().isoformat()
        order = {option.number: _shuffled(self.paper.digest, who, option.number) for option in self.options}
        mixed = sorted(self.options, key=lambda option: (option.is_withdrawn, order[option.number]))
        return [{"option": option, "chosen": option.number in self.chosen} for option in mixed]

    @property
    def choice(self) -> list[Option]:
        """The chosen options that exist, by number."""
        return [option for option in self.options if option.number in self.chosen]

    def fault(self) -> choices.Fault | None:
        """What is wrong with the choice, by the rules that the cast will ask again."""
        return choices.fault(
            self.chosen,
            options={option.number: option for option in self.options},
            ballot_type=self.paper.ballot_type,
            max_choices=self.paper.max_choices,
            pots=self.paper.pots,
        )

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this visit."""
        pots = self.paper.pots
        return render(
            self.request,
            f"voting/{template}.html",
            {
                "round": self.round,
                "paper": self.paper,
                "pot_cents": sum(pots.values()),
                "one_pot": len(pots) == 1,
                "limit": 0 if self.paper.is_knapsack else self.paper.max_choices,
                "now": self.now,
                **context,
            },
            status=status,
        )

    def ballot(self, *, status: int = 200) -> HttpResponse:
        """The ballot: to be filled in, or to be read with the reason why it cannot be."""
        state = queries.right_state(self.paper, self.request.user) if self.verdict.allowed else ""  # type: ignore[arg-type]
        allowed = self.verdict.allowed and state != VotingRight.State.VOID
        return self.page(
            "ballot",
            status=status,
            rows=self.rows,
            chosen=self.chosen,
            error=self.error,
            allowed=allowed,
            has_voted=state == VotingRight.State.ISSUED,
            obstacle=None if allowed else _obstacle(self),
        )


@never_cache
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """The ballot of a round; a POST comes from the review page to change the choice."""
    booth = _enter(request, slug)
    if isinstance(booth, HttpResponse):
        return booth
    return booth.ballot()


@never_cache
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """What was chosen and what it costs, once more before it counts."""
    if request.method != "POST":
        return redirect("voting:ballot", slug)
    booth = _enter(request, slug)
    if isinstance(booth, HttpResponse):
        return booth
    fault = booth.fault()
    if not booth.verdict.allowed or fault is not None:
        booth.error = _say(fault.code, fault.facts, booth.round) if fault is not None else ""
        return booth.ballot()
    return _review(booth)


@never_cache
@require_POST
def cast(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the ballot into the box; the receipt is on the next page, once."""
    booth = _enter(request, slug)
    if isinstance(booth, HttpResponse):
        return booth
    key = read_request_key(request.POST)
    if not request.user.is_authenticated:
        return _barred(booth)
    if not key:
        return _review(booth) if booth.fault() is None else booth.ballot()
    try:
        receipt = ballots.cast(paper=booth.paper, user=request.user, choices=booth.chosen, request_key=key)
    except ballots.CastRefused as refusal:
        return _refused(booth, refusal)
    response = redirect("voting:receipt", slug)
    _hand_over(response, slug, receipt)
    return response


@never_cache
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """The receipt of the ballot just cast. Shown once, then forgotten here."""
    paper = queries.paper_at(slug)
    if paper is None:
        raise Http404
    handed = request.get_signed_cookie(RECEIPT, default="", salt=slug, max_age=RECEIPT_SECONDS) or ""
    given = receipts.read(handed)
    context: dict[str, Any] = {"round": paper.round, "paper": paper, "code": "", "leaf": ""}
    if given is not None:
        context |= {"code": receipts.grouped(given.nonce), "leaf": given.leaf}
        context |= {"line": handed, "qr": qr.code(handed)} if given.signature else {}
    response = render(request, "voting/receipt.html", context)
    response.delete_cookie(RECEIPT, path=reverse("voting:receipt", args=[slug]), samesite="Strict")
    return response


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """What was frozen, as JSON. The SHA-256 of these bytes is the published hash, which the headers state as well.

    404: the round is hidden, or its paper is not frozen yet. It never changes, so a browser that has it is told so.
    """
    found = queries.paper_at(slug)
    if found is None:
        raise Http404
    response = HttpResponse(exports.paper_json(found), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{exports.paper_name(found)}"'
    response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(found.digest)).decode()}:"
    response["ETag"] = f'"{found.digest}"'
    response["Cache-Control"] = "public, max-age=60"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _round(slug: str) -> Round:
    rounds = Round.objects.select_related("area").defer("area__boundary")
    return get_object_or_404(rounds, slug=slug, is_public=True)


def _enter(request: HttpRequest, slug: str) -> Booth | HttpResponse:
    """The visit, or a page that says that there is no ballot yet."""
    paper, now = queries.paper_at(slug), timezone.now()
    if paper is None:
        return _no_paper(request, _round(slug), now)
    return Booth(request, paper.round, paper, now, chosen=read_choices(request.POST))


def _no_paper(request: HttpRequest, round: Round, now: datetime.datetime) -> HttpResponse:
    hours = window(round, Phase.Kind.VOTING)
    if hours is None:
        raise Http404
    context = {"round": round, "opens_at": hours.starts_at, "late": now >= hours.starts_at}
    return render(request, "voting/no_paper.html", context)


def _review(booth: Booth) -> HttpResponse:
    choice = booth.choice
    cents = sum(option.cost_cents for option in choice)
    rest = sum(booth.paper.pots.values()) - cents
    pieces = [{"label": option.title, "cents": option.cost_cents} for option in choice]
    context: dict[str, Any] = {
        "choice": choice,
        "cents": cents,
        "rest": rest,
        "pieces": pieces,
        "request_key": uuid.uuid4(),
    }
    return booth.page("review", **context)


def _refused(booth: Booth, refusal: ballots.CastRefused) -> HttpResponse:
    if refusal.code in list(Reason):
        booth.verdict = Verdict(Reason(refusal.code))
        return _barred(booth)
    booth.error = _say(refusal.code, refusal.facts, booth.round)
    if refusal.code in ("conflict", "replaced"):
        return booth.ballot(status=409)
    return booth.ballot(
        status=200 if refusal.code in ABOUT_THE_CHOICE else 503 if refusal.code == "keys_missing" else 403
    )


def _barred(booth: Booth) -> HttpResponse:
    """Who pressed "cast" and may not vote (any more) reads first that nothing was cast."""
    reason = booth.verdict.reason
    booth.error = str(WHY_NOT_VOTE[reason]) if reason is not None else ""
    return booth.ballot()


def _hand_over(response: HttpResponse, slug: str, receipt: receipts.Receipt) -> None:
    response.set_signed_cookie(
        RECEIPT,
        receipt.text,
        salt=slug,
        max_age=RECEIPT_SECONDS,
        path=reverse("voting:receipt", args=[slug]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _say(code: str, facts: Mapping[str, Any], round: Round) -> str:
    return why_not_cast(code, facts, currency=round.currency)


def _shuffled(*parts: object) -> str:
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


def _obstacle(booth: Booth) -> dict[str, Any]:
    """Why this person cannot vote now, in a sentence, and the one next step."""
    reason = booth.verdict.reason
    if reason is None:
        text, href = why_not_cast("void", {}), reverse("round", args=[booth.round.slug])
        return {"reason": "void", "text": text, "href": href, "label": gettext("To the round")}
    href, label = _next_step(booth, reason)
    return {"reason": reason, "text": WHY_NOT_VOTE[reason], "href": href, "label": label}


def _next_step(booth: Booth, reason: Reason) -> Sequence[str]:
    slug = booth.round.slug
    here = reverse("voting:ballot", args=[slug])
    if reason == Reason.NOT_SIGNED_IN:
        return f"{reverse('account_login')}?next={here}", gettext("Sign in")
    if reason == Reason.EMAIL_NOT_CONFIRMED:
        return reverse("account_email"), gettext("Confirm e-mail address")
    if reason in (Reason.NO_RESIDENCE, Reason.RESIDENCE_NOT_PROVEN):
        return reverse("participation:residence"), gettext("How to have my residence checked")
    if reason == Reason.LIVES_ELSEWHERE:
        return reverse("participation:my_page"), gettext("Votes in my district")
    if reason in (Reason.OVER, Reason.WRONG_PHASE) and queries.results_for(booth.round).exists():
        return reverse("results", args=[slug]), gettext("See the result")
    return reverse("round", args=[slug]), gettext("To the round")
