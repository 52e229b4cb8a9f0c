"""What this package adds to the staff area."""

from typing import Any

from wagtail import hooks

from participation import audit_texts
from voting import phrases
from voting.rule_desk import RuleDesk
from voting.viewsets import PaperDesk, ResultDesk

audit_texts.ACTS.update(phrases.ACTS)


@hooks.register("register_admin_viewset")
def desks() -> list[Any]:
    """Ballot papers, results, and rules side by side."""
    return [PaperDesk(), ResultDesk(), RuleDesk()]
