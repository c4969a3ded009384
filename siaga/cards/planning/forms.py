"""What a head of office may suppose, and the day that they promise."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from siaga.shell.fields import TanggalField

from .what_if import Wish


class WishForm(forms.Form):
    """Everything may be left empty: then the plan stands beside itself."""

    printer = forms.IntegerField(label=_("Printer tambahan"), min_value=0, max_value=500, required=False)
    per_printer = forms.IntegerField(label=_("Kartu sehari tiap printer"), min_value=50, max_value=2000, required=False)
    blangko = forms.IntegerField(label=_("Blangko tambahan"), min_value=0, max_value=1_000_000, required=False)
    blangko_tanggal = TanggalField(label=_("Blangko tiba"), required=False)
    lembur = forms.IntegerField(label=_("Lembur, persen jam kerja"), min_value=0, max_value=100, required=False)
    gangguan = forms.IntegerField(label=_("Hari kerja terhenti"), min_value=0, max_value=120, required=False)
    sebar = forms.IntegerField(label=_("Printer untuk disebar"), min_value=0, max_value=500, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_blangko_tanggal(self) -> date | None:
        day: date | None = self.cleaned_data["blangko_tanggal"]
        if day is not None and day <= self.today:
            raise forms.ValidationError(
                _("Tanggalnya harus sesudah hari ini. Yang sudah tiba dibukukan sebagai penerimaan.")
            )
        return day

    def wish(self, on: int) -> Wish:
        """on: the working day of the blangko."""
        said = self.cleaned_data
        return Wish(
            printers=said["printer"] or 0,
            per_printer=said["per_printer"] or 250,
            blangko=said["blangko"] or 0,
            blangko_on=max(1, on),
            overtime=(said["lembur"] or 0) / 100,
            outage_days=said["gangguan"] or 0,
        )


class TargetForm(forms.Form):
    target = TanggalField(label=_("Semua yang antre hari ini terlayani paling lambat"))
    note = forms.CharField(label=_("Keterangan untuk umum"), max_length=200, required=False)


class HistoryForm(forms.Form):
    berkas = forms.FileField(
        label=_("Berkas CSV"),
        help_text=_("Paling besar 5 MB. Koma, titik koma atau tab; tanggal seperti di lembar kerja Anda."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
