"""Forms of sukets in bulk and of the paper that was lost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from siaga.shell.fields import TanggalField

from .rules import DAMAGED, LOST

REFUSED_LABELS: dict[str, str] = {
    "suket.card_ready": "KTP-el sudah jadi: tinggal diambil",
    "suket.has_card": "KTP-el sudah diserahkan",
    "suket.duplicate": "Rekaman ganda: warga datang sendiri",
    "suket.failed": "Rekamannya gagal di pusat: rekam atau kirim ulang",
    "suket.not_recorded": "Tidak ada rekaman di kantor ini",
    "suket.not_urgent": "Keperluan mendesaknya tidak disebut",
    "suket.narrowed": "Kebijakan membatasi suket untuk yang siap cetak",
    "suket.forbidden": "Kebijakan melarang suket",
    "recording.dead": "Meninggal",
    "recording.moved": "Pindah",
    "recording.closed": "NIK ditutup",
}


class RenewalForm(forms.Form):
    until = TanggalField(label=_("Perpanjang semua yang habis sampai"))


class ReplaceSuketForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Alasan"),
        widget=forms.RadioSelect,
        choices=[(LOST, _("Hilang")), (DAMAGED, _("Rusak: suratnya dibawa"))],
    )
    proof = forms.CharField(
        label=_("Nomor surat kehilangan"), max_length=80, required=False, help_text=_("Dari kepolisian, bila hilang.")
    )
