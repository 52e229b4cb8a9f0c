"""Addresses of a person's own pages, below /mein/."""

from django.urls import URLPattern

app_name = "participation"
urlpatterns: list[URLPattern] = []
