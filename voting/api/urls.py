"""Endpoints of voting."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from voting.api.views import Results

router = SimpleRouter()
router.register("results", Results, basename="api-results")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
