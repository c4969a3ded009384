"""What was done about a person, as lines that can be read: the journal's facts of one subject, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from siaga.accounts.models import Officer
from siaga.journal.act import SYSTEM
from siaga.journal.facts import BadBody, Fact, Sealed, UnknownKind, open_fact
from siaga.journal.models import JournalFact
from siaga.kit.node import Node
from siaga.shell.values import HistoryLine

from .columns import label, word
from .foreign.permit import DIED, SETTLED
from .moving import told as moving
from .moving.models import Move
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
        f"{label(name)}: {word(name, f.body.before.get(name), f.at.date())} → {word(name, value, f.at.date())}"
        for name, value in f.body.after.items()
    )
    event = BY_CODE.get(f.body.reason)
    why = _(event.title).lower() if event else f.body.reason
    return _("Data berubah (%(why)s): %(parts)s") % {"why": why, "parts": parts}


def _moved(f: Fact) -> str:
    before, after = (
        ", ".join(f"{label(name)} {word(name, value, f.at.date())}" for name, value in said.items())
        for said in (f.body.before, f.body.after)
    )
    return _("Alamat berubah: %(before)s → %(after)s") % {"before": before, "after": after}


def _permitted(f: Fact) -> str:
    until = word("valid_until", f.body.permit.valid_until, f.at.date())
    return _("Izin tinggal %(kind)s dicatat, berlaku sampai %(day)s") % {"kind": f.body.permit.kind, "day": until}


def _stay_over(f: Fact) -> str:
    if f.body.reason == SETTLED:
        return _("Menjadi penduduk tetap: SKTT tidak dipakai lagi")
    on = {"day": word("died_on", f.body.on, f.at.date())}
    if f.body.reason == DIED:
        return _("Meninggal %(day)s: SKTT tidak dipakai lagi") % on
    return _("Meninggalkan Indonesia %(day)s: SKTT tidak dipakai lagi") % on


WORDS: Mapping[str, Callable[[Fact], str]] = {
    **moving.WORDS,
    "people.resident_registered": _registered,
    "people.biodata_changed": _changed,
    "people.deed_registered": lambda f: (
        _("%(deed)s %(number)s dicatat") % {"deed": _(DEED_WORDS[f.body.deed_kind]), "number": f.body.number}
    ),
    "people.deed_noted": lambda f: (
        _("Catatan pinggir pada akta %(number)s: %(text)s") % {"number": f.body.number, "text": f.body.text}
    ),
    "people.family_moved": _moved,
    "people.stay_permitted": _permitted,
    "people.stay_ended": _stay_over,
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


def lines_of(node: Node, subject: str, more: Iterable[HistoryLine] = ()) -> list[HistoryLine]:
    """Of penduduk/<nik> or keluarga/<no_kk>, newest first, moves between offices among them; a kind without words of its own is shown by
    its name, never hidden. more: lines of other features, put in at their time.
    """
    about = subject.partition("/")[2]
    rows = list(_of(subject).order_by("-lsn")[:MOST])
    moves = Move.objects.filter(Q(niks__contains=[about]) | Q(no_kk=about)).values_list("no_kk", flat=True)
    on_the_way = _of(*(f"kepindahan/{no_kk}" for no_kk in sorted(set(moves)))).order_by("-lsn")[:MOST]
    rows += [r for r in on_the_way if about in r.body]  # a family may have moved in parts
    return _lines(node, rows, more)


def lines_of_deed(node: Node, number: str, niks: Sequence[str], more: Iterable[HistoryLine] = ()) -> list[HistoryLine]:
    """What was done with one deed, newest first: its entry, marginal notes, extracts."""
    kinds = ("people.deed_registered", "people.deed_noted")
    rows = [r for r in _of(*(f"penduduk/{nik}" for nik in niks)).filter(kind__in=kinds) if f'"{number}"' in r.body]
    return _lines(node, [*rows, *_of(f"akta/{number}").filter(kind="people.document_due")], more)


def _of(*subjects: str) -> QuerySet[JournalFact]:
    return JournalFact.objects.filter(subject__in=subjects, lsn__isnull=False)


def _lines(node: Node, rows: Sequence[JournalFact], more: Iterable[HistoryLine]) -> list[HistoryLine]:
    names = dict(Officer.objects.filter(username__in={r.actor for r in rows}).values_list("username", "name"))
    names |= {SYSTEM.id: str(_("sistem"))}
    rows = sorted(rows, key=lambda r: r.lsn or 0, reverse=True)
    own = [HistoryLine(r.at, _told(node, r), names.get(r.actor, r.actor)) for r in rows]
    return sorted([*own, *more], key=lambda line: line.at, reverse=True)[:MOST]


def _told(node: Node, row: JournalFact) -> str:
    words = WORDS.get(row.kind)
    if words is None:
        return _("Tercatat: %(kind)s") % {"kind": row.kind.replace("_", " ").replace(".", ": ")}
    sealed = Sealed(row.chain, row.seq, row.id.bytes, row.kind, row.version, 0, row.actor, row.subject, row.body, b"")
    try:
        return words(open_fact(sealed, node.kinds))
    except (UnknownKind, BadBody):
        return row.kind
