"""The origin: a SKPWNI is issued; it comes back unused, or is made anew; the centre is asked about one that ran out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

import msgspec

from siaga.journal.act import SYSTEM, Act, Actor, Outcome
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal
from siaga.people import minting, register
from siaga.people.biodata import Biodata, Family
from siaga.people.codes import SHDK, ResidentStatus, Shdk
from siaga.people.due import DuePaper, record_due
from siaga.people.event_acts import Recorded, carry_out
from siaga.people.models import Family as FamilyRow
from siaga.people.models import NikConfirmation, Resident
from siaga.people.peristiwa.pindah import PINDAH_KELUAR
from siaga.people.relations import relation_to

from .facts import ARRIVED, RENEWED, RETURNED, MovedOut, MoveReturned, RecallAsked, Returned, subject_of
from .leaving_rules import ADDRESS, MoveOut
from .letter import BASIS, REASON_WORDS, VALID, Letter, Mover, number_begins
from .models import Move, MoveEnd, Recall


def carry_out_move(
    act: Act, no_kk: str, answers: MoveOut, *, recorded: Collection[str] = (), also: Sequence[Refusal] = ()
) -> Recorded | list[Refusal]:
    """F-1.03 inside an act that is open. recorded: of the family, whose biometrics were taken. also: what the form could not read.

    From here on the movers are not served as residents here, and their cards stay in their hands.
    """
    home = register.family(no_kk, lock=True)
    here = [m for m in register.members(no_kk) if m.status == ResidentStatus.AKTIF]
    made = carry_out(act, PINDAH_KELUAR, no_kk, answers, also=also)
    if not isinstance(made, Recorded) or home is None:
        return made if isinstance(made, list) else []
    letter = _letter(act.node, home, here, answers, recorded)
    number = _number(act.node, letter)
    if isinstance(number, Refusal):
        return [number]
    papers = [*made.papers, _issue(act, msgspec.structs.replace(letter, number=number))]
    if any(m.shdk == Shdk.KEPALA and m.nik not in answers.relations for m in here):
        papers.append(record_due(act, "kk", f"keluarga/{no_kk}", home.nik_kepala))
    return replace(made, letter=number, holder=letter.applicant, papers=tuple(sorted(set(papers))))


def _letter(node: Node, home: Family, here: Sequence[Biodata], form: MoveOut, recorded: Collection[str]) -> Letter:
    today = node.clock.today()
    movers = [m for m in here if m.nik in form.relations]
    unsure = set(
        Resident.objects.filter(nik__in=[m.nik for m in movers], minted_offline=True).values_list("nik", flat=True)
    )
    unsure -= set(NikConfirmation.objects.filter(nik__in=unsure).values_list("nik", flat=True))
    people = [_mover(m, form.relations[m.nik], m.nik in recorded, m.nik in unsure) for m in movers]
    whole = len(movers) == len(here) and any(m.shdk == Shdk.KEPALA == form.relations[m.nik] for m in movers)
    left = any(m.shdk == Shdk.KEPALA for m in movers)
    move = "keluarga" if len(movers) == len(here) and left else "sebagian" if left else "anggota"
    leads = sorted(people, key=lambda m: (m.shdk != Shdk.KEPALA, m.tanggal_lahir or today, m.nik))
    return Letter(
        number="",
        origin=node.id,
        destination=form.kode_wilayah[:4],
        home=home,
        address=Family(**{name: getattr(form, name).strip() for name in ADDRESS}),
        movers=tuple(people),
        reason=REASON_WORDS[form.alasan],
        applicant=leads[0].nik,
        issued_on=today,
        valid_until=today + VALID,
        keeps_kk=whole,
        move=move,
        host=form.tumpang.strip(),
    )


def _mover(m: Biodata, shdk: int, recorded: bool, unsure: bool) -> Mover:
    values = {name: getattr(m, name) for name in m.__struct_fields__} | {"shdk": shdk}
    return Mover(**values, direkam=recorded, belum_dipastikan=unsure)


def _number(node: Node, letter: Letter) -> str | Refusal:
    begins = number_begins(letter.origin, letter.destination, letter.issued_on)
    minted = minting.mint(node, minting.Wanted(akta=begins))
    return minted if isinstance(minted, Refusal) else f"{minted.akta[:-5]}/{minted.akta[-4:]}"


def _issue(act: Act, letter: Letter) -> DuePaper:
    act.record(MovedOut(letter=letter), subject=subject_of(letter.home.no_kk))
    return record_due(act, "skpwni", f"skpwni/{letter.number}", letter.applicant)


# --- it comes back ----------------------------------------------------------------------------------------------------


def take_back(node: Node, actor: Actor, number: str, *, paper: bool, key: UUID | None = None) -> Outcome:
    """The SKPWNI was not used: the movers are residents here again. paper: the letter itself was handed back. Done: the number.

    Without the paper only the centre can know that nobody arrived on it: see `ask_recall`.
    """
    with Act(node, actor, key=key) as act:
        letter = _may_end(number, paper)
        if isinstance(letter, Refusal):
            return act.refuse(letter)
        warnings = come_back(act, letter, letter.niks, RETURNED, "lembar SKPWNI diserahkan kembali" if paper else "")
        return act.done(number, warnings)


def renew(node: Node, actor: Actor, number: str, *, paper: bool, key: UUID | None = None) -> Outcome:
    """The same move on a new SKPWNI with another 30 days; the old one ends. Done: the new number."""
    with Act(node, actor, key=key) as act:
        letter = _may_end(number, paper)
        if isinstance(letter, Refusal):
            return act.refuse(letter)
        today = node.clock.today()
        again = msgspec.structs.replace(letter, issued_on=today, valid_until=today + VALID)
        minted = _number(node, again)
        if isinstance(minted, Refusal):
            return act.refuse(minted)
        ended = MoveReturned(number=number, how=RENEWED, back=[], says=minted, on=today)
        act.record(ended, subject=subject_of(letter.home.no_kk))
        _issue(act, msgspec.structs.replace(again, number=minted))
        return act.done(minted)


def _may_end(number: str, paper: bool) -> Letter | Refusal:
    row = Move.objects.select_for_update().filter(number=number).first()
    if row is None:
        return Refusal("move.unknown", "SKPWNI ini tidak ada pada register kantor ini.", basis=BASIS)
    if ended := MoveEnd.objects.filter(number=number).first():
        over = "SKPWNI ini sudah berakhir (%(how)s). Muat ulang halamannya."
        return Refusal("move.ended", over, basis=BASIS, params={"how": ended.how})
    if not paper and not Recall.objects.filter(number=number, granted=True).exists():
        unsure = (
            "Tanpa lembar SKPWNI, hanya pusat yang tahu apakah ia sudah dipakai. Terima lembarnya kembali, atau tunggu "
            "jawaban pusat sesudah masa berlakunya habis."
        )
        return Refusal("move.no_paper", unsure, field="lembar", basis=BASIS)
    return msgspec.convert(row.letter, Letter)


def come_back(act: Act, letter: Letter, niks: Sequence[str], how: str, says: str = "") -> list[Refusal]:
    """These of the movers are residents here again, in the KK that they left or in the one that took its place. Returns warnings.

    A KK that went with them, or was closed behind them, is opened again.
    """
    old = letter.home.no_kk
    row = FamilyRow.objects.select_for_update().filter(no_kk=old).first()
    target = old
    while row is not None and row.replaced_by:
        target, row = row.replaced_by, FamilyRow.objects.select_for_update().filter(no_kk=row.replaced_by).first()
    here = [m for m in register.members(target) if m.status == ResidentStatus.AKTIF]
    head = next((m for m in here if m.shdk == Shdk.KEPALA), None)
    people = register.persons(niks)
    back, warnings = [], []
    for nik in niks:
        person = people[nik]
        shdk, certain = Shdk(person.shdk), True
        if head is not None and target != old:
            shdk, certain = relation_to(head, person, [*here, *people.values()])
            shdk = Shdk.FAMILI_LAIN if shdk == Shdk.KEPALA else shdk
        if not certain:
            look = "Hubungan %(nama)s dengan kepala keluarga tercatat sebagai %(shdk)s. Pastikan sebelum KK dicetak."
            params = {"nama": person.nama, "shdk": SHDK.label(int(shdk)).lower()}
            warnings.append(Refusal("move.relation_uncertain", look, basis=BASIS, params=params))
        back.append(Returned(nik, target, int(shdk)))
    opened = target if row is not None and row.status != "aktif" else ""
    today = act.node.clock.today()
    body = MoveReturned(number=letter.number, how=how, back=back, reopened=opened, says=says, on=today)
    act.record(body, subject=subject_of(old))
    act.write()
    record_due(act, "kk", f"keluarga/{target}", row.nik_kepala if row else letter.applicant)
    return warnings


def ask_recall(node: Node, actor: Actor, number: str, *, key: UUID | None = None) -> Outcome:
    """A SKPWNI ran out and its paper did not come back: the centre is asked whether it was used. Done: the number.

    The answer comes by itself, once the destination has been heard after the last valid day; then `returned_by_itself` follows.
    """
    with Act(node, actor, key=key) as act:
        row = Move.objects.select_for_update().filter(number=number, office=node.id).first()
        if row is None or MoveEnd.objects.filter(number=number).exists():
            return act.refuse(Refusal("move.ended", "SKPWNI ini sudah berakhir. Muat ulang halamannya.", basis=BASIS))
        if row.valid_until >= node.clock.today():
            still = "SKPWNI ini masih berlaku sampai %(day)s; bisa jadi sedang dipakai. Terima lembarnya kembali, atau tunggu."
            params = {"day": f"{row.valid_until:%d-%m-%Y}"}
            return act.refuse(Refusal("move.still_valid", still, basis=BASIS, params=params))
        if not Recall.objects.filter(number=number).exists():
            act.record(RecallAsked(number=number), subject=subject_of(row.no_kk))
        return act.done(number)


def not_all_arrived(node: Node, number: str) -> None:
    """Who was on the letter and did not come is a resident here again (they stayed, or died before the arrival)."""
    with Act(node, SYSTEM) as act:
        end = MoveEnd.objects.select_for_update().get(number=number)
        gone = Resident.objects.filter(nik__in=end.left, status=ResidentStatus.PINDAH).values_list("nik", flat=True)
        row = Move.objects.get(number=number)
        if niks := sorted(gone):
            come_back(act, msgspec.convert(row.letter, Letter), niks, ARRIVED)
