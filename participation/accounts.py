"""How allauth's accounts behave here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up keeps the language of the page, for mails later on."""

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = (get_language() or "de")[:2]
        user.display_name = form.cleaned_data.get("display_name", "")
        return super().save_user(request, user, form, commit)
