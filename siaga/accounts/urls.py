from __future__ import annotations

from django.urls import path

from . import officer_pages, pages, trail_pages

app_name = "accounts"
urlpatterns = [
    path("saya/", pages.me, name="me"),
    path("saya/sandi/", pages.password, name="password"),
    path("saya/pin/", pages.pin, name="pin"),
    path("ganti/", pages.take_over, name="take_over"),
    path("petugas/", officer_pages.officers, name="officers"),
    path("petugas/tambah/", officer_pages.add, name="add"),
    path("petugas/<str:username>/", officer_pages.officer, name="officer"),
    path("petugas/<str:username>/aktif/", officer_pages.activate, name="activate"),
    path("petugas/<str:username>/sandi/", officer_pages.reset, name="reset"),
    path("jejak/", trail_pages.trail, name="trail"),
]
