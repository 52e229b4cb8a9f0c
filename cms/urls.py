"""Addresses of cms."""

from django.urls import path

from cms import feeds
from cms.views import events, open_data, projects, proposals, results, rounds, search, styleguide

app_name = "cms"
urlpatterns = [
    path("runden/", rounds.round_list, name="round_list"),
    path("vorschlaege/", proposals.proposal_list, name="proposal_list"),
    path("projekte/", projects.project_list, name="project_list"),
    path("runden/<slug:slug>/ergebnis/protokoll/", results.protocol_page, name="protocol"),
    path("runden/<slug:slug>/ergebnis/protokoll.pdf", results.protocol_pdf, name="protocol_pdf"),
    path("runden/<slug:slug>/ergebnis/<str:name>", results.ballots_file, name="ballots_file"),
    path("suche/", search.search_page, name="search"),
    path("termine.ics", events.calendar_file, name="calendar"),
    path("termine/<int:pk>.ics", events.event_file, name="event_file"),
    path("neu/vorschlaege/<slug:slug>.xml", feeds.IdeasFeed(), name="ideas_feed"),
    path("neu/projekte.xml", feeds.ProjectsFeed(), name="projects_feed"),
    path("neu/nachrichten.xml", feeds.NewsFeed(), name="news_feed"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("ergebnisse/", results.results_index, name="results_index"),
    path("daten/", open_data.open_data, name="open_data"),
]
