"""Forms of cards, blangko, suket and circulars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siaga.cards.policy_acts import RULES
from siaga.shell.fields import NomorField, TanggalField, offer

from . import handover_rules as ladder
from .order import CLASS_LABELS, RECORDING_DATE, RECORDING_MONTH

MILLION = 1_000_000


class PrintForm(forms.Form):
    n = forms.IntegerField(label=_("Jumlah kartu"), min_value=1, max_value=200, initial=20)
    printer = forms.ChoiceField(label=_("Printer"))

    def __init__(self, *args: Any, printers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "printer", printers)


class ReportForm(forms.Form):
    month = TanggalField(label=_("Bulan laporan"), help_text=_("Tanggal mana pun dalam bulan itu"))
    received = forms.IntegerField(label=_("Diterima seluruhnya"))
    printed = forms.IntegerField(label=_("Tercetak baik"))
    spoiled = forms.IntegerField(label=_("Rusak"))
    stock = forms.IntegerField(label=_("Stok, dengan yang di petugas dan di printer"))
    in_transit = forms.IntegerField(label=_("Dalam perjalanan"), initial=0)
    difference = forms.IntegerField(label=_("Selisih hitung"), initial=0)


class ReplaceForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Alasan"),
        widget=forms.RadioSelect,
        choices=[
            ("hilang", _("Hilang: surat kehilangan dari kepolisian")),
            ("rusak", _("Rusak: kartunya dibawa")),
            ("ubah_data", _("Perubahan data: dokumen yang baru")),
            ("bencana", _("Korban bencana: surat keterangan bencana")),
        ],
    )
    evidence = forms.CharField(
        label=_("Bukti"), max_length=200, help_text=_("Nomor surat, atau keterangan kartu yang dibawa.")
    )
    card_taken = forms.BooleanField(label=_("Kartu lama diterima sekarang"), required=False)


class SuketForm(forms.Form):
    urgent_for = forms.CharField(
        label=_("Keperluan"), max_length=200, required=False, help_text=_("Misalnya keberangkatan atau rumah sakit.")
    )


class HandOverForm(forms.Form):
    """Every step of the ladder posts these; only what its method asks for is read."""

    method = forms.ChoiceField(choices=list(ladder.METHOD_LABELS.items()))
    part = forms.CharField(required=False, max_length=2)
    stands = forms.CharField(required=False, max_length=40)
    reason = forms.CharField(required=False, max_length=300)
    proxy_nik = NomorField(required=False)
    letter = forms.CharField(required=False, max_length=80)
    old_card_taken = forms.BooleanField(required=False)
    suket_taken = forms.BooleanField(required=False)


class CameBackForm(forms.Form):
    why = forms.CharField(label=_("Alasan"), max_length=300)


class PrintPolicyForm(forms.Form):
    """rank_<class>: the class's place on the list; equal numbers stand in line together, empty ones after all others."""

    number = forms.CharField(label=_("Nomor surat edaran"), max_length=80)
    issuer = forms.CharField(label=_("Penerbit"), max_length=120, initial="Ditjen Dukcapil")
    issued_on = TanggalField(label=_("Tanggal surat"))
    valid_from = TanggalField(label=_("Berlaku mulai"))
    valid_to = TanggalField(label=_("Berlaku sampai"), required=False)
    inside = forms.ChoiceField(
        label=_("Urutan di dalam kelompok"),
        choices=[(RECORDING_DATE, _("Tanggal perekaman")), (RECORDING_MONTH, _("Bulan perekaman"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (klass, label) in enumerate(CLASS_LABELS.items(), 1):
            self.fields[f"rank_{klass}"] = forms.IntegerField(
                label=_("Urutan: %(klass)s") % {"klass": _(label)},
                min_value=1,
                max_value=9,
                initial=place,
                required=False,
            )

    def classes(self) -> tuple[tuple[str, ...], ...]:
        given = {klass: self.cleaned_data.get(f"rank_{klass}") for klass in CLASS_LABELS}
        places = sorted({p for p in given.values() if p})
        return tuple(tuple(k for k, p in given.items() if p == place) for place in places)


RULE_LABELS = dict(
    zip(
        RULES,
        (
            _("Boleh"),
            _("Hanya yang siap cetak dan menunggu blangko"),
            _("Hanya untuk keperluan mendesak"),
            _("Dilarang"),
        ),
        strict=True,
    )
)


class SuketPolicyForm(forms.Form):
    number = forms.CharField(label=_("Nomor surat edaran"), max_length=80)
    issuer = forms.CharField(label=_("Penerbit"), max_length=120, initial="Ditjen Dukcapil")
    valid_from = TanggalField(label=_("Berlaku mulai"))
    rule = forms.ChoiceField(
        label=_("Aturan"),
        widget=forms.RadioSelect,
        choices=list(RULE_LABELS.items()),
    )
    note = forms.CharField(label=_("Catatan"), max_length=200, required=False)
