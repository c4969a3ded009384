"""Which pages a service point serves: recording, tickets, search, printing and hand-over of what is lent to it. Everything else is the
office's, for only one machine may write of it."""

from __future__ import annotations

import re
from functools import lru_cache

from django.http import HttpResponse
from django.utils.translation import gettext as _

from siaga.accounts.access import Request
from siaga.journal import points

from . import errors

_SERVED = re.compile(
    r"""/(
      | sehat | pertukaran | bahasa/ | masuk/ | keluar/ | akun/ganti/ | static/.* | publik/
      | publik/(kios|layar)/.*
      | loket/ | loket/(duduk|panggil)/ | loket/nomor/.* | loket/kunjungan/.*
      | rekam/.*
      | kartu/(antrean|cetak|pencetak|rak)/ | kartu/(periksa|printer)/.* | kartu/pesanan/.* | kartu/serahkan/.*
      | kartu/blangko/ | kartu/blangko/(ambil|kembali|rusak|hitung|pagi|penutupan|bulan)/
      | penduduk/ | penduduk/(jawaban|wilayah)/ | penduduk/[0-9]{16}/ | penduduk/keluarga/[0-9]{16}/
      | titik/.*
    )$""",
    re.VERBOSE,
)
ENDED_TOO = ("/sehat", "/bahasa/", "/static/")


@lru_cache(maxsize=512)
def serves(path: str) -> bool:
    return _SERVED.match(path) is not None


def refused_here(request: Request) -> HttpResponse | None:
    """At a service point: why this page is not served here; None where it is."""
    if not points.serves(request.node):
        return None if request.path.startswith(ENDED_TOO) else _ended(request)
    return None if serves(request.path) else elsewhere(request)


def elsewhere(request: Request) -> HttpResponse:
    """A page of the office, asked for at its service point."""
    what = _("Layanan ini ada di kantor")
    why = _(
        "Titik layanan merekam, memberi nomor antrean, mencari penduduk, mencetak dan menyerahkan kartu pinjamannya."
    )
    todo = _("Arahkan warga ke kantor, atau minta petugas kantor mengerjakannya.")
    return errors.problem(request, 403, what, why, todo, back="/", code="not-at-a-point")


def _ended(request: Request) -> HttpResponse:
    what = _("Titik layanan ini sudah diakhiri oleh kantornya")
    why = _("Kartu dan blangko pinjamannya sudah ditarik kembali. Di perangkat ini tidak ada lagi yang dapat dicatat.")
    todo = _("Biarkan menyala: yang sudah tercatat di sini dikirim sendiri ke kantor. Lalu serahkan kepada teknisi.")
    return errors.problem(request, 503, what, why, todo, code="point-ended")
