from __future__ import annotations

from django.urls import path

from . import pages

app_name = "accounts"
urlpatterns = [
    path("saya/", pages.me, name="me"),
    path("saya/sandi/", pages.password, name="password"),
    path("saya/pin/", pages.pin, name="pin"),
    path("ganti/", pages.take_over, name="take_over"),
]
