"""Addresses of cases of two NIKs, below "ganda/"."""

from __future__ import annotations

from django.urls import path

from . import centre_pages, pages, proving_pages

app_name = "duplicates"
urlpatterns = [
    path("", pages.index, name="index"),
    path("<uuid:id>/", pages.case, name="case"),
    path("<uuid:id>/panggil/", pages.summon, name="summon"),
    path("<uuid:id>/hadir/", pages.hear, name="hear"),
    path("<uuid:id>/jari/", proving_pages.fingers, name="fingers"),
    path("<uuid:id>/kirim/", pages.send, name="send"),
    path("<uuid:id>/pernyataan/", pages.statement, name="statement"),
    path("pusat/", centre_pages.index, name="statements"),
    path("pusat/<uuid:id>/", centre_pages.answer, name="answer"),
    path("pusat/<uuid:id>/foto/<uuid:record>.jpg", centre_pages.photo, name="photo"),
]
