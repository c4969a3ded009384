"""The front door: citizens find their way, officers go on to their work."""

from __future__ import annotations

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from siaga.accounts.access import Request, is_officer, public
from siaga.kit.node import PUSAT

from . import frame, front, point_gate

# What a citizen may do without an account: (label, a few words, URL name). Rows without a page here are left out.
OPEN_TO_ALL = (
    (_("Lacak permohonan"), _("Ketik kode pada tanda terima untuk melihat sampai di mana."), "counter:track"),
    (_("Antrean cetak KTP-el"), _("Perekaman bulan apa yang sedang dicetak, dan aturan urutannya."), "front_line"),
    (_("Sisa blangko KTP-el"), _("Berapa blangko yang ada hari ini dan hari-hari sebelumnya."), "public_stock"),
    (_("Periksa dokumen"), _("Pindai QR pada dokumen untuk memastikan keasliannya."), "documents:check"),
)
# For who sets up the hall, below everything else.
HALL = ((_("Kios antrean"), "counter:kiosk"), (_("Layar ruang tunggu"), "counter:display"))


@public
def home(request: Request) -> HttpResponse:
    """Officers see their day, everybody else the citizens' landing page."""
    if not is_officer(request.actor):
        return landing(request)
    if getattr(request.user, "must_change", False):
        return redirect("accounts:password")
    shell = request.siaga_shell()
    request.siaga_shell = lambda: shell  # counted once for the page and its frame
    return render(request, "web/front.html", dict(front.context(request.node, request.actor, shell)))


@public
def landing(request: Request) -> HttpResponse:
    links = [(label, hint, url) for label, hint, name in OPEN_TO_ALL if (url := frame.url_of(name))]
    if request.node.point:  # no card may lead where a service point serves nothing
        links = [link for link in links if point_gate.serves(link[2])]
    hall = [(label, url) for label, name in HALL if request.node.id != PUSAT and (url := frame.url_of(name))]
    return render(request, "web/landing.html", {"links": links, "hall": hall, "office_name": request.node.name})


@public
def alive(request: Request) -> HttpResponse:
    """For the supervisor: this process answers and its database does too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("sehat\n", content_type="text/plain")
