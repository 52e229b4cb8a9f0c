"""The package as Django knows it."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """proposals"""

    name = "proposals"
