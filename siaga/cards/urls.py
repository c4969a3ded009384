from __future__ import annotations

from django.urls import path

from . import centre_pages, print_pages, shelf_pages
from .allotment import urls as allotment
from .blangko import urls as blangko
from .fleet import pages as fleet
from .kia import pages as kia
from .pickup import delivery_pages
from .pickup import pages as pickup_pages
from .planning import urls as planning
from .quality import pages as quality
from .suket import pages as suket_pages
from .telling import pages as telling_pages

app_name = "cards"
urlpatterns = [
    *planning.urlpatterns,
    path("antrean/", print_pages.print_list, name="line"),
    path("cetak/", print_pages.print_cards, name="print"),
    path("pencetak/", print_pages.at_printer, name="at_printer"),
    path("pesanan/<uuid:id>/", print_pages.order, name="order"),
    path("pesanan/<uuid:id>/rusak/", quality.spoiled, name="spoiled"),
    path("pesanan/<uuid:id>/kosong/", quality.nothing_there, name="nothing_there"),
    path("pesanan/rusak/<uuid:id>/foto/", quality.photo, name="spoiled_photo"),
    path("periksa/", quality.check, name="check"),
    path("periksa/baik/", quality.good, name="pass_good"),
    path("kia/", kia.cards, name="kia"),
    path("kia/cetak/", kia.print_chosen, name="kia_print"),
    path("kia/berkas/", kia.file, name="kia_file"),
    path("kia/<uuid:id>/rusak/", kia.spoiled, name="kia_spoiled"),
    path("kia/<uuid:id>/kosong/", kia.nothing_there, name="kia_nothing"),
    path("printer/", fleet.fleet, name="fleet"),
    path("printer/<str:name>/atur/", fleet.settings, name="printer_settings"),
    path("printer/<str:name>/istirahat/", fleet.rest, name="printer_rest"),
    path("printer/<str:name>/pita/", fleet.ribbon, name="printer_ribbon"),
    path("printer/<str:name>/pakai/", fleet.back, name="printer_back"),
    path("pesanan/<uuid:id>/dahulukan/", print_pages.precede, name="precede"),
    path("pesanan/<uuid:id>/pindah/", print_pages.move, name="move"),
    path("pesanan/<uuid:id>/foto/", shelf_pages.photo, name="photo"),
    path("pesanan/<uuid:id>/serahkan/", shelf_pages.handover_order, name="handover_order"),
    path("pesanan/<uuid:id>/kembali/", shelf_pages.came_back, name="came_back"),
    path("rak/", shelf_pages.shelf, name="shelf"),
    path("serahkan/<str:nik>/", shelf_pages.handover, name="handover"),
    path("ganti/<str:nik>/", shelf_pages.replace, name="replace"),
    path("kartu-lama/", shelf_pages.old_cards, name="old_cards"),
    path("suket/", suket_pages.sukets, name="sukets"),
    path("suket/perpanjang/", suket_pages.renew_many, name="renew_many"),
    path("suket/kabari/", suket_pages.tell_holders, name="tell_holders"),
    path("suket/perpanjangan/", suket_pages.renewal, name="renewal"),
    path("suket/perpanjangan/<uuid:id>/henti/", suket_pages.stop_renewal, name="stop_renewal"),
    path("suket/ganti/<path:number>", suket_pages.replace, name="replace_suket"),
    path("pesan/", telling_pages.index, name="messages"),
    path("pesan/<uuid:id>/disampaikan/", telling_pages.told, name="told"),
    path("ambil/", pickup_pages.index, name="pickup"),
    path("ambil/beritahu/", pickup_pages.tell_owners, name="pickup_tell"),
    path("ambil/surat/<uuid:batch>/", pickup_pages.print_letters, name="pickup_letters"),
    path("ambil/simpan/", pickup_pages.store, name="pickup_store"),
    path("ambil/tarik/", pickup_pages.withdraw, name="pickup_withdraw"),
    path("ambil/waktu/<uuid:id>/", pickup_pages.another_hour, name="pickup_hour"),
    path("ambil/jam/", pickup_pages.hours, name="pickup_hours"),
    path("ambil/rt/", delivery_pages.index, name="rounds"),
    path("ambil/rt/<str:kelurahan>/<str:rw>/<str:rt>/", delivery_pages.leave, name="leave"),
    path("ambil/antar/<uuid:id>/", delivery_pages.round, name="round"),
    path("ambil/antar/<uuid:id>/daftar/", delivery_pages.carriers_list, name="round_list"),
    path("suket/beri/<str:nik>/", suket_pages.suket, name="suket"),
    path("suket/nomor/<path:number>", suket_pages.suket_number, name="suket_number"),
    path("edaran/", centre_pages.policies, name="policies"),
    path("edaran/cetak/", centre_pages.print_policy, name="print_policy"),
    path("edaran/suket/", centre_pages.suket_policy, name="suket_policy"),
    *blangko.urlpatterns,
    *allotment.urlpatterns,
]
