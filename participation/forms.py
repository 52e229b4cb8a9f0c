"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """What sign-up asks beside e-mail and password."""

    display_name = forms.CharField(
        label=_("Public name"),
        max_length=60,
        help_text=_("Shown beside your ideas and comments. It need not be your real name."),
    )

    def signup(self, request: Any, user: Any) -> None:
        """allauth asks for it; the adapter has stored all there is."""
