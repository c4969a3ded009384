from __future__ import annotations

from django.urls import path

from . import closing_pages, desk_pages, download_pages, hall_pages, list_pages, public_pages

app_name = "counter"
urlpatterns = [
    path("publik/kios/", hall_pages.kiosk, name="kiosk"),
    path("publik/kios/<str:letter>/", hall_pages.lane, name="kiosk_lane"),
    path("publik/kios/<str:letter>/ambil/", hall_pages.take, name="take"),
    path("publik/kios/nomor/<uuid:ticket>/", hall_pages.kiosk_ticket, name="kiosk_ticket"),
    path("publik/layar/", hall_pages.display, name="display"),
    path("publik/layar/isi/", hall_pages.display_part, name="display_part"),
    path("publik/lacak/", public_pages.track, name="track"),
    path("publik/lacak/<str:code>/", public_pages.tracked, name="tracked"),
    path("publik/lacak/<str:code>/unduh/<uuid:document>/", download_pages.download, name="download"),
    path("loket/", desk_pages.desk, name="desk"),
    path("loket/duduk/", desk_pages.sit_down, name="sit_down"),
    path("loket/panggil/", desk_pages.call, name="call"),
    path("loket/nomor/<uuid:ticket>/<str:deed>/", desk_pages.step, name="step"),
    path("loket/kunjungan/baru/", desk_pages.visit_new, name="visit_new"),
    path("loket/kunjungan/untuk/<str:nik>/", desk_pages.apply, name="apply"),
    path("loket/kunjungan/<uuid:visit>/", desk_pages.visit, name="visit"),
    path("loket/kunjungan/<uuid:visit>/tanda-terima.pdf", desk_pages.receipt, name="receipt"),
    path("loket/permohonan/", list_pages.applications, name="applications"),
    path("loket/permohonan/<uuid:application>/", list_pages.application, name="application"),
    path("loket/permohonan/<uuid:application>/selesai/", list_pages.close, name="close"),
    path("loket/permohonan/<uuid:application>/batal/", list_pages.cancel, name="cancel"),
    path("tutup-hari/", closing_pages.closing, name="closing"),
    path("tutup-hari/<str:day>/", closing_pages.closed, name="closed"),
]
