"""What the two akta share: the citizen of whom they speak, parents' names, the registrar's office, rows in two
languages.
"""

from __future__ import annotations

from datetime import date

from siaga.documents.kind import Document, Office, Signature


class Akta(Document, frozen=True, kw_only=True):
    """A kutipan (extract) of a register entry. register_number: of the entry, "3172-LU-09092015-0001".

    kutipan_number: of this paper, "" when the office numbers extracts like entries. issue: 1 for the first extract, 2
    for the second … registered_on: day of the entry. notes: marginal notes (catatan pinggir), oldest first.
    """

    office: Office
    register_number: str
    registered_on: date
    signature: Signature
    kutipan_number: str = ""
    issue: int = 1
    late: bool = False
    notes: tuple[str, ...] = ()
