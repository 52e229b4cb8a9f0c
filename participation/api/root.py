"""All endpoints below /api/v1/, by string."""

from django.urls import include, path

urlpatterns = [
    path("", include("participation.api.urls")),
    path("", include("proposals.api.urls")),
    path("", include("voting.api.urls")),
    path("", include("delivery.api.urls")),
]
