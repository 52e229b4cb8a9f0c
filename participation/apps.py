"""The package as Django knows it."""

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    """participation"""

    name = "participation"
