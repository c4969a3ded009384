"""Addresses of the recording pages, below "rekam/"."""

from __future__ import annotations

from django.urls import path

from . import record_pages, session_pages

app_name = "recording"
urlpatterns = [
    path("", session_pages.index, name="index"),
    path("mulai/<str:nik>/", session_pages.start, name="start"),
    path("sesi/<uuid:id>/", session_pages.session, name="session"),
    path("sesi/<uuid:id>/foto.jpg", session_pages.draft_photo, name="draft_photo"),
    path("sesi/<uuid:id>/ambil/<slug:step>/", session_pages.take, name="take"),
    path("sesi/<uuid:id>/selesai/", session_pages.finish, name="finish"),
    path("sesi/<uuid:id>/buang/", session_pages.discard, name="discard"),
    path("daftar/", record_pages.records, name="records"),
    path("daftar/<uuid:id>/", record_pages.record, name="record"),
    path("daftar/<uuid:id>/foto.jpg", record_pages.photo, name="photo"),
    path("daftar/<uuid:id>/kirim-ulang/", record_pages.resend, name="resend"),
]
