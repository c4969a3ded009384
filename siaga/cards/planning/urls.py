"""Addresses of the plan; a part of `cards.urls`."""

from __future__ import annotations

from django.urls import path

from . import pages

urlpatterns = [
    path("rencana/", pages.plan, name="plan"),
    path("rencana/sasaran/", pages.post_target, name="post_target"),
    path("rencana/minta/", pages.ask, name="plan_ask"),
]
