from __future__ import annotations

from django.urls import path

from . import notice_pages, pages

app_name = "incidents"
urlpatterns = [
    path("", pages.page, name="page"),
    path("kuras/", pages.drain, name="drain"),
    path("buat/", notice_pages.make, name="make"),
    path("<uuid:id>/", notice_pages.notice, name="notice"),
    path("<uuid:id>/pdf/", notice_pages.pdf, name="pdf"),
]
