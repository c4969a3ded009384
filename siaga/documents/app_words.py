"""What the script of the checking page says (`siaga/periksa.js`), in the reader's language, and the addresses that it asks."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from .checking.verdicts import VERDICT_WORDS
from .kinds import KINDS

READER = "vendor/jsqr-1.4.0/jsQR.js"
"""Reads codes where the browser has no reader of its own; only such browsers fetch and keep it."""


def words() -> dict[str, Any]:
    """What the page's script says, in the reader's language, and where it asks."""
    return {
        "verdicts": {verdict: _(text) for verdict, text in VERDICT_WORDS.items()},
        "keys": reverse("documents:keys"),
        "worker": reverse("documents:check_worker"),
        "ask": reverse("api-v1:periksa"),
        "reader": static(READER),
        "kinds": {kind.title: _(kind.title) for kind in KINDS if kind.claim_number},
        "kind": _("Dokumen"),
        "number": _("Nomor"),
        "holder": _("Atas nama"),
        "by": _("Diterbitkan oleh"),
        "signer": _("Penanda tangan"),
        "detail": _("Keterangan"),
        "revoked": _("Kunci dicabut sejak"),
        "content": _("Isi berkas"),
        "content_same": _("Data yang terlampir sama dengan yang disahkan oleh kodenya."),
        "compare": _("Cocokkan nama dan nomornya dengan lembar yang Anda pegang."),
        "unproven": _("Menurut kode itu sendiri, tidak terbukti:"),
        "asking": _("Menanyakan kepada register apakah masih berlaku …"),
        "not_asked": _("Register tidak dapat ditanyakan sekarang. Apakah masih berlaku, periksa lagi saat tersambung."),
        "number_offline": _(
            "Nomor hanya dapat diperiksa saat tersambung. Tanpa jaringan, pindai atau tempel isi kode QR."
        ),
        "wait": _("Terlalu banyak percobaan. Coba lagi nanti."),
        "send": _(
            "Berkas ini tidak dapat dibaca di perangkat ini. Tekan Periksa sekali lagi untuk mengirimnya ke server kantor."
        ),
        "send_signed": _(
            "Untuk memeriksa juga tanda tangan elektroniknya, tekan Periksa sekali lagi: berkasnya dikirim ke server kantor."
        ),
        "empty": _("Isi kode atau nomornya, atau pilih berkas."),
        "keys_of": _("Daftar kunci"),
        "offices": _("kantor"),
        "ready": _("Siap dipakai tanpa jaringan."),
        "no_keys": _("Daftar kunci belum ada di perangkat ini: sambungkan sekali untuk mengambilnya."),
        "old_keys": _("Daftar kunci ini sudah lama; kunci yang dicabut sesudahnya belum diketahui di sini."),
        "other_centre": _(
            "Server ini menyebut pusat yang lain. Daftar kunci yang lama tetap dipakai; tanyakan kepada kantor."
        ),
        "no_reader": _(
            "Pembaca kode belum ada di perangkat ini: sambungkan sekali untuk mengambilnya. Tanpa jaringan, tempel isi kodenya."
        ),
        "no_camera": _("Kamera tidak dapat dipakai. Ketik, tempel, atau pilih fotonya."),
    }
