"""People, cards and blangko as other desks would have left them, for the counter's tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from siaga.cards.models import Balance, PrintOrder
from siaga.kit.node import Node
from siaga.people.models import Family, Resident
from siaga.recording.models import Record

KK = "3172012304100001"
BUDI, SITI, ANI = "3172010101800001", "3172014508900001", "3172015512100001"
VILLAGE = "3172011001"


def family(node: Node) -> None:
    now = node.clock.now()
    Family.objects.create(
        no_kk=KK, nik_kepala=BUDI, alamat="Jalan Contoh 1", rt="001", rw="002", kode_wilayah=VILLAGE,
        issued_on=date(2020, 1, 1), office=node.id,
    )  # fmt: skip
    people = ((BUDI, "BUDI SANTOSO", "L", 1, date(1980, 1, 1)), (SITI, "SITI PERTIWI", "P", 3, date(1990, 8, 5)))
    for nik, nama, sex, shdk, born in (*people, (ANI, "ANI", "P", 4, date(2010, 12, 15))):
        Resident.objects.create(
            nik=nik, no_kk=KK, nama=nama, jenis_kelamin=sex, tempat_lahir="JAKARTA", tanggal_lahir=born, agama=1,
            status_kawin=1 if shdk == 4 else 2, shdk=shdk, registered_at=now, office=node.id,
        )  # fmt: skip


def recorded(node: Node, nik: str, status: str) -> UUID:
    now = node.clock.now()
    record = uuid4()
    Record.objects.create(
        id=record, nik=nik, status=status, status_since=now, recorded_at=now, operator="rina", office=node.id
    )
    return record


def in_line(node: Node, nik: str, *, state: str = "menunggu", at: datetime | None = None, **more: object) -> UUID:
    at = at or node.clock.now()
    order = uuid4()
    PrintOrder.objects.create(
        id=order,
        nik=nik,
        record=uuid4(),
        klass="pemula",
        recorded_at=at,
        joined_at=at,
        state=state,
        state_since=at,
        **more,
    )
    return order


def blangko(node: Node, amount: int, account: str = "stok") -> None:
    Balance.objects.update_or_create(office=node.id, account=account, defaults={"amount": amount})


def ten_days_of(node: Node, cards: int) -> None:
    """So many cards printed on each of the last fourteen days, weekends left out by the planner."""
    now = node.clock.now()
    for back in range(1, 15):
        for n in range(cards):
            at = now - timedelta(days=back)
            in_line(node, f"9{back:07d}{n:08d}", state="diserahkan", at=at, printed_at=at, handed_at=at)
