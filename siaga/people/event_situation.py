"""What the register knows of those whom an event's answers name: read once, then every rule decides on values."""

from __future__ import annotations

from siaga.continuity.guards import is_cut
from siaga.continuity.standing import down_now
from siaga.kit.node import Node
from siaga.kit.refusal import Refusal

from . import register
from .asking import Answers, numbers_of
from .codes import ResidentStatus
from .effects import Situation
from .foreign.recorded import stays_of
from .moving.standing import known_move
from .peristiwa.event import Asked


def situation(node: Node, asked: Asked, about: str, answers: Answers, *, lock: bool = False) -> Situation | Refusal:
    """about: the NIK or KK number at whose page it began, "" of nobody's.

    lock: inside an act, these families stay as they are until it ends.
    """
    at = asked.about
    numbers = set(numbers_of(answers, "akta"))
    spoken_of = {nik for deed in register.deeds_of((), numbers).values() for nik in deed.niks} if numbers else set()
    niks = {*numbers_of(answers, "nik"), *spoken_of, *([about] if at == "penduduk" else [])}
    before = register.persons(niks)
    cards = {*numbers_of(answers, "kk"), *(p.no_kk for p in before.values()), *([about] if at == "keluarga" else [])}
    homes = {no: home for no in sorted(cards) if (home := register.family(no, lock=lock)) is not None}
    persons = register.persons(niks) if lock else before
    if any(persons[nik].no_kk != before[nik].no_kk for nik in persons):
        meanwhile = "Data keluarga ini baru saja diubah di loket lain. Periksa halamannya, lalu simpan sekali lagi."
        return Refusal("people.changed_meanwhile", meanwhile)
    members = {no: [m for m in register.members(no) if m.status == ResidentStatus.AKTIF] for no in homes}
    named = {*niks, *(m.nik for here in members.values() for m in here)}
    today = node.clock.today()
    letter = getattr(answers, "skpwni", None)
    wanted, new_home = asked.looks_for(answers) if asked.looks_for else (None, None)
    return Situation(
        today=today,
        about=about,
        persons=persons,
        homes=homes,
        members=members,
        children=register.children_of(named),
        aktas=register.deeds_of(named, numbers),
        alike=register.likely_same(wanted) if wanted else (),
        area_known=register.areas_known(register.area_codes_of(wanted, new_home), today) if wanted else None,
        deed_holders=register.with_birth_deed(str(getattr(answers, "no_akta_lahir", ""))),
        stays=stays_of(niks, str(getattr(answers, "paspor", "")).strip().upper()),
        move=known_move(node, letter.number) if letter else None,
        offline="pusat" in down_now() or is_cut("pusat"),
    )
