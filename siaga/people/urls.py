"""Addresses of the people pages, below "penduduk/"."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import doubt_pages, pages, today_pages
from .foreign import pages as foreign_pages
from .moving import leaving_pages


class SixteenDigits(StringConverter):
    """A NIK or a No. KK."""

    regex = "[0-9]{16}"


register_converter(SixteenDigits, "nomor")

app_name = "people"
urlpatterns = [
    path("", pages.search, name="search"),
    path("jawaban/", pages.search_part, name="answers"),
    path("hari-ini/", today_pages.today, name="today"),
    path("perlu-diperiksa/", doubt_pages.doubts, name="doubts"),
    path("<nomor:nik>/pastikan/", doubt_pages.confirm, name="confirm"),
    path("orang-asing/", foreign_pages.stays, name="stays"),
    path("orang-asing/<nomor:nik>/", foreign_pages.guest, name="guest"),
    path("wilayah/", pages.areas, name="areas"),
    path("keluarga/<nomor:no_kk>/", pages.family, name="family"),
    path("perpindahan/", leaving_pages.moves, name="moves"),
    path("perpindahan/wilayah/", leaving_pages.areas, name="move_areas"),
    path("perpindahan/<path:number>/akhiri/", leaving_pages.end_move, name="move_end"),
    path("perpindahan/<path:number>/", leaving_pages.move, name="move"),
    path("<nomor:nik>/pindah-keluar/", leaving_pages.leave_from_person, name="move_out_of"),
    path("<nomor:nik>/", pages.resident, name="resident"),
]
