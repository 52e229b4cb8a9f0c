"""Addresses of a person's own pages, below /mein/."""

from django.urls import path

from participation import views

app_name = "participation"
urlpatterns = [
    path("", views.my_page, name="my_page"),
    path("wohnort/", views.residence, name="residence"),
    path("daten/", views.export, name="export"),
    path("loeschen/", views.erase, name="erase"),
]
