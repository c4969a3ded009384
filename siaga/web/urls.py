"""All addresses. A feature that lands adds its line to FEATURES."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from siaga.accounts.access import public
from siaga.accounts.pages import sign_in, sign_out
from siaga.cards.blangko.statement_pages import stock as public_stock
from siaga.cards.public.pages import front_line

from . import box_pages, centre_pages, pages, parked_decision, parked_pages, point_pages
from .api import exchange, v1

FEATURES = [
    path("", include("siaga.counter.urls")),
    path("akun/", include("siaga.accounts.urls")),
    path("kartu/", include("siaga.cards.urls")),
    path("ganda/", include("siaga.cards.duplicates.urls")),
    path("gangguan/", include("siaga.continuity.urls")),
    path("pemberitahuan/", include("siaga.incidents.urls")),
    path("penduduk/", include("siaga.people.urls")),
    path("", include("siaga.berkas.urls")),
    path("perangkat/", include("siaga.perangkat.urls")),
    path("rekam/", include("siaga.recording.urls")),
    path("ketunggalan/", include("siaga.uniqueness.urls")),
    path("", include("siaga.documents.urls")),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("publik/", pages.landing, name="landing"),
    path("pertukaran", exchange.answer),
    path("api/v1/", v1.urls),
    path("sehat", pages.alive),
    path("kotak/", box_pages.boxes_of_office, name="boxes"),
    path("publik/cetak/", front_line, name="front_line"),
    path("publik/blangko/", public_stock, name="public_stock"),
    path("publik/kotak/", box_pages.this_box, name="this_box"),
    path("titik/", point_pages.service_points, name="points"),
    path("titik/terima/", point_pages.accept, name="point_accept"),
    path("titik/blangko/", point_pages.entrust, name="point_return"),
    path("titik/rusak/", point_pages.send_spoiled, name="point_spoiled"),
    path("titik/kembalikan/", point_pages.give_back, name="point_give_back"),
    path("titik/<int:number>/pinjam/", point_pages.lend, name="point_lend"),
    path("titik/<int:number>/blangko/", point_pages.entrust, name="point_entrust"),
    path("titik/<int:number>/akhiri/", point_pages.end, name="point_end"),
    path("kantor/", centre_pages.members, name="members"),
    path("kantor/wilayah/", centre_pages.areas, name="member_areas"),
    path("tertahan/", parked_pages.parked, name="parked"),
    path("tertahan/lagi/", parked_pages.retry_all, name="parked_retry_all"),
    path("tertahan/<path:chain>/<int:seq>/lagi/", parked_pages.retry_one, name="parked_retry"),
    path("tertahan/<path:chain>/<int:seq>/", parked_decision.one, name="parked_one"),
    path("masuk/", sign_in, name="login"),
    path("keluar/", sign_out, name="logout"),
    path("bahasa/", public(set_language), name="set_language"),
    *FEATURES,
]

handler400 = "siaga.web.errors.bad_request"
handler403 = "siaga.web.errors.forbidden"
handler404 = "siaga.web.errors.not_found"
handler500 = "siaga.web.errors.failed"
