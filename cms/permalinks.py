"""Permanent addresses that every package may link to by bare name."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
