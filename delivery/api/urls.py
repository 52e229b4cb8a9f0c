"""Endpoints of delivery."""

from django.urls import URLPattern
from rest_framework.routers import SimpleRouter

from delivery.api.views import Projects

router = SimpleRouter()
router.register("projects", Projects, basename="api-projects")

urlpatterns: list[URLPattern] = [*router.urls]
