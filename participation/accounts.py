"""How allauth's accounts behave here."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up keeps the language of the page, for mails later on."""

    # Said again here so that our own texts translate them: the library's German says "du".
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "cannot_remove_primary_email": _("You cannot remove your primary email address."),
        "enter_current_password": _("Please type your current password."),
        "max_email_addresses": _("You cannot add more than %d email addresses."),
        "unverified_primary_email": _("Your primary email address must be verified."),
        "rate_limited": _("Be patient, you are sending too many requests."),
        "not_the_same_password": _("You must type the same password each time."),
    }

    def save_user(self, request: Any, user: Any, form: Any, commit: bool = True) -> Any:
        user.language = (get_language() or "de")[:2]
        user.display_name = form.cleaned_data.get("display_name", "")
        return super().save_user(request, user, form, commit)
