"""Addresses of the plan; a part of `cards.urls`."""

from __future__ import annotations

from django.urls import path

from . import history_pages, pages

urlpatterns = [
    path("rencana/", pages.plan, name="plan"),
    path("rencana/sasaran/", pages.post_target, name="post_target"),
    path("rencana/minta/", pages.ask, name="plan_ask"),
    path("rencana/riwayat/", history_pages.history, name="plan_history"),
    path("rencana/riwayat/ditolak/", history_pages.refused_rows, name="plan_refused"),
]
