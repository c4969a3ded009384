"""What may be begun with a person: the one thing that fits where their KTP-el stands, and the rest in a menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy

from siaga.accounts.access import Request
from siaga.people.biodata import of_card_age
from siaga.people.models import Resident
from siaga.shell.values import Deed, Standing

SERVE = ("loket", "verifikator", "kepala")


@dataclass(frozen=True, slots=True)
class Way:
    """A page that begins with this person, shown to these roles if the page exists. grown: only from the age of a card; minor: only
    below it.

    fits: only when the KTP-el needs just that; it is not offered for nothing. event: code of a declared life event. gone: offered for
    who has died as well. foreign: only for who is no citizen.
    """

    label: Any
    url: str
    roles: tuple[str, ...]
    grown: bool = False
    fits: bool = False
    event: str = ""
    minor: bool = False
    gone: bool = False
    foreign: bool = False


WAYS = (
    Way(gettext_lazy("Serahkan kartu"), "cards:handover", ("loket",), grown=True, fits=True),
    Way(gettext_lazy("Rekam KTP-el"), "recording:start", ("perekaman",), grown=True),
    Way(gettext_lazy("Terima permohonan"), "counter:apply", ("loket",)),
    Way(gettext_lazy("Dokumen yang harus dibuat"), "documents:due", SERVE),
    Way(gettext_lazy("Buat suket"), "cards:suket", ("loket", "verifikator"), grown=True),
    Way(gettext_lazy("Ganti KTP-el"), "cards:replace", ("loket", "verifikator"), grown=True),
    Way(gettext_lazy("Ubah biodata"), "berkas:event", SERVE, event="perubahan_data"),
    Way(gettext_lazy("Catat perkawinan"), "berkas:event", SERVE, event="perkawinan"),
    Way(gettext_lazy("Catat penetapan pengadilan"), "berkas:event", SERVE, event="penetapan"),
    Way(gettext_lazy("Pindah ke luar kabupaten/kota"), "people:move_out_of", SERVE),
    Way(gettext_lazy("Catat kematian"), "berkas:event", SERVE, event="kematian"),
    Way(gettext_lazy("Buat KIA"), "berkas:event", SERVE, event="kia", minor=True),
    Way(gettext_lazy("Catat pengangkatan anak"), "berkas:event", SERVE, event="pengangkatan", minor=True),
    Way(gettext_lazy("Catat pengakuan anak"), "berkas:event", SERVE, event="pengakuan"),
    Way(gettext_lazy("Catat pengesahan anak"), "berkas:event", SERVE, event="pengesahan"),
    Way(gettext_lazy("Catat perubahan kewarganegaraan"), "berkas:event", SERVE, event="pewarganegaraan"),
    Way(gettext_lazy("Catat izin tinggal tetap"), "berkas:event", SERVE, event="tinggal_tetap", foreign=True),
    Way(gettext_lazy("Betulkan akta"), "berkas:event", SERVE, event="pembetulan", gone=True),
    Way(gettext_lazy("Batalkan akta"), "berkas:event", SERVE, event="pembatalan", gone=True),
)
USUAL = ("counter:apply", "documents:due")  # what most people come for when their KTP-el needs nothing


def address(name: str, *args: str) -> str:
    """ "" where this program has no such page (yet)."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def of_person(request: Request, row: Resident, standing: Standing | None) -> tuple[Deed | None, list[Deed]]:
    """(the primary deed, all others in their order) for this officer; nothing for who is not here any more."""
    if row.status in ("pindah", "ditutup"):
        return None, []
    needed = standing.next if standing else ""
    grown = of_card_age(row.tanggal_lahir, row.status_kawin, request.node.clock.today())
    mine = [
        (w.url, Deed(str(w.label), url))
        for w in WAYS
        if set(w.roles) & request.actor.roles
        and (row.status == "aktif" or w.gone)
        and (grown or not w.grown)
        and not (grown and w.minor)
        and not (w.foreign and row.kewarganegaraan == "WNI")
        and (not w.fits or w.url == needed or standing is None)
        and (url := address(w.url, row.nik, *filter(None, [w.event])))
    ]
    first = primary([name for name, _deed in mine], needed)
    return next((deed for name, deed in mine if name == first), None), [d for name, d in mine if name != first]


def primary(names: Sequence[str], needed: str) -> str:
    """Of the pages that an officer may begin: what is needed, else the usual, else the first; "" of none. Pure."""
    wanted = [name for name in (needed, *USUAL) if name in names]
    return (wanted or [*names, ""])[0]
