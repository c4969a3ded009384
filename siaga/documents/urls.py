from __future__ import annotations

from django.urls import path

from . import (
    again_pages,
    app_pages,
    book_pages,
    collecting_pages,
    key_pages,
    pages,
    print_pages,
    public_pages,
    queue_pages,
    register_pages,
    signing_pages,
)

app_name = "documents"
urlpatterns = [
    path("dokumen/", register_pages.register, name="register"),
    path("dokumen/antrean/", queue_pages.queue, name="queue"),
    path("dokumen/antrean/basah/", queue_pages.wet, name="wet"),
    path("dokumen/antrean/basah/<uuid:document>/", queue_pages.wet_one, name="wet_one"),
    path("dokumen/antrean/coba-lagi/<uuid:document>/", queue_pages.try_again, name="try_again"),
    path("dokumen/antrean/pilihan/", queue_pages.choose, name="choose"),
    path("dokumen/antrean/borongan/", signing_pages.new, name="signing_new"),
    path("dokumen/antrean/borongan/<uuid:batch>/", signing_pages.batch, name="signing"),
    path("dokumen/antrean/borongan/<uuid:batch>/keadaan/", signing_pages.part, name="signing_part"),
    path("dokumen/antrean/borongan/<uuid:batch>/frasa/", signing_pages.phrase, name="signing_phrase"),
    path("dokumen/antrean/borongan/<uuid:batch>/<str:what>/", signing_pages.turn, name="signing_turn"),
    path("dokumen/orang/<str:nik>/", pages.due, name="due"),
    path("dokumen/orang/<str:nik>/daftar/", pages.due_part, name="due_part"),
    path("dokumen/akta/<str:number>/", pages.deed, name="deed"),
    path("dokumen/buku/", book_pages.books, name="books"),
    path("dokumen/cetak/", print_pages.begin, name="print"),
    path("dokumen/cetak/<uuid:batch>/", print_pages.batch, name="batch"),
    path("dokumen/cetak/<uuid:batch>/lanjut/", print_pages.go_on, name="batch_go_on"),
    path("dokumen/cetak/<uuid:batch>/berkas", print_pages.file, name="batch_file"),
    path("dokumen/<uuid:document>/", pages.document, name="document"),
    path("dokumen/<uuid:document>/pdf", pages.pdf, name="pdf"),
    path("dokumen/<uuid:document>/lagi/", again_pages.again, name="again"),
    path("dokumen/<uuid:document>/serahkan/", pages.hand_over, name="hand_over"),
    path("publik/pengambilan/", collecting_pages.notice, name="collecting"),
    path("publik/periksa/", public_pages.check, name="check"),
    path("publik/periksa/luring/", app_pages.shell, name="check_shell"),
    path("publik/periksa/pekerja.js", app_pages.worker, name="check_worker"),
    path("publik/periksa/manifest.json", app_pages.manifest, name="check_manifest"),
    path("publik/kunci.json", app_pages.keys, name="keys"),
    path("dokumen/kunci/", key_pages.keys, name="key_list"),
    path("dokumen/kunci/<path:machine>/cabut/", key_pages.revoke, name="key_revoke"),
]
