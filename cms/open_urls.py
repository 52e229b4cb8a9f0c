"""Addresses without a language: the map's data, copies of pictures, what search engines read."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from cms.sitemaps import SITEMAPS
from cms.views import files, search

urlpatterns = [
    path("robots.txt", search.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_part"}, name="sitemap"),
    path("sitemap-<section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap_part"),
    path("karte/stadt.json", files.city_map, name="city_map"),
    path("karte/vorschlaege.json", files.proposal_map, name="proposal_map"),
    path("bilder/<int:width>/<path:name>", files.scaled_picture, name="scaled_picture"),
]
