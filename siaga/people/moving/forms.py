"""What is asked at the destination: the SKPWNI itself, who came, and where they live now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from siaga.people import codes
from siaga.people.asking import Answers, asks_of
from siaga.people.biodata import Biodata
from siaga.people.declared_forms import RELATION, DeclaredForm, field_of
from siaga.people.forms import RuledForm
from siaga.people.peristiwa.biodata_pertama import ANGGOTA_BARU, USUAL, Member, biodata_of
from siaga.shell.fields import NomorField

from .arriving_rules import HINT_TEXTS
from .letter import Letter

MOST_PEOPLE = 12
FIRST = ("nik", "shdk")  # of a person who is typed from the paper


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


@dataclass(frozen=True, slots=True)
class Held:
    """The SKPWNI that a form is about. proof: by what it was proven (arriving_rules.PROOF_WORDS). shown_on: when it was brought here."""

    letter: Letter
    proof: str
    shown_on: date


class ArrivalForm(DeclaredForm):
    """Of each on the letter, whether they came and as what; and where they live now."""

    def __init__(self, *args: Any, held: Held, **kwargs: Any) -> None:
        home = held.letter.address
        begun = {name: getattr(home, name) for name in ("alamat", "rt", "rw", "kode_wilayah", "kode_pos")}
        begun["relations"] = {m.nik: m.shdk for m in held.letter.movers if m.shdk}
        kwargs["initial"] = {**begun, **(kwargs.get("initial") or {})}
        super().__init__(*args, members=held.letter.movers, **kwargs)
        self.held = held
        for name in ("alamat", "rt", "rw", "kode_wilayah"):
            self.fields[name].required = True  # says its label; with a KK that they join the rules ask for none of them
        for n, m in enumerate(held.letter.movers):
            self.fields[f"{RELATION}{m.nik}"] = _came(m, _(HINT_TEXTS["who"]) if n == 0 else "")

    def answers(self) -> Answers:
        """As the form says, of the letter that was proven; nothing of it comes from the browser."""
        said = {"skpwni": self.held.letter, "bukti": self.held.proof, "shown_on": self.held.shown_on}
        return msgspec.structs.replace(super().answers(), **said)

    def places(self) -> dict[str, str]:
        return {**super().places(), "nomor": ""}


def _came(m: Biodata, help_text: str) -> forms.Field:
    language = "en" if get_language() == "en" else "id"
    field = forms.TypedChoiceField(
        label=f"{m.nama} ({m.nik})",
        choices=[("", _("tidak datang")), *codes.SHDK.choices(language)],
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        required=False,
        help_text=help_text,
    )
    field.empty_says = True  # type: ignore[attr-defined]  # "tidak datang"
    return field


class TypedForm(RuledForm):
    """What is typed from the paper of the letter itself; people in forms of their own beside this one."""

    no_kk_asal = NomorField(kind="kk", label=gettext_lazy("Nomor KK asal"))
    seluruh = forms.BooleanField(
        label=gettext_lazy("Seluruh keluarga pindah bersama kepala keluarganya: nomor KK tetap"), required=False
    )

    def groups(self) -> list[tuple[str, Sequence[str]]]:
        return [(_("Dari lembar SKPWNI"), ("no_kk_asal", "seluruh"))]

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
