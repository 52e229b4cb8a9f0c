"""Addresses of voting."""

from django.urls import path

from voting import views

app_name = "voting"
urlpatterns = [
    path("runden/<slug:slug>/abstimmen/", views.ballot, name="ballot"),
    path("runden/<slug:slug>/abstimmen/pruefen/", views.review, name="review"),
    path("runden/<slug:slug>/abstimmen/abgeben/", views.cast, name="cast"),
    path("runden/<slug:slug>/abstimmen/quittung/", views.receipt, name="receipt"),
    path("runden/<slug:slug>/abstimmen/pruefziffer/", views.check, name="check"),
]
