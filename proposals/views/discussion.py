"""Comments, support and reports. The proposal's own page, with its comments, belongs to the package cms."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from participation import unsent
from participation.models import User
from proposals import discussion, phrases, queries
from proposals.forms import CommentForm, ReportForm
from proposals.models import Comment, Proposal


@unsent.keeps_typed
@never_cache
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something; a page of its own (GET, and after an error), so that no typed word is lost."""
    proposal = _public(pk)
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    if request.method != "POST":
        form = CommentForm(initial=unsent.take(request, at=timezone.now()))
        return render(request, "proposals/comment.html", {"proposal": proposal, "form": form})
    form = CommentForm(request.POST)
    if form.is_valid():
        try:
            made = discussion.comment(proposal=proposal, by=request.user, at=timezone.now(), **form.cleaned_data)
        except discussion.DiscussionRefused as refusal:
            form.add_error(None, phrases.sentence(refusal))
        else:
            messages.success(request, _("Thank you. Your comment is on the page."))
            return redirect(f"{reverse('proposal', args=[pk])}#comment-{made.pk}")
    return render(request, "proposals/comment.html", {"proposal": proposal, "form": form})


@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Support a proposal (``support=1``), take it back (``support=0``), or the other of the two (nothing sent)."""
    proposal = _public(pk)
    page = reverse("proposal", args=[pk])
    if not isinstance(request.user, User):
        return redirect_to_login(page)
    wanted = request.POST.get("support") or ("0" if queries.supports(request.user, proposal) else "1")
    try:
        if wanted == "0":
            discussion.unsupport(proposal=proposal, by=request.user)
        else:
            discussion.support(proposal=proposal, by=request.user, at=timezone.now())
    except discussion.DiscussionRefused as refusal:
        messages.error(request, phrases.sentence(refusal))
    return redirect(f"{page}#support")


@never_cache
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a proposal, or one of its comments (``?kommentar=<key>``). Nobody has to sign in for it."""
    proposal = _public(pk)
    about = _comment(proposal, request.GET.get("kommentar", ""))
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not data.pop("website"):
            try:
                discussion.report(proposal=proposal, comment=about, at=timezone.now(), **data)
            except discussion.DiscussionRefused as refusal:
                form.add_error(None, phrases.sentence(refusal))
        if not form.errors:
            messages.success(request, _("Thank you. A person looks at your report within one working day."))
            return redirect("proposal", pk=pk)
    return render(request, "proposals/report.html", {"proposal": proposal, "comment": about, "form": form})


def _public(pk: int) -> Proposal:
    return get_object_or_404(Proposal.objects.public().select_related("round"), pk=pk)


def _comment(proposal: Proposal, key: str) -> Comment | None:
    """The comment a report is about; None: the proposal itself. An unknown one is not found."""
    if not key:
        return None
    number = int(key) if key.isdecimal() and len(key) < 19 else 0
    return get_object_or_404(Comment.objects.visible(), pk=number, proposal=proposal)
