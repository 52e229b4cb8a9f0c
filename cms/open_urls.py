"""Addresses without a language: feeds, map data, robots."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
