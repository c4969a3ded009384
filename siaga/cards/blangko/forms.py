"""Forms of the blangko ledger. A field of serials gives `serials.Ranges`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from siaga.kit.refusal import Refusal
from siaga.shell.fields import TanggalField, offer
from siaga.shell.templatetags.siaga_ui import told

from ..forms import MILLION
from .rules import KIA, KTP, RIBBON
from .serials import Ranges, parse

ITEM_LABELS = {KTP: _("Blangko KTP-el"), KIA: _("Blangko KIA"), RIBBON: _("Pita printer")}


class SerialsField(forms.CharField):
    """Typed ranges, "1000001-1000500, 1000777"; empty: none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Nomor seri"))
        kwargs.setdefault("help_text", _("Misalnya 1000001-1000500, 1000777. Kosongkan bila tidak bernomor."))
        super().__init__(**({"required": False, "max_length": 4000} | kwargs))

    def clean(self, value: Any) -> Ranges:
        found = parse(str(super().clean(value) or ""))
        if isinstance(found, Refusal):
            raise ValidationError(told(found), found.code)
        return found


class AmountForm(forms.Form):
    """One booking of the item that the address names."""

    amount = forms.IntegerField(label=_("Jumlah"), min_value=0, max_value=MILLION)
    serials = SerialsField()
    note = forms.CharField(label=_("Keterangan"), max_length=200, required=False)
    berita_acara = forms.CharField(
        label=_("Nomor berita acara"), max_length=80, required=False, help_text=_("Wajib bila ada selisih.")
    )


class ReceiptForm(forms.Form):
    """What was counted of a shipment."""

    amount = forms.IntegerField(label=_("Datang baik"), min_value=0, max_value=MILLION)
    serials = SerialsField(label=_("Nomor seri yang baik"))
    damaged = forms.IntegerField(label=_("Datang rusak"), min_value=0, max_value=MILLION, initial=0, required=False)
    broken = SerialsField(label=_("Nomor seri yang rusak"), help_text="")
    note = forms.CharField(
        label=_("Keterangan selisih"),
        max_length=200,
        required=False,
        help_text=_("Wajib bila kurang, lebih atau rusak."),
    )
    berita_acara = forms.CharField(
        label=_("Nomor berita acara"), max_length=80, required=False, help_text=_("Wajib bila kurang atau lebih.")
    )


class ShipmentForm(ReceiptForm):
    """Of the centre's shipment, which may have been fetched before the office heard of it."""

    booked = forms.BooleanField(
        label=_("Sudah dibukukan sewaktu jalur terputus, di luar permintaan: jangan dihitung lagi"), required=False
    )


class DeclineForm(forms.Form):
    why = forms.CharField(label=_("Alasan"), max_length=200)


class FetchForm(forms.Form):
    pengambil_1 = forms.CharField(label=_("Pengambil pertama"), max_length=100)
    jabatan_1 = forms.CharField(label=_("Jabatan pengambil pertama"), max_length=100)
    pengambil_2 = forms.CharField(label=_("Pengambil kedua"), max_length=100)
    jabatan_2 = forms.CharField(label=_("Jabatan pengambil kedua"), max_length=100)
    vehicle = forms.CharField(label=_("Kendaraan"), max_length=80, required=False)
    leaves_on = TanggalField(label=_("Berangkat"))

    def carriers(self) -> list[tuple[str, str]]:
        said = self.cleaned_data
        return [(said[f"pengambil_{n}"], said[f"jabatan_{n}"]) for n in (1, 2)]


class DrawerForm(forms.Form):
    """What came back out of one drawer. What is required when is said once on the page."""

    returned = forms.IntegerField(label=_("Kembali utuh"), min_value=0, max_value=MILLION)
    serials = SerialsField(label=_("Nomor seri yang kembali"), help_text="")
    spoiled = forms.IntegerField(label=_("Rusak"), min_value=0, max_value=MILLION, initial=0, required=False)
    note = forms.CharField(label=_("Alasan"), max_length=200, required=False)
    berita_acara = forms.CharField(label=_("Berita acara"), max_length=80, required=False)


class LoanForm(forms.Form):
    item = forms.ChoiceField(label=_("Barang"), choices=list(ITEM_LABELS.items()), initial=KTP)
    amount = forms.IntegerField(label=_("Jumlah"), min_value=1, max_value=MILLION)
    note = forms.CharField(label=_("Alasan"), max_length=200)


class RuleForm(forms.Form):
    """The centre's answer to a loan that was asked for."""

    lender = forms.ChoiceField(label=_("Kantor yang meminjamkan"), required=False)
    amount = forms.IntegerField(label=_("Jumlah"), min_value=1, max_value=MILLION)
    letter = forms.CharField(
        label=_("Nomor surat provinsi"), max_length=120, help_text=_("Bila ditolak: alasannya."))  # fmt: skip

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "lender", [("", _("Tolak pinjaman ini")), *offices])


class SendForm(forms.Form):
    serials = SerialsField()


class BackForm(SendForm):
    amount = forms.IntegerField(label=_("Jumlah"), min_value=1, max_value=MILLION)
    field_order = ("amount",)
