"""Endpoints of proposals."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from proposals.api.views import Proposals

router = SimpleRouter()
router.register("proposals", Proposals, basename="api-proposals")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
