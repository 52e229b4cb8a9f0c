"""Endpoints of delivery."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from delivery.api.views import Projects

router = SimpleRouter()
router.register("projects", Projects, basename="api-projects")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
