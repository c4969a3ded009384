"""While TTE is away, or the head of office has no certificate yet, the head chooses: sign by hand now, or collect later; for all papers or
for some kinds, and for a period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from siaga.documents.kinds import BY_CODE
from siaga.journal.act import Act, Actor, Outcome
from siaga.kit.holidays_id import open_on
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal, refused

from .facts import SigningModeChosen
from .models import SigningMode

MODE_WORDS = {"basah": "Tanda tangan basah sekarang", "nanti": "Diambil setelah TTE pulih"}
ACTING_WORDS = {"plh": "Pelaksana harian (Plh.)", "plt": "Pelaksana tugas (Plt.)"}
"""Who signs by hand while the head is away; the paper says so before the office's name."""
LONGEST = timedelta(days=366)


def modes_now(node: Node) -> list[SigningMode]:
    """What the head of office chose for today, the choice made last first."""
    today = node.clock.today()
    rows = SigningMode.objects.filter(office=node.id, begins__lte=today, ends__gte=today)
    return list(rows.order_by("-at", "id"))


def mode_now(node: Node, kind: str = "") -> SigningMode | None:
    """The choice that holds today for a kind of document, or of any kind; None if nothing was chosen, and then papers simply wait."""
    return next((row for row in modes_now(node) if not kind or not row.kinds or kind in row.kinds), None)


def choose_mode(
    node: Node,
    head: Actor,
    mode: str,
    begins: date,
    ends: date,
    reason: str,
    *,
    kinds: Sequence[str] = (),
    collect_on: date | None = None,
    acting: str = "",
    key: UUID | None = None,
) -> Outcome:
    """Wet signatures now, or collect later, between two days (both included). Papers are signed electronically anyway as soon
    as TTE answers. kinds: only these; collect_on: the day promised with `nanti`; acting: who signs by hand stands in
    for the head. Done: the choice's id.
    """
    with Act(node, head, key=key) as act:
        no = [only_head(head), *_period(node, mode, begins, ends, reason), _kinds(kinds), _day(node, mode, collect_on)]
        no += [_acting(acting)]
        if refusals := refused(no):
            return act.refuse(refusals)
        said = SigningModeChosen(
            mode=mode,  # type: ignore[arg-type]
            begins=begins,
            ends=ends,
            reason=reason.strip(),
            kinds=sorted(set(kinds)),
            collect_on=collect_on if mode == "nanti" else None,
            acting=acting if mode == "basah" else "",
        )
        return act.done(act.record(said, subject="tanda-tangan/pilihan"))


def only_head(head: Actor) -> Refusal | None:
    """The head of office alone signs, and chooses how."""
    if "kepala" in head.roles:
        return None
    return _no("only_head", "Hanya kepala kantor yang menandatangani atau memilih caranya. Minta kepada kepala kantor.")


def _period(node: Node, mode: str, begins: date, ends: date, reason: str) -> list[Refusal | None]:
    today = node.clock.today()
    return [
        None if mode in MODE_WORDS else _no("mode", "Pilih tanda tangan basah sekarang, atau diambil nanti.", "mode"),
        _no("period", "Tanggal akhir mendahului tanggal mulai. Perbaiki salah satunya.", "ends")
        if ends < begins
        else None,
        _no("period_past", "Masa ini sudah lewat. Pilih tanggal akhir hari ini atau sesudahnya.", "ends")
        if ends < today
        else None,
        _no("period_long", "Paling lama satu tahun sekali pilih. Pilih tanggal akhir yang lebih dekat.", "ends")
        if ends - begins > LONGEST
        else None,
        None if reason.strip() else _no("reason", "Alasan belum diisi, misalnya: TTE BSrE tidak menjawab.", "reason"),
    ]


def _kinds(kinds: Sequence[str]) -> Refusal | None:
    if all(code in BY_CODE and BY_CODE[code].signed for code in kinds):
        return None
    return _no("mode_kinds", "Pilih jenis dokumen yang ditandatangani. KTP-el dan KIA tidak termasuk.", "kinds")


def _acting(acting: str) -> Refusal | None:
    if not acting or acting in ACTING_WORDS:
        return None
    return _no("acting", "Pilih kepala kantor sendiri, Plh. atau Plt.", "acting")


def _day(node: Node, mode: str, collect_on: date | None) -> Refusal | None:
    if mode != "nanti" or collect_on is None:
        return None
    if not node.clock.today() <= collect_on <= node.clock.today() + LONGEST:
        far = "Janjikan tanggal pengambilan hari ini atau sesudahnya, paling lama satu tahun."
        return _no("collect_on", far, "collect_on")
    if not open_on(collect_on):
        shut = "Tanggal ini Sabtu, Minggu atau hari libur: kantor tutup dan warga datang sia-sia. Janjikan hari kerja."
        return _no("collect_on_shut", shut, "collect_on")
    return None


def _no(code: str, message: str, field: str = "") -> Refusal:
    return Refusal(f"documents.{code}", message, field)
