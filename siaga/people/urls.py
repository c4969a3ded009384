"""Addresses of the people pages, below "penduduk/"."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import declared_pages, doubt_pages, event_pages, pages


class SixteenDigits(StringConverter):
    """A NIK or a No. KK."""

    regex = "[0-9]{16}"


register_converter(SixteenDigits, "nomor")

app_name = "people"
urlpatterns = [
    path("", pages.search, name="search"),
    path("jawaban/", pages.search_part, name="answers"),
    path("hari-ini/", pages.today, name="today"),
    path("perlu-diperiksa/", doubt_pages.doubts, name="doubts"),
    path("<nomor:nik>/pastikan/", doubt_pages.confirm, name="confirm"),
    path("wilayah/", pages.areas, name="areas"),
    path("baru/", event_pages.register_new, name="register"),
    path("keluarga/<nomor:no_kk>/", pages.family, name="family"),
    path("keluarga/<nomor:no_kk>/anggota-baru/", event_pages.add_member, name="add_member"),
    path("keluarga/<nomor:no_kk>/kelahiran/", event_pages.birth, name="birth"),
    path("keluarga/<nomor:no_kk>/cetak-ulang/", event_pages.reissue, name="reissue"),
    path("keluarga/<nomor:about>/peristiwa/<slug:code>/", declared_pages.event, name="family_event"),
    path("<nomor:nik>/", pages.resident, name="resident"),
    path("<nomor:about>/peristiwa/<slug:code>/", declared_pages.event, name="event"),
    path("<nomor:nik>/kematian/", event_pages.death, name="death"),
    path("<nomor:nik>/ubah/", event_pages.change, name="change"),
]
