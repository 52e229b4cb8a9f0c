"""The package as Django knows it."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    """voting"""

    name = "voting"
