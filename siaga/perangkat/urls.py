from __future__ import annotations

from django.urls import path

from . import equipment_pages, pages

app_name = "perangkat"
urlpatterns = [
    path("", pages.page, name="page"),
    path("periksa/", pages.check, name="check"),
    path("bantuan.zip", pages.support, name="support"),
    path("kode/", pages.code, name="code"),
    path("lembar/", pages.sheet, name="runbook"),
    path("daftar/", equipment_pages.listed, name="list"),
    path("daftar/baru/", equipment_pages.new, name="new"),
    path("daftar/<uuid:id>/", equipment_pages.one, name="one"),
]
