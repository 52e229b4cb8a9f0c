"""Permanent addresses that every package may link to by bare name."""

from django.urls import path

from cms.views import projects, proposals, results, rounds

urlpatterns = [
    path("runden/<slug:slug>/", rounds.round_page, name="round"),
    path("runden/<slug:slug>/ergebnis/", results.results_page, name="results"),
    path("vorschlaege/<int:pk>/", proposals.proposal_page, name="proposal"),
    path("projekte/<int:pk>/", projects.project_page, name="project"),
]
