"""Addresses of the centre's uniqueness pages, below "ketunggalan/"."""

from __future__ import annotations

from django.urls import path

from . import pages

app_name = "uniqueness"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("kasus/", pages.cases, name="cases"),
    path("kasus/<uuid:id>/", pages.case, name="case"),
    path("kasus/<uuid:id>/foto/<uuid:record>.jpg", pages.photo, name="photo"),
]
