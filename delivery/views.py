"""The files of the staff area. Public pages are those of cms."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse

from delivery import exports, queries, rules


def export(request: HttpRequest, what: str) -> StreamingHttpResponse:
    """``projekte`` or ``buchungen`` of the person's areas as CSV; nobody else's. Raises PermissionDenied."""
    user = request.user
    if not user.is_authenticated or not rules.works_on_projects(user):
        raise PermissionDenied
    projects = queries.projects_of(user)
    if what == "projekte":
        lines = exports.projects_csv(projects.order_by("round", "pk"))
    else:
        lines = exports.entries_csv(queries.entries_of(projects))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{what}.csv"'
    return response
