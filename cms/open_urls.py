"""Addresses without a language: the map's data, copies of pictures."""

from django.urls import path

from cms.views import files

urlpatterns = [
    path("karte/stadt.json", files.city_map, name="city_map"),
    path("karte/vorschlaege.json", files.proposal_map, name="proposal_map"),
    path("bilder/<int:width>/<path:name>", files.scaled_picture, name="scaled_picture"),
]
