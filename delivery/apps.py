"""The package as Django knows it."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """delivery"""

    name = "delivery"
