"""The root of all addresses. Packages are named by strings: this one knows none of them."""

from __future__ import annotations

from allauth.account import views as account_views
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from participation import views

handler400 = "participation.views.bad_request"
handler403 = "participation.views.permission_denied"
handler404 = "participation.views.page_not_found"
handler500 = "participation.views.server_error"

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns: list[URLPattern | URLResolver] = [
    path("gesund/", views.health, name="health"),
    # Wagtail's own log-in would let staff in without a second factor.
    path("verwaltung/login/", to_login),
    path("verwaltung/password_reset/", to_login),
    path("verwaltung/password_reset/done/", to_login),
    path("verwaltung/", include(wagtailadmin_urls)),
    path("dokumente/", include(wagtaildocs_urls)),
    path("api/v1/", include("participation.api.root")),
    path("", include("cms.open_urls")),
]
if settings.SERVE_MEDIA:
    urlpatterns.append(re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}))

urlpatterns += i18n_patterns(
    path("konto/login/", account_views.login, name="account_login"),
    path("konto/", include("allauth.account.urls")),
    path("konto/zweiter-faktor/", include("allauth.mfa.urls")),
    path("mein/", include("participation.account_urls")),
    path("", include("proposals.urls")),
    path("", include("voting.urls")),
    path("", include("delivery.urls")),
    path("", include("cms.permalinks")),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
