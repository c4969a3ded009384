from __future__ import annotations

from django.urls import path

from . import pages, public_pages, queue_pages

app_name = "documents"
urlpatterns = [
    path("dokumen/", pages.register, name="register"),
    path("dokumen/antrean/", queue_pages.queue, name="queue"),
    path("dokumen/antrean/basah/", queue_pages.wet, name="wet"),
    path("dokumen/antrean/basah/<uuid:document>/", queue_pages.wet_one, name="wet_one"),
    path("dokumen/antrean/coba-lagi/<uuid:document>/", queue_pages.try_again, name="try_again"),
    path("dokumen/antrean/pilihan/", queue_pages.choose, name="choose"),
    path("dokumen/orang/<str:nik>/", pages.due, name="due"),
    path("dokumen/orang/<str:nik>/daftar/", pages.due_part, name="due_part"),
    path("dokumen/akta/<str:number>/", pages.deed, name="deed"),
    path("dokumen/<uuid:document>/", pages.document, name="document"),
    path("dokumen/<uuid:document>/pdf", pages.pdf, name="pdf"),
    path("dokumen/<uuid:document>/serahkan/", pages.hand_over, name="hand_over"),
    path("publik/periksa/", public_pages.check, name="check"),
]
