"""The paper forms F-1.01, F-1.06 and F-2.01 on the screen. What is missing or wrong is said by the rules, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from siaga.kit.refusal import Refusal
from siaga.shell.fields import AreaField, NomorField, TanggalField
from siaga.shell.values import place_refusals
from siaga.wilayah.find import path_name

from . import codes
from .biodata import Biodata, Family

UNREAD = "form.unread"


class RuledForm(forms.Form):
    """Fields only read what was typed; whether it may be so is for the rules, so that everything is told at once.

    A field's `required` is only what the label says: an empty field is no error of the form's own.
    """

    def full_clean(self) -> None:
        super().full_clean()
        for name, found in list(self.errors.items()):
            if all(e.code == "required" for e in found.as_data()):
                del self.errors[name]
                self.cleaned_data[name] = self.fields[name].to_python("") or ""

    def value(self, name: str) -> Any:
        """What was read; "" where nothing could be."""
        return self.cleaned_data.get(name) or ""

    def unread(self) -> list[Refusal]:
        """For an act: these fields could not be read, so it must refuse whatever else it finds."""
        return [Refusal(UNREAD, "", field=name) for name in self.errors]

    def tell(self, refusals: Iterable[Refusal], places: Mapping[str, str] | None = None) -> None:
        """Each refusal at its field, unless the field has already said why it could not be read."""
        told = set(self.errors)
        moved = [r.at((places or {}).get(r.field, r.field)) for r in refusals if r.code != UNREAD]
        place_refusals(self, [r for r in moved if r.field not in told or not r.field])


def _listed(rows: codes.CodeList) -> list[tuple[Any, str]]:
    return [("", _("Pilih")), *rows.choices("en" if get_language() == "en" else "id")]


def _worded(table: Mapping[str, tuple[str, str]], *, empty: bool = True) -> list[tuple[str, str]]:
    at = 1 if get_language() == "en" else 0
    chosen = [(code, words[at]) for code, words in table.items()]
    return [("", _("Pilih")), *chosen] if empty else chosen


def _proofs(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("", _("Pilih")), *((code, _(words)) for code, words in table.items())]


class Code(forms.TypedChoiceField):
    """A number of a code list; 0 where nothing was chosen."""

    def __init__(self, rows: codes.CodeList, **kwargs: Any) -> None:
        super().__init__(choices=lambda: _listed(rows), coerce=int, empty_value=0, **kwargs)  # type: ignore[arg-type]


def text_field(label: Any, most: int = 60, **kwargs: Any) -> forms.CharField:
    """Longer than the register takes is still read, so that the rule can say how long it is."""
    attrs = {"autocomplete": "off", **kwargs.pop("attrs", {})}
    return forms.CharField(label=label, max_length=most * 4, widget=forms.TextInput(attrs=attrs), **kwargs)


class BiodataForm(RuledForm):
    """F-1.01. With `family` the person joins it; without, the address is asked for and the person is the head."""

    nama = text_field(
        gettext_lazy("Nama lengkap"), help_text=gettext_lazy("Sesuai dokumen kelahiran atau ijazah, tanpa gelar")
    )
    gelar_depan = text_field(gettext_lazy("Gelar di depan"), 20, required=False)
    gelar_belakang = text_field(gettext_lazy("Gelar di belakang"), 20, required=False)
    jenis_kelamin = forms.ChoiceField(label=gettext_lazy("Jenis kelamin"), choices=lambda: _worded(codes.JENIS_KELAMIN))
    tempat_lahir = text_field(gettext_lazy("Tempat lahir"))
    tanggal_lahir = TanggalField(label=gettext_lazy("Tanggal lahir"))
    kewarganegaraan = forms.ChoiceField(
        label=gettext_lazy("Kewarganegaraan"),
        choices=lambda: _worded(codes.KEWARGANEGARAAN, empty=False),
        initial="WNI",
    )
    agama = Code(codes.AGAMA, label=gettext_lazy("Agama atau kepercayaan"))
    golongan_darah = Code(codes.GOLONGAN_DARAH, label=gettext_lazy("Golongan darah"), initial=13)
    status_kawin = Code(codes.STATUS_KAWIN, label=gettext_lazy("Status perkawinan"))
    no_dispensasi_kawin = text_field(
        gettext_lazy("Nomor dispensasi kawin"),
        required=False,
        help_text=gettext_lazy("Bila kawin di bawah umur yang ditentukan"),
    )
    shdk = Code(codes.SHDK, label=gettext_lazy("Hubungan dengan kepala keluarga"))
    pendidikan = Code(codes.PENDIDIKAN, label=gettext_lazy("Pendidikan terakhir"))
    pekerjaan = Code(codes.PEKERJAAN, label=gettext_lazy("Jenis pekerjaan"))
    disabilitas = forms.ChoiceField(
        label=gettext_lazy("Penyandang disabilitas"),
        choices=lambda: _worded(codes.DISABILITAS, empty=False),
        required=False,
    )
    no_akta_lahir = text_field(gettext_lazy("Nomor akta kelahiran"), 40, required=False)
    nik = NomorField(
        label=gettext_lazy("NIK yang sudah dimiliki"),
        required=False,
        help_text=gettext_lazy("Kosongkan bila belum pernah punya NIK"),
    )
    nik_ibu = NomorField(label=gettext_lazy("NIK ibu"), required=False)
    nama_ibu = text_field(gettext_lazy("Nama ibu"))
    nik_ayah = NomorField(label=gettext_lazy("NIK ayah"), required=False)
    nama_ayah = text_field(gettext_lazy("Nama ayah"), required=False)
    alamat = text_field(gettext_lazy("Alamat"), 100)
    rt = text_field("RT", 3, attrs={"inputmode": "numeric"})
    rw = text_field("RW", 3, attrs={"inputmode": "numeric"})
    kode_wilayah = AreaField(label=gettext_lazy("Desa atau kelurahan"), url=reverse_lazy("people:areas"))  # type: ignore[arg-type]
    kode_pos = text_field(gettext_lazy("Kode pos"), 5, required=False, attrs={"inputmode": "numeric"})
    telepon = text_field(gettext_lazy("Telepon"), 20, required=False, attrs={"inputmode": "tel"})

    PERSON = (
        "nama", "gelar_depan", "gelar_belakang", "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "kewarganegaraan",
        "agama", "golongan_darah", "status_kawin", "no_dispensasi_kawin", "shdk", "pendidikan", "pekerjaan",
        "disabilitas", "no_akta_lahir", "nik",
    )  # fmt: skip
    PARENTS = ("nik_ibu", "nama_ibu", "nik_ayah", "nama_ayah")
    HOME = ("alamat", "rt", "rw", "kode_wilayah", "kode_pos", "telepon")

    def __init__(self, *args: Any, joins: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.joins = joins
        if joins:
            for name in self.HOME:
                del self.fields[name]
        else:
            del self.fields["shdk"]

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        found: list[tuple[str, Sequence[str]]] = [
            (_("Orang yang didaftarkan"), self.PERSON),
            (_("Orang tua"), self.PARENTS),
        ]
        return found if self.joins else [(_("Alamat keluarga baru"), self.HOME), *found]

    def places(self) -> dict[str, str]:
        """A head's own relation is no question of the form: what is wrong with it is the age."""
        return {} if self.joins else {"shdk": "tanggal_lahir"}

    def show_area(self, on: date) -> None:
        """The name of the area beside its code, when the form is shown again."""
        code = str(self["kode_wilayah"].value() or "") if not self.joins else ""
        if code.isascii() and code.isdigit() and len(code) == 10:
            self.fields["kode_wilayah"].widget.shown = path_name(code, on)

    def biodata(self, no_kk: str = "") -> Biodata:
        given = {n: self.cleaned_data[n] for n in (*self.PERSON, *self.PARENTS) if self.cleaned_data.get(n)}
        shdk = given.pop("shdk", 0) if self.joins else int(codes.Shdk.KEPALA)
        return Biodata(**{**given, "no_kk": no_kk, "shdk": shdk})

    def family(self) -> Family | None:
        return None if self.joins else Family(**{n: self.value(n) for n in self.HOME})
