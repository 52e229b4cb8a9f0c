"""Endpoints of participation."""

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from participation.api.views import Areas, Rounds, Start

router = SimpleRouter()
router.register("areas", Areas, basename="api-areas")
router.register("rounds", Rounds, basename="api-rounds")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", Start.as_view(), name="api-start"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    *router.urls,
]
