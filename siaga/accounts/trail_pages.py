"""The auditor's page: who looked at whom, when, from which page, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siaga.kit.clock import ZONES
from siaga.shell.fields import TanggalField

from .access import Request, allow, viewed
from .exports import csv_answer
from .models import Officer, ViewLog

MOST_EXPORTED = 100_000
DAYS_SHOWN = 7
ABOUT = {"penduduk": "NIK", "keluarga": "No. KK"}
OTHER_LABELS = {"pencarian": "Dicari", "unduhan": "Berkas", "register": "Register"}

# Why pages show persons (`allow(…, purpose=…)`), stored in Indonesian: here so that the catalogue knows them.
PURPOSE_TEXTS = (
    *(
        "antrean cetak",
        "berita acara",
        "cetak dokumen",
        "daftar biodata baru",
        "daftar kartu lama",
        "daftar orang asing",
    ),
    *("dokumen", "foto rekaman", "foto rekaman untuk keputusan ketunggalan", "foto rekaman untuk pernyataan NIK ganda"),
    *("keputusan ketunggalan", "kutipan kedua", "mendahulukan kartu", "pelayanan", "pelayanan loket"),
    *("pelayanan permohonan", "pelayanan suket", "pemeriksaan berkas", "pemeriksaan biodata ganda"),
    *(
        "pemeriksaan catatan yang tertahan",
        "pemeriksaan jejak",
        "pemeriksaan mutu kartu",
        "penarikan berkas",
        "pencarian",
    ),
    *("pencatatan peristiwa", "pencetakan KIA", "pencetakan kartu", "pengambilan kartu", "pengantaran kartu"),
    *("pengelolaan printer", "penggantian KTP-el", "penyerahan kartu", "perbaikan berkas", "perekaman KTP-el"),
    *("pernyataan NIK ganda", "perpanjangan suket massal", "pesan kepada warga", "register dokumen", "rekaman ganda"),
    *("rencana cetak", "scan persyaratan", "status rekaman", "tindak lanjut rekaman", "uji rencana cetak"),
    *("daftar berkas", "perpindahan", "pindah datang", "unduh daftar", "unduhan oleh pemegang tanda terima"),
)


class Sieve(forms.Form):
    cari = forms.CharField(required=False, max_length=80)
    petugas = forms.CharField(label=gettext_lazy("Petugas"), required=False, max_length=40)
    dari = TanggalField(label=gettext_lazy("Dari tanggal"), help_text="", required=False)
    sampai = TanggalField(label=gettext_lazy("Sampai tanggal"), help_text="", required=False)


@dataclass(frozen=True, slots=True)
class Row:
    at: datetime
    officer: str
    name: str
    subject: str
    purpose: str
    path: str

    @property
    def what(self) -> str:
        """ "penduduk/3172…" as words; the number is `nik`, what was typed or taken `other`."""
        kind = self.subject.partition("/")[0]
        return ABOUT.get(kind, "") or (_(OTHER_LABELS[kind]) if kind in OTHER_LABELS else "")

    @property
    def other(self) -> str:
        kind, _slash, rest = self.subject.partition("/")
        return rest if kind in OTHER_LABELS else self.subject

    @property
    def nik(self) -> str:
        kind, _slash, number = self.subject.partition("/")
        return number if kind in ABOUT and number.isdigit() else ""


@allow("auditor", purpose="pemeriksaan jejak")
def trail(request: Request) -> HttpResponse:
    """By person (NIK or family number), officer and dates; without dates the last seven days. Oldest first."""
    sieve = Sieve(request.GET)
    sieve.is_valid()
    query, first, last = sieved(request, sieve)
    subject = subject_of(sieve.cleaned_data.get("cari", ""))
    if subject:
        viewed(request, subject)  # to look up who asked for a person is to look at that person
    if request.GET.get("format") == "csv":
        rows = query.values_list("at", "officer", "subject", "purpose", "path")[:MOST_EXPORTED]
        zone = ZONES[request.node.clock.zone]
        head = (_("Waktu"), _("Petugas"), _("Tentang"), _("Untuk"), _("Halaman"))
        return csv_answer(
            request, "jejak", head, ((r[0].astimezone(zone).isoformat(timespec="seconds"), *r[1:]) for r in rows)
        )
    page = Paginator(query, 50).get_page(request.GET.get("page"))
    found = list(page)
    names = dict(Officer.objects.filter(username__in={v.officer for v in found}).values_list("username", "name"))
    shown = [Row(v.at, v.officer, names.get(v.officer, v.officer), v.subject, v.purpose, v.path) for v in found]
    context = {"rows": shown, "page": page, "export": True, "sieve": sieve, "first": first, "last": last}
    return render(request, "accounts/trail.html", context, status=422 if sieve.errors else 200)


def subject_of(text: str) -> str:
    """A typed NIK (16 digits, however grouped) or a whole subject; "" for anything else."""
    if "/" in text:
        return text.strip()
    digits = "".join(c for c in text if c.isdigit())
    return f"penduduk/{digits}" if len(digits) == 16 else ""


def sieved(request: Request, sieve: Sieve) -> tuple[QuerySet[ViewLog], date, date]:
    """What the form asks for, and the first and last day that it covers, by the office's calendar."""
    data, today = sieve.cleaned_data, request.node.clock.today()
    last = data.get("sampai") or today
    first = data.get("dari") or last - timedelta(days=DAYS_SHOWN - 1)
    zone = ZONES[request.node.clock.zone]
    begin = datetime.combine(first, time(), zone)
    query = ViewLog.objects.filter(at__gte=begin, at__lt=datetime.combine(last, time(), zone) + timedelta(days=1))
    text = data.get("cari", "").strip()
    if subject := subject_of(text):
        query = query.filter(subject=subject)
    elif text:
        query = query.filter(purpose__icontains=text)
    if data.get("petugas"):
        query = query.filter(officer=data["petugas"].strip().lower())
    return query.order_by("at", "id"), first, last
