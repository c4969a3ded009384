"""The papers of a fetch: request letter, surat tugas, and the BAST with serials, each made in the act that it belongs to."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from siaga.documents.builders import office_of, specimen, unsigned
from siaga.documents.issuing import Paper, issue_in
from siaga.documents.kinds.berita_acara import BeritaAcara, Line, Witness
from siaga.documents.kinds.surat_permintaan import SuratPermintaan
from siaga.documents.kinds.surat_tugas import Carrier, SuratTugas
from siaga.documents.models import Document
from siaga.documents.wording import figure, number_words
from siaga.journal.act import Act
from siaga.kit.node import Node

from ..models import BlangkoRequest
from . import rules, serials
from .shipments import Counted

ADDRESSED = "Direktur Jenderal Kependudukan dan Pencatatan Sipil"
ITEM_WORDS = {rules.KTP: "blangko KTP-el", rules.KIA: "blangko KIA", rules.RIBBON: "pita printer kartu"}
UNITS = {rules.KTP: "keping", rules.KIA: "keping", rules.RIBBON: "gulung"}
CLOSING = "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya."


def number_for(node: Node, kind: str, begins: str) -> str:
    """The next number of a kind of paper today: begins/<office>/DDMMYYYY/NN. Inside an act that holds what it is about."""
    stem = f"{begins}/{node.desk.replace('/', '-')}/{node.clock.today():%d%m%Y}/"
    return f"{stem}{1 + Document.objects.filter(kind=kind, number__startswith=stem).count():02}"


def ask(act: Act, request: UUID, item: str, amount: int, waiting: int, stock: int) -> UUID:
    """The request letter; it waits for the head's signature. Its id."""
    node = act.node
    office = office_of(node)
    data = SuratPermintaan(
        office=office,
        number=number_for(node, "surat_permintaan", "BLANGKO"),
        on=node.clock.today(),
        addressed=ADDRESSED,
        item=ITEM_WORDS[item],
        unit=UNITS[item],
        amount=amount,
        waiting=waiting,
        stock=stock,
        signature=unsigned(node, office),
        specimen=specimen(node),
    )
    return issue_in(act, Paper("surat_permintaan", f"permintaan_blangko/{request}", "", data))


def assign(
    act: Act, row: BlangkoRequest, carriers: list[tuple[str, str]], vehicle: str, leaves_on: date
) -> tuple[str, UUID]:
    """The surat tugas of those who fetch; takes the place of an earlier one for the same request. Its number and id."""
    node = act.node
    office = office_of(node)
    asked = Document.objects.filter(kind="surat_permintaan", subject=f"permintaan_blangko/{row.id}").first()
    number = number_for(node, "surat_tugas", "ST")
    amount = f"{figure(row.shipped or row.amount)} {UNITS[row.item]} {ITEM_WORDS[row.item]}"
    data = SuratTugas(
        office=office,
        number=number,
        because=(
            f"Surat permintaan blangko nomor {asked.number if asked else row.id};",
            "Pengambilan dan pembukuan blangko oleh bendahara barang (Permendagri 109/2019).",
        ),
        carriers=tuple(Carrier(name=name, role=role or "petugas") for name, role in carriers),
        task=f"Mengambil {amount} dari pusat dan membawanya ke kantor ini.",
        leaves_on=leaves_on,
        vehicle=vehicle,
        signature=unsigned(node, office),
        specimen=specimen(node),
    )
    return number, issue_in(act, Paper("surat_tugas", f"permintaan_blangko/{row.id}", "", data))


def handed_over(act: Act, row: BlangkoRequest, counted: Counted) -> str:
    """The BAST of a shipment as it was counted, signed by who brought it and who received it. Its number."""
    node = act.node
    office = office_of(node)
    number = number_for(node, "berita_acara", "BA/BAST")
    unit = UNITS[row.item]
    short, coming = row.shipped - counted.came, serials.of_pairs(row.serials)
    here = serials.join((*counted.numbers, *counted.broken)) or (coming if counted.came else ())
    good = counted.numbers or (serials.minus(coming, counted.broken) if not short else ())
    rows = [
        ("Dikirim pusat", row.shipped, coming),
        ("Diterima baik", counted.good, good),
        ("Diterima rusak", counted.damaged, counted.broken),
        ("Kurang" if short >= 0 else "Lebih", abs(short), serials.minus(coming, here) if short > 0 else ()),
    ]
    carriers = row.fetch.get("carriers", [])
    brought = [Witness(name=name, role=role or "pembawa") for name, role in carriers]
    data = BeritaAcara(
        office=office,
        number=number,
        on=node.clock.today(),
        place=f"kantor {node.name}",
        about=f"Serah terima {ITEM_WORDS[row.item]}",
        opening=f"telah diserahkan dan dihitung bersama kiriman {ITEM_WORDS[row.item]} dari pusat:",
        columns=("No", "Uraian", "Jumlah", "Nomor seri"),
        lines=tuple(
            Line(cells=(str(n), what, f"{figure(many)} {unit}", serials.text_of(ranges) or "–"))
            for n, (what, many, ranges) in enumerate(rows, 1)
        ),
        sums=(("Jumlah diterima", f"{figure(counted.came)} ({number_words(counted.came)}) {unit}"),),
        closing=(f"Selisih: {counted.note}. " if counted.note else "") + CLOSING,
        witnesses=(*brought, Witness(name=act.actor.name or act.actor.id, role="bendahara barang, yang menerima")),
        signature=unsigned(node, office),
        specimen=specimen(node),
    )
    issue_in(act, Paper("berita_acara", f"berita_acara/{number}", "", data))
    return number
