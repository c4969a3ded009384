"""Forms of the counter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.shell.fields import NomorField, TanggalField
from siaga.shell.templatetags.siaga_ui import told

from .catalogue import NEED_WORDS, SERVICES
from .rules import ApplicationItem, visit_asked

BLANK_ROWS = 2
ITEM_FIELDS = {
    "item.service": "service",
    "item.name": "name",
    "item.no_nik": "nik",
    "visit.nik": "nik",
    "item.need": "need",
    "item.need_by": "need_by",
}
"""Where a row says what the rules refuse in it."""


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


def picked(rows: Iterable[ItemForm]) -> list[ItemForm]:
    return [row for row in rows if row.cleaned_data.get("pick")]


def place(form: VisitForm, chosen: Sequence[ItemForm], refusals: Iterable[Refusal]) -> None:
    """Each refusal at its row or field."""
    for r in refusals:
        head, _sep, index = r.field.partition("-")
        if head == "item" and index.isdecimal() and int(index) < len(chosen):
            place_one(chosen[int(index)], r)
        else:
            _say(form, r.field if r.field in form.fields else None, r)


def place_one(row: ItemForm, refusal: Refusal) -> None:
    _say(row, ITEM_FIELDS.get(refusal.code), refusal)


def _say(form: forms.Form, field: str | None, refusal: Refusal) -> None:
    """A field that says already what is wrong with it keeps its own words."""
    if field is None or field not in form.errors:
        form.add_error(field, told(refusal))


def place_rest(form: VisitForm, rows: Iterable[ItemForm], today: date) -> None:
    """A field could not be read: what else is wrong is said in the same go, so that nobody corrects one line a try."""
    chosen, data = picked(rows), form.cleaned_data
    items = [item_of(row.cleaned_data) for row in chosen]
    place(form, chosen, visit_asked(data.get("name", ""), data.get("nik", ""), data.get("phone", ""), items, today))


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Alasan pembatalan"), max_length=200)


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Alasan blangko belum kembali"),
        max_length=300,
        required=False,
        help_text=_("Isi hanya bila blangko tetap di tangan petugas sampai besok."),
    )
