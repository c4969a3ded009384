from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from . import closing_pages, desk_pages, hall_pages, list_pages, public_pages


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(DayConverter, "hari")

app_name = "counter"
urlpatterns = [
    path("kios/", hall_pages.kiosk, name="kiosk"),
    path("kios/<str:letter>/", hall_pages.lane, name="kiosk_lane"),
    path("kios/<str:letter>/ambil/", hall_pages.take, name="take"),
    path("kios/nomor/<uuid:ticket>/", hall_pages.kiosk_ticket, name="kiosk_ticket"),
    path("layar/", hall_pages.display, name="display"),
    path("layar/isi/", hall_pages.display_part, name="display_part"),
    path("publik/lacak/", public_pages.track, name="track"),
    path("publik/lacak/<str:code>/", public_pages.tracked, name="tracked"),
    path("loket/", desk_pages.desk, name="desk"),
    path("loket/duduk/", desk_pages.sit_down, name="sit_down"),
    path("loket/panggil/", desk_pages.call, name="call"),
    path("loket/nomor/<uuid:ticket>/<str:deed>/", desk_pages.step, name="step"),
    path("loket/kunjungan/baru/", desk_pages.visit_new, name="visit_new"),
    path("loket/kunjungan/<uuid:visit>/", desk_pages.visit, name="visit"),
    path("loket/kunjungan/<uuid:visit>/tanda-terima.pdf", desk_pages.receipt, name="receipt"),
    path("loket/permohonan/", list_pages.applications, name="applications"),
    path("loket/permohonan/<uuid:application>/", list_pages.application, name="application"),
    path("loket/permohonan/<uuid:application>/selesai/", list_pages.close, name="close"),
    path("loket/permohonan/<uuid:application>/batal/", list_pages.cancel, name="cancel"),
    path("tutup-hari/", closing_pages.closing, name="closing"),
    path("tutup-hari/<hari:day>/", closing_pages.closed, name="closed"),
]
