"""Forms of the counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siaga.people.models import Resident
from siaga.shell.fields import NomorField, TanggalField

from .catalogue import NEED_WORDS, SERVICES
from .rules import ApplicationItem

BLANK_ROWS = 2


class VisitForm(forms.Form):
    """Who stands at the counter."""

    name = forms.CharField(label=_("Nama pemohon"), max_length=60)
    nik = NomorField(label=_("NIK pemohon"), required=False, help_text=_("Kosongkan bila belum mempunyai NIK."))
    phone = forms.CharField(
        label=_("Nomor telepon"),
        max_length=20,
        required=False,
        help_text=_("Hanya untuk memberi kabar tentang permohonan ini."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


def _services() -> list[tuple[str, str]]:
    return [("", gettext("Pilih layanan")), *((s.code, gettext(s.title)) for s in SERVICES)]


def _needs() -> list[tuple[str, str]]:
    return [("", gettext("Tidak disebutkan")), *((code, gettext(word)) for code, word in NEED_WORDS.items())]


class ItemForm(forms.Form):
    """One application. A row that is not picked is not looked at."""

    pick = forms.BooleanField(label=_("Ajukan"), required=False)
    name = forms.CharField(label=_("Nama"), max_length=60, required=False)
    nik = NomorField(label=_("NIK"), required=False)
    service = forms.ChoiceField(label=_("Layanan"), required=False, choices=_services)
    need = forms.ChoiceField(label=_("Untuk keperluan"), required=False, choices=_needs)
    need_by = TanggalField(label=_("Paling lambat"), required=False, help_text="")

    def full_clean(self) -> None:
        """Half-typed rows without a tick do not stop the others."""
        super().full_clean()
        if self.is_bound and not self.data.get(self.add_prefix("pick")):
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}


def item_of(data: dict[str, Any]) -> ApplicationItem:
    return ApplicationItem(
        data.get("service", ""), data.get("nik", ""), data.get("name", ""), data.get("need", ""), data.get("need_by")
    )


def items_formset(data: Any, initial: Sequence[dict[str, Any]]) -> Any:
    made = forms.formset_factory(ItemForm, extra=BLANK_ROWS, max_num=40, absolute_max=40)
    return made(data, initial=initial, prefix="baris")


def start_rows(family: Sequence[Resident], nik: str) -> list[dict[str, Any]]:
    """A row for each member of the family; the applicant's is ticked."""
    return [{"name": r.nama, "nik": r.nik, "pick": r.nik == nik} for r in family]


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Alasan pembatalan"), max_length=200)


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan blangko belum kembali"),
        max_length=300,
        required=False,
        help_text=_("Isi hanya bila blangko tetap di tangan petugas sampai besok."),
    )
