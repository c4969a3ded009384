"""Addresses of case files. The form of an event names the person or family whose page it begins at."""

from __future__ import annotations

from django.urls import path

from . import arrival_pages, case_pages, form_pages, list_pages, office_pages, sheet_pages

app_name = "berkas"
urlpatterns = [
    path("berkas/formulir/<slug:code>/", form_pages.event, name="new_event"),
    path("berkas/formulir/keluarga/<slug:about>/<slug:code>/", form_pages.event, name="family_event"),
    path("berkas/formulir/penduduk/<slug:about>/<slug:code>/", form_pages.event, name="event"),
    path("berkas/pindah-datang/", arrival_pages.arrivals, name="arrivals"),
    path("berkas/pindah-datang/<path:number>/", arrival_pages.arrival, name="arrival"),
    path("berkas/", list_pages.mine, name="mine"),
    path("berkas/setujui/", list_pages.approve_many, name="approve_many"),
    path("berkas/aturan/", office_pages.office_rules, name="rules"),
    path("berkas/aturan/langkah/", office_pages.office_steps, name="steps"),
    path("berkas/lembar/<uuid:id>/", sheet_pages.draft_sheet, name="draft_sheet"),
    path("berkas/verifikasi/", list_pages.listing, {"which": "verifikasi"}, name="to_verify"),
    path("berkas/persetujuan/", list_pages.listing, {"which": "persetujuan"}, name="to_approve"),
    path("berkas/semua/", list_pages.listing, {"which": "semua"}, name="all"),
    path("berkas/<uuid:id>/", case_pages.one, name="one"),
    path("berkas/<uuid:id>/langkah/", case_pages.take, name="take"),
    path("berkas/<uuid:id>/kembalikan/", case_pages.send_back, name="send_back"),
    path("berkas/<uuid:id>/tarik/", case_pages.withdraw, name="withdraw"),
    path("berkas/<uuid:id>/perbaiki/", case_pages.mend, name="mend"),
    path("berkas/<uuid:id>/lembar/<int:place>/", case_pages.sheet, name="sheet"),
]
