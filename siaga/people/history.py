"""What was done about a person, as lines that can be read: the journal's facts of one subject, newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from siaga.accounts.models import Officer
from siaga.journal.act import SYSTEM
from siaga.journal.facts import BadBody, Fact, Sealed, UnknownKind, open_fact
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.shell.values import HistoryLine

from .codes import NUMBERED
from .peristiwa import BY_CODE

MOST = 60
DOCUMENT_WORDS = {
    "kk": "kartu keluarga",
    "akta_kelahiran": "akta kelahiran",
    "akta_kematian": "akta kematian",
    "akta_perkawinan": "akta perkawinan",
    "akta_perceraian": "akta perceraian",
    "akta_pengangkatan": "akta pengangkatan anak",
    "akta_pengakuan": "akta pengakuan anak",
    "akta_pengesahan": "akta pengesahan anak",
    "lahir_mati": "surat keterangan lahir mati",
    "kia": "kartu identitas anak",
    "biodata": "biodata penduduk",
    "skpwni": "surat keterangan pindah (SKPWNI)",
    "datang": "surat keterangan datang",
}
DEED_WORDS = {
    "kelahiran": "Akta kelahiran",
    "kematian": "Akta kematian",
    "perkawinan": "Akta perkawinan",
    "perceraian": "Akta perceraian",
    "pengangkatan": "Akta pengangkatan anak",
    "pengakuan": "Akta pengakuan anak",
    "pengesahan": "Akta pengesahan anak",
    "lahir_mati": "Surat keterangan lahir mati",
}


def _registered(f: Fact) -> str:
    words = {
        "biodata_pertama": _("Biodata pertama dicatat, NIK diterbitkan"),
        "rentan": _("Dicatat tanpa dokumen, atas surat pernyataan; NIK diterbitkan"),
        "kelahiran": _("Dicatat karena kelahiran, NIK diterbitkan"),
        "data_awal": _("Data awal kantor dimasukkan"),
    }
    return words.get(f.body.reason, f.body.reason)


def _changed(f: Fact) -> str:
    parts = ", ".join(
        f"{_label(name)}: {_word(name, f.body.before.get(name))} → {_word(name, value)}"
        for name, value in f.body.after.items()
    )
    event = BY_CODE.get(f.body.reason)
    why = _(event.title).lower() if event else f.body.reason
    return _("Data berubah (%(why)s): %(parts)s") % {"why": why, "parts": parts}


def _label(name: str) -> str:
    titles = {codes.field: codes.title for codes in NUMBERED} | {"no_kk": "No. KK"}
    return _(titles.get(name, name.replace("_", " ")))


def _word(name: str, value: Any) -> str:
    rows = next((codes for codes in NUMBERED if codes.field == name), None)
    return rows.label(value) if rows and isinstance(value, int) else str(value or "-")


WORDS: Mapping[str, Callable[[Fact], str]] = {
    "people.resident_registered": _registered,
    "people.biodata_changed": _changed,
    "people.deed_registered": lambda f: (
        _("%(deed)s %(number)s dicatat") % {"deed": _(DEED_WORDS[f.body.deed_kind]), "number": f.body.number}
    ),
    "people.deed_noted": lambda f: (
        _("Catatan pinggir pada akta %(number)s: %(text)s") % {"number": f.body.number, "text": f.body.text}
    ),
    "people.family_moved": lambda f: (
        _("Alamat berubah: %(before)s → %(after)s")
        % {"before": f.body.before.get("alamat", ""), "after": f.body.after.get("alamat", "")}
    ),
    "people.nik_confirmed": lambda f: _("NIK dipastikan oleh pusat"),
    "people.nik_doubted": lambda f: _("Pusat menemukan orang yang mirip; menunggu pemeriksaan"),
    "people.family_registered": lambda f: _("KK diterbitkan"),
    "people.family_closed": lambda f: (
        _("KK digantikan nomor %(number)s") % {"number": f.body.replaced_by}
        if f.body.replaced_by
        else _("KK ditutup: tidak ada anggota lagi")
    ),
    "people.document_due": lambda f: (
        _("Dokumen perlu dibuat: %(what)s") % {"what": _(DOCUMENT_WORDS.get(f.body.kind_code, ""))}
    ),
}


def lines_of(node: Node, subject: str) -> list[HistoryLine]:
    """Newest first; a kind without words of its own is shown by its name, never hidden."""
    rows = list(JournalFact.objects.filter(subject=subject, lsn__isnull=False).order_by("-lsn")[:MOST])
    names = dict(Officer.objects.filter(username__in={r.actor for r in rows}).values_list("username", "name"))
    names |= {SYSTEM.id: str(_("sistem"))}
    return [HistoryLine(r.at, _told(node, r), names.get(r.actor, r.actor)) for r in rows]


def _told(node: Node, row: JournalFact) -> str:
    words = WORDS.get(row.kind)
    if words is None:
        return _("Tercatat: %(kind)s") % {"kind": row.kind.replace("_", " ").replace(".", ": ")}
    sealed = Sealed(row.chain, row.seq, row.id.bytes, row.kind, row.version, 0, row.actor, row.subject, row.body, b"")
    try:
        return words(open_fact(sealed, node.kinds))
    except (UnknownKind, BadBody):
        return row.kind
