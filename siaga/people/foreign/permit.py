"""A stay permit and who holds it, as plain values (UU 23/2006 pasal 20 and 21; UU 6/2011 pasal 48).

Who has a limited permit (ITAS) gets a NIK and a residence letter (SKTT) that ends with the permit, and neither KK nor KTP-el; who has a
permanent one (ITAP) has both, and the card ends with the permit.
"""

from __future__ import annotations

from datetime import date

import msgspec

from siaga.people.biodata import Biodata, Family

ITAS, ITAP = "ITAS", "ITAP"
SETTLED, DIED, LEFT = "tetap", "meninggal", "keluar"
"""Why a guest is none any more: now a resident in a family; died here; left Indonesia."""


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """kind: ITAS or ITAP. number, issued_on, valid_until: as the immigration office wrote them; valid_until None: without an end.

    nationality: name of the country. sponsor: who answers for the stay, "" where nobody has to.
    """

    kind: str
    number: str
    passport: str
    nationality: str
    issued_on: date
    valid_until: date | None = None
    sponsor: str = ""


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with a limited permit, who is in no family of the register. home: only its address is filled."""

    person: Biodata
    home: Family
    permit: Permit


class KnownStay(msgspec.Struct, frozen=True, kw_only=True):
    """A permit as the register has it. guest: None for who is in a family. letter: number of the SKTT, "" of none.

    minted_offline: the NIK was made while the centre could not be asked.
    """

    nik: str
    permit: Permit
    guest: Guest | None = None
    letter: str = ""
    minted_offline: bool = False
