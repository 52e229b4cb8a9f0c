"""The package as Django knows it."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """cms"""

    name = "cms"
