"""The front door: citizens find their way, officers go on to their work."""

from __future__ import annotations

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from siaga.accounts.access import Request, is_officer, public

from . import frame

# What a citizen may do without an account: (label, a few words, URL name). Rows without a page here are left out.
OPEN_TO_ALL = (
    (_("Lacak permohonan"), _("Ketik kode pada tanda terima untuk melihat sampai di mana."), "counter:track"),
    (_("Periksa dokumen"), _("Pindai QR pada dokumen untuk memastikan keasliannya."), "documents:check"),
    (_("Ambil nomor antrean"), _("Untuk layar sentuh di ruang tunggu."), "counter:kiosk"),
)


@public
def home(request: Request) -> HttpResponse:
    if is_officer(request.actor):
        return redirect(frame.first_page(request))
    return landing(request)


@public
def landing(request: Request) -> HttpResponse:
    links = [(label, hint, url) for label, hint, name in OPEN_TO_ALL if (url := frame.url_of(name))]
    return render(request, "web/landing.html", {"links": links, "office_name": request.node.name})


@public
def alive(request: Request) -> HttpResponse:
    """For the supervisor: this process answers and its database does too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("sehat\n", content_type="text/plain")
