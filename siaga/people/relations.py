"""Who a member of a family becomes when its head changes, and who is married to whom, as the KK shows it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from siaga.people.biodata import Biodata
from siaga.people.codes import MARRIED, Shdk

# Who a member becomes when the head's place passes on: (new head's old SHDK, member's old SHDK) → (new SHDK, certain).
# What is missing here becomes "famili lain", to be confirmed; helpers and "lainnya" stay what they are.
_S = Shdk
REHEADED: dict[tuple[int, int], tuple[Shdk, bool]] = {
    **{
        (spouse, old): new
        for spouse in (_S.SUAMI, _S.ISTRI)
        for old, new in {
            _S.ANAK: (_S.ANAK, True),
            _S.MENANTU: (_S.MENANTU, True),
            _S.CUCU: (_S.CUCU, True),
            _S.ORANG_TUA: (_S.MERTUA, True),
            _S.MERTUA: (_S.ORANG_TUA, True),
            _S.FAMILI_LAIN: (_S.FAMILI_LAIN, True),
        }.items()
    },
    (_S.ANAK, _S.SUAMI): (_S.ORANG_TUA, True),
    (_S.ANAK, _S.ISTRI): (_S.ORANG_TUA, True),
    (_S.ANAK, _S.ANAK): (_S.FAMILI_LAIN, True),
    (_S.MENANTU, _S.SUAMI): (_S.MERTUA, True),
    (_S.MENANTU, _S.ISTRI): (_S.MERTUA, True),
    (_S.ORANG_TUA, _S.SUAMI): (_S.MENANTU, True),
    (_S.ORANG_TUA, _S.ISTRI): (_S.MENANTU, True),
    (_S.ORANG_TUA, _S.ANAK): (_S.CUCU, True),
    (_S.MERTUA, _S.SUAMI): (_S.ANAK, True),
    (_S.MERTUA, _S.ISTRI): (_S.ANAK, True),
    (_S.MERTUA, _S.ANAK): (_S.CUCU, True),
}


def relation_to(new_head: Biodata, member: Biodata, members: Sequence[Biodata]) -> tuple[Shdk, bool]:
    """(SHDK under the new head, whether that is certain). Parents' NIKs go before the table of relations."""
    if member.nik in spouses(new_head, members):
        return (_S.SUAMI if member.jenis_kelamin == "L" else _S.ISTRI), True
    if new_head.nik in (member.nik_ayah, member.nik_ibu):
        return _S.ANAK, True
    if member.nik in (new_head.nik_ayah, new_head.nik_ibu):
        return _S.ORANG_TUA, True
    if member.shdk in (_S.PEMBANTU, _S.LAINNYA):
        return Shdk(member.shdk), True
    return REHEADED.get((new_head.shdk, member.shdk), (_S.FAMILI_LAIN, False))


def parents_of(members: Sequence[Biodata]) -> tuple[Biodata | None, Biodata | None]:
    """(father, mother): the couple that heads the family, as far as it is here."""
    couple = [m for m in members if m.shdk in (_S.KEPALA, _S.SUAMI, _S.ISTRI)]
    father = next((m for m in couple if m.jenis_kelamin == "L"), None)
    return father, next((m for m in couple if m.jenis_kelamin == "P"), None)


def spouses(person: Biodata, members: Sequence[Biodata]) -> list[str]:
    """NIKs of those whom the KK shows married to `person`.

    Head with husband or wives; parents of one child; a couple of parents or of parents-in-law.
    """
    if person.status_kawin not in MARRIED:
        return []
    married = [m for m in members if m.nik != person.nik and m.status_kawin in MARRIED]
    opposite = [m for m in married if m.jenis_kelamin != person.jenis_kelamin]
    couple = {_S.KEPALA: (_S.SUAMI, _S.ISTRI), _S.SUAMI: (_S.KEPALA,), _S.ISTRI: (_S.KEPALA,)}
    if person.shdk in couple:
        return [m.nik for m in opposite if m.shdk in couple[Shdk(person.shdk)]]
    parents = {frozenset((m.nik_ayah, m.nik_ibu)) for m in members if m.nik_ayah and m.nik_ibu}
    by_child = [m.nik for m in opposite if frozenset((person.nik, m.nik)) in parents]
    if by_child or person.shdk not in (_S.ORANG_TUA, _S.MERTUA):
        return by_child
    pair = [m.nik for m in opposite if m.shdk == person.shdk]
    return pair if len(pair) == 1 else []
