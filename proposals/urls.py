"""Addresses of proposals."""

from django.urls import path

from participation.unsent import keeps_typed
from proposals.views import discussion, mine, pictures, submit

app_name = "proposals"
urlpatterns = [
    path("runden/<slug:slug>/einreichen/", keeps_typed(submit.Submit.as_view()), name="submit"),
    path("vorschlaege/<int:pk>/bearbeiten/", keeps_typed(submit.Revise.as_view()), name="revise"),
    path("vorschlaege/<int:pk>/eingereicht/", mine.submitted, name="submitted"),
    path("vorschlaege/<int:pk>/zuruecknehmen/", mine.withdraw, name="withdraw"),
    path("vorschlaege/<int:pk>/einspruch/", keeps_typed(mine.object_to), name="object"),
    path("vorschlaege/<int:pk>/kommentieren/", discussion.comment, name="comment"),
    path("vorschlaege/<int:pk>/unterstuetzen/", discussion.support, name="support"),
    path("vorschlaege/<int:pk>/melden/", discussion.report, name="report"),
    path("vorschlaege/bild/angefangen/<str:token>", pictures.kept, name="kept_picture"),
    path("vorschlaege/bild/<path:name>", pictures.picture, name="picture"),
    path("mein/vorschlaege/", mine.mine, name="mine"),
]
