"""Addresses of cms."""

from django.urls import path

from cms.views import projects, proposals, results, rounds

app_name = "cms"
urlpatterns = [
    path("runden/", rounds.round_list, name="round_list"),
    path("vorschlaege/", proposals.proposal_list, name="proposal_list"),
    path("projekte/", projects.project_list, name="project_list"),
    path("runden/<slug:slug>/ergebnis/<str:name>", results.ballots_file, name="ballots_file"),
    path("ergebnisse/", results.results_index, name="results_index"),
]
