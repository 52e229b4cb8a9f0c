"""What stands between a request and the views: content policy, and a second factor for staff."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

STAFF_AREA = "/verwaltung/"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict everywhere; the staff area may run the inline scripts of Wagtail's date fields and show previews."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(STAFF_AREA):
            response._csp_update = {  # type: ignore[attr-defined]
                "script-src": [UNSAFE_INLINE],
                "style-src": [UNSAFE_INLINE],
                "frame-src": [SELF],
                "img-src": ["blob:"],
            }
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        return super().process_response(request, response)


class StaffSecondFactorMiddleware:
    """Nobody works in the staff area without a role, or with a password alone (STAFF_SECOND_FACTOR: off in the demo).

    Whoever has signed in without a role is told so here: Wagtail would send them to log in, again and again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(STAFF_AREA) and request.user.is_authenticated:
            if not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
            if settings.STAFF_SECOND_FACTOR and not is_mfa_enabled(request.user):
                messages.warning(request, _("Please set up a second factor first. The staff area needs it."))
                return redirect("mfa_activate_totp")
        return self.get_response(request)
