"""Mails: in the person's language, sent after the commit of the act they tell about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from participation import tasks

if TYPE_CHECKING:
    from participation.models import User


def tell(person: User | None, template: str, **context: Any) -> None:
    """Write ``templates/<template>.txt`` and ``.html`` to a person; the first line of the text is the subject.

    None (an erased account) is told nothing. Goes out after the transaction commits, and not if it rolls back.
    """
    if person is None or not person.is_active:
        return
    context |= {
        "person": person,
        "site_url": settings.WAGTAILADMIN_BASE_URL,
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    with override(person.language):
        subject, _, text = render_to_string(f"{template}.txt", context).strip().partition("\n")
        subject, to = subject.strip(), person.email
        html = render_to_string(f"{template}.html", context | {"subject": subject})
    transaction.on_commit(lambda: tasks.deliver.enqueue(subject, text.strip() + "\n", html, to))
