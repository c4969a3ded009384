"""Addresses of the blangko ledger; a part of `cards.urls`."""

from __future__ import annotations

from django.urls import path

from . import centre_pages, day_pages, fetch_pages, loan_pages, minutes_pages, pages, statement_pages

urlpatterns = [
    path("blangko/", pages.ledger, name="ledger"),
    path("blangko/pagi/", day_pages.morning, name="morning"),
    path("blangko/penutupan/", day_pages.closing, name="closing"),
    path("blangko/bulan/", statement_pages.month, name="month"),
    path("blangko/permintaan/", fetch_pages.fetches, name="fetches"),
    path("blangko/permintaan/<uuid:id>/tugas/", fetch_pages.assign, name="fetch"),
    path("blangko/kiriman/<uuid:id>/", fetch_pages.receive_shipment, name="receive_shipment"),
    path("blangko/pinjaman/", loan_pages.loans, name="loans"),
    path("blangko/pinjaman/minta/", loan_pages.ask, name="loan_ask"),
    path("blangko/pinjaman/<uuid:id>/jawab/", loan_pages.rule, name="loan_rule"),
    path("blangko/pinjaman/<uuid:id>/kirim/", loan_pages.send, name="loan_send"),
    path("blangko/pinjaman/<uuid:id>/terima/", loan_pages.count, name="loan_count"),
    path("blangko/pinjaman/<uuid:id>/kembalikan/", loan_pages.give_back, name="loan_back"),
    path("blangko/berita-acara/", minutes_pages.count, name="count_minutes"),
    path("blangko/musnah/", minutes_pages.burn, name="burn"),
    path("blangko/laporan/", pages.report, name="report"),
    path("blangko/<str:deed>/", pages.deed, name="ledger_deed"),
    path("kartu-lama/musnah/", minutes_pages.destroy, name="destroy"),
    path("rak/hilang/", minutes_pages.lost, name="lost"),
    path("permintaan/", centre_pages.requests, name="requests"),
    path("permintaan/<uuid:id>/", centre_pages.ship, name="ship"),
    path("permintaan/<uuid:id>/tolak/", centre_pages.decline, name="decline"),
    path("permintaan/terima/", centre_pages.receive, name="centre_receive"),
]
