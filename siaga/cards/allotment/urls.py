"""Addresses of the allotment; a part of `cards.urls`."""

from __future__ import annotations

from django.urls import path

from . import pages

urlpatterns = [
    path("penjatahan/", pages.index, name="allotment"),
    path("penjatahan/tetapkan/", pages.decide, name="allotment_decide"),
    path("penjatahan/<uuid:id>/", pages.one, name="allotment_one"),
    path("penjatahan/<uuid:id>/kirim/", pages.ship, name="allotment_ship"),
    path("penjatahan/<uuid:id>/pinjaman/", pages.answer, name="allotment_loans"),
]
