"""What is asked at the destination: the SKPWNI itself, who came, and where they live now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from siaga.people import codes
from siaga.people.asking import asks_of
from siaga.people.biodata import Biodata
from siaga.people.declared_forms import field_of
from siaga.people.forms import RuledForm, text_field
from siaga.people.peristiwa.biodata_pertama import ANGGOTA_BARU, USUAL, Member, biodata_of
from siaga.shell.fields import AreaField, NomorField
from siaga.wilayah.find import path_name

from .arriving_rules import Receive
from .letter import Letter

MOST_PEOPLE = 12
CAME = "datang_"
FIRST = ("nik", "shdk")  # of a person who is typed from the paper
ADDRESS = ("alamat", "rt", "rw", "kode_wilayah", "kode_pos", "telepon")


class ShowForm(forms.Form):
    """The letter: its QR, its number, or the file."""

    kode = forms.CharField(
        label=gettext_lazy("Kode QR atau nomor SKPWNI"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Pindai QR pada lembarnya, atau ketik nomornya: SKPWNI/…"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}),
    )
    berkas = forms.FileField(
        label=gettext_lazy("Atau berkas PDF SKPWNI"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Data pindah di dalamnya mengisi formulir; paling besar 5 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    orang = forms.IntegerField(
        label=gettext_lazy("Jumlah orang pada lembarnya"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        help_text=gettext_lazy("Hanya dipakai bila datanya harus diketik dari lembar"),
    )


class HomeForm(RuledForm):
    """Where they live now: an address of their own, or a KK that is here."""

    alamat = text_field(gettext_lazy("Alamat"), 100)
    rt = text_field("RT", 3, attrs={"inputmode": "numeric"})
    rw = text_field("RW", 3, attrs={"inputmode": "numeric"})
    kode_wilayah = AreaField(label=gettext_lazy("Desa atau kelurahan"), url=reverse_lazy("people:areas"))  # type: ignore[arg-type]
    kode_pos = text_field(gettext_lazy("Kode pos"), 5, required=False, attrs={"inputmode": "numeric"})
    telepon = text_field(gettext_lazy("Telepon"), 20, required=False, attrs={"inputmode": "tel"})
    no_kk = NomorField(
        kind="kk",
        label=gettext_lazy("Nomor KK yang ditumpangi"),
        required=False,
        help_text=gettext_lazy("Hanya bila masuk KK yang sudah ada di sini; alamatnya lalu alamat KK itu"),
    )

    def show_area(self, on: date) -> None:
        code = str(self["kode_wilayah"].value() or "")
        if code.isascii() and code.isdigit() and len(code) == 10:
            self.fields["kode_wilayah"].widget.shown = path_name(code, on)

    def home_groups(self) -> list[tuple[str, Sequence[str]]]:
        return [(_("Tinggal di"), ADDRESS), (_("Atau menumpang pada keluarga lain"), ("no_kk",))]

    def received(self, relations: Mapping[str, int]) -> Receive:
        given = {name: str(self.value(name)) for name in (*ADDRESS, "no_kk")}
        return Receive(relations=dict(relations), **given)


class ArrivalForm(HomeForm):
    """The letter is known: of each on it, whether they came and as what."""

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter
        for m in letter.movers:
            self.fields[f"{CAME}{m.nik}"] = _came(m)

    def names(self) -> list[str]:
        return [f"{CAME}{m.nik}" for m in self.letter.movers]

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        return [(_("Siapa yang datang"), self.names()), *self.home_groups()]

    def places(self) -> dict[str, str]:
        return {"relations": self.names()[0], "nomor": ""}

    def receive(self) -> Receive:
        chosen = {m.nik: self.value(f"{CAME}{m.nik}") for m in self.letter.movers}
        return self.received({nik: shdk for nik, shdk in chosen.items() if shdk})


def _came(m: Biodata) -> forms.Field:
    language = "en" if get_language() == "en" else "id"
    return forms.TypedChoiceField(
        label=f"{m.nama} ({m.nik})",
        choices=[("", _("tidak datang")), *codes.SHDK.choices(language)],
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        required=False,
        initial=m.shdk or "",
    )


class TypedForm(HomeForm):
    """The letter's data are typed from the paper; people in forms of their own beside this one."""

    no_kk_asal = NomorField(kind="kk", label=gettext_lazy("Nomor KK asal"))
    seluruh = forms.BooleanField(
        label=gettext_lazy("Seluruh keluarga pindah bersama kepala keluarganya: nomor KK tetap"), required=False
    )

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        return [(_("Dari lembar SKPWNI"), ("no_kk_asal", "seluruh")), *self.home_groups()]

    def places(self) -> dict[str, str]:
        return {"relations": "no_kk_asal", "nomor": ""}


class PersonForm(RuledForm):
    """One of those on the paper: F-1.01 as it is declared for a member of a family, with the NIK that they have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": dict(USUAL), **kwargs})
        for name, ask in asks_of(Member).items():
            if name != "no_dispensasi_kawin":
                self.fields[name] = field_of(ask)
        self.fields["nik"] = NomorField(label="NIK")

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        asked = ANGGOTA_BARU.asked
        assert asked is not None
        rest = [(_(g.title), [n for n in g.fields if n in self.fields and n not in FIRST]) for g in asked.groups]
        return [("NIK", FIRST), *((title, names) for title, names in rest if names)]

    def biodata(self) -> Biodata:
        return biodata_of(Member(**{name: value for name in self.fields if (value := self.value(name))}))
