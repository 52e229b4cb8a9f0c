"""Addresses of voting."""

from django.urls import path

from voting import log_views, views

app_name = "voting"
urlpatterns = [
    path("runden/<slug:slug>/stimmzettel.json", views.paper, name="paper"),
    path("runden/<slug:slug>/abstimmen/", views.ballot, name="ballot"),
    path("runden/<slug:slug>/abstimmen/pruefen/", views.review, name="review"),
    path("runden/<slug:slug>/abstimmen/abgeben/", views.cast, name="cast"),
    path("runden/<slug:slug>/abstimmen/quittung/", views.receipt, name="receipt"),
    path("runden/<slug:slug>/abstimmen/pruefziffer/", log_views.check, name="check"),
    path("runden/<slug:slug>/abstimmen/siegel.json", log_views.seals, name="seals"),
    path("runden/<slug:slug>/abstimmen/siegel/<int:first>-<int:second>.json", log_views.step, name="step"),
    path("runden/<slug:slug>/abstimmen/siegel/nachweis.json", log_views.proof, name="proof"),
    path("runden/<slug:slug>/abstimmen/quittung-pruefen.html", log_views.offline, name="offline"),
    path("runden/<slug:slug>/abstimmen/urne.json", log_views.whole, name="whole"),
]
