"""What this package adds to the staff area."""

from typing import Any

from wagtail import hooks

from participation import audit_texts
from proposals import phrases
from proposals.viewsets import AssessmentDesk, CommentDesk, ModerationDesk, ObjectionDesk, ReportDesk

audit_texts.ACTS.update(phrases.ACTS)


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Proposals, check by the offices, comments, reports, objections."""
    return [ModerationDesk(), AssessmentDesk(), CommentDesk(), ReportDesk(), ObjectionDesk()]
