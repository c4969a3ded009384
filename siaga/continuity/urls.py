from __future__ import annotations

from django.urls import path

from . import pages, switch_pages

app_name = "continuity"
urlpatterns = [
    path("", pages.page, name="page"),
    path("tabel/", pages.table, name="table"),
    path("riwayat/", pages.history, name="history"),
    path("sakelar/<slug:name>/", switch_pages.switch, name="switch"),
]
