"""One invented example of every document; used by the tests, the goldens and the benchmark."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
from nacl.signing import SigningKey
from samples_base import LONG_NAME, OFFICE, face, scrawl, signed
from samples_papers import SAMPLES as PAPERS

from siaga.documents import qr
from siaga.documents.kind import Document, DocumentKind
from siaga.documents.kinds.akta_kelahiran import AktaKelahiran
from siaga.documents.kinds.akta_kematian import AktaKematian
from siaga.documents.kinds.akta_perceraian import AktaPerceraian
from siaga.documents.kinds.akta_perkawinan import AktaPerkawinan
from siaga.documents.kinds.couple import Spouse
from siaga.documents.kinds.kk import Kk, KkMember
from siaga.documents.kinds.ktp_el import KtpEl
from siaga.documents.kinds.notice import Notice, WaitingRow
from siaga.documents.kinds.receipt import Receipt, ReceiptLine
from siaga.documents.kinds.suket import Suket

MADE_AT = datetime(2019, 7, 17, 2, 30, tzinfo=UTC)
KEY = SigningKey(b"contoh kunci kantor untuk tes 01")
IDENTITY = {
    "province": "DKI Jakarta",
    "region": "Kota Jakarta Utara",
    "nik": "3172015504900003",
    "name": "Sri Wahyuningsih",
    "birth_place": "Banyuwangi",
    "birth_date": date(1990, 4, 15),
    "sex": "P",
    "blood": "O",
    "address": "Jl. Kebon Bawang VII No. 12",
    "rt": "3",
    "rw": "7",
    "kelurahan": "Kebon Bawang",
    "kecamatan": "Tanjung Priok",
    "religion": "Islam",
    "marital": "Kawin",
    "occupation": "Karyawan Swasta",
    "photo": face("#1f4fa3"),
}


def ktp_el(**changes: object) -> KtpEl:
    base = IDENTITY | {
        "issued_place": "Jakarta Utara",
        "issued_on": date(2019, 7, 17),
        "signature_image": scrawl(),
        "specimen": True,
    }
    return KtpEl(**(base | changes))


def suket(**changes: object) -> Suket:
    base = IDENTITY | {
        "office": OFFICE,
        "number": "471.13/0213/SKP/2019",
        "recorded_on": date(2019, 7, 1),
        "issued_on": date(2019, 7, 17),
        "valid_until": date(2020, 1, 17),
        "reason": "blangko belum tersedia",
        "signature": signed(),
    }
    return Suket(**(base | changes))


def member(number: int, **changes: object) -> KkMember:
    base = {
        "name": f"Anggota Contoh {'ABCDEFGHIJKLMNOP'[number]}",
        "nik": f"31720115049{number:02d}003",
        "sex": "LP"[number % 2],
        "birth_place": "Jakarta",
        "birth_date": date(1985, 4, 15) + timedelta(days=700 * number),
        "religion": "Islam",
        "education": "Diploma IV/Strata I",
        "occupation": "Belum/Tidak Bekerja",
        "blood": "Tidak Tahu",
        "marital": "Kawin Tercatat" if number < 2 else "Belum Kawin",
        "shdk": ("Kepala Keluarga", "Istri")[number] if number < 2 else "Anak",
        "father": "Budiman",
        "mother": "Siti Aminah",
        "union_date": date(2010, 2, 20) if number < 2 else None,
    }
    return KkMember(**(base | changes))


def kk(size: int = 5, **changes: object) -> Kk:
    base = {
        "office": OFFICE,
        "number": "3172011707190001",
        "head": "Anggota Contoh A",
        "address": "Jl. Kebon Bawang VII No. 12",
        "rt": "3",
        "rw": "7",
        "postcode": "14320",
        "kelurahan": "Kebon Bawang",
        "kecamatan": "Tanjung Priok",
        "region": "Kota Jakarta Utara",
        "province": "DKI Jakarta",
        "members": tuple(member(number) for number in range(size)),
        "issued_on": date(2019, 7, 17),
        "signature": signed(),
    }
    return Kk(**(base | changes))


def birth(**changes: object) -> AktaKelahiran:
    base = {
        "office": OFFICE,
        "register_number": "3172-LU-17072019-0001",
        "registered_on": date(2019, 7, 17),
        "nik": "3172011107190001",
        "name": "Bagus Contoh Pratama",
        "sex": "L",
        "birth_place": "Jakarta Utara",
        "birth_date": date(2019, 7, 11),
        "birth_order": 2,
        "father": "Budiman",
        "mother": "Sri Wahyuningsih",
        "signature": signed(),
    }
    return AktaKelahiran(**(base | changes))


def death(**changes: object) -> AktaKematian:
    base = {
        "office": OFFICE,
        "register_number": "3172-KM-17072019-0004",
        "registered_on": date(2019, 7, 17),
        "nik": "3172011203440002",
        "name": "Sukarman",
        "sex": "L",
        "birth_place": "Tegal",
        "birth_date": date(1944, 3, 12),
        "death_place": "Jakarta Utara",
        "death_date": date(2019, 7, 14),
        "time": "04.20 WIB",
        "father": "Karto",
        "mother": "Sumi",
        "signature": signed("basah"),
    }
    return AktaKematian(**(base | changes))


HUSBAND = Spouse(
    name="Yohanes Contoh Hutagalung", nik="3172010203900004", birth_place="Balige", birth_date=date(1990, 3, 2),
    religion="Kristen", father="Paulus Hutagalung", mother="Rosmaida Contoh",
)  # fmt: skip
WIFE = Spouse(
    name=LONG_NAME, nik="3172015504930003", birth_place="Banyuwangi", birth_date=date(1993, 4, 15),
    religion="Kristen", father="Bambang Contoh", mother="Sri Wahyuningsih",
)  # fmt: skip


def marriage(**changes: object) -> AktaPerkawinan:
    base = {
        "office": OFFICE,
        "register_number": "3172-KW-17072019-0002",
        "registered_on": date(2019, 7, 17),
        "husband": HUSBAND,
        "wife": WIFE,
        "married_on": date(2019, 7, 6),
        "place": "Jakarta Utara",
        "minister": "Pdt. Contoh Simanjuntak",
        "spouse": "istri",
        "signature": signed(),
    }
    return AktaPerkawinan(**(base | changes))


def divorce(**changes: object) -> AktaPerceraian:
    base = {
        "office": OFFICE,
        "register_number": "3172-CR-17072019-0001",
        "registered_on": date(2019, 7, 17),
        "husband": HUSBAND,
        "wife": Spouse(name="Maria Contoh Magdalena"),
        "court": "Pengadilan Negeri Jakarta Utara",
        "decision": "123/Pdt.G/2019/PN Jkt.Utr",
        "final_on": date(2019, 6, 28),
        "marriage": "3172-KW-03052012-0001",
        "signature": signed(),
    }
    return AktaPerceraian(**(base | changes))


def receipt(**changes: object) -> Receipt:
    base = {
        "office": OFFICE,
        "code": "K7M4-2QXD",
        "ticket": "A-012",
        "applicant": "Sri Wahyuningsih",
        "received_at": MADE_AT,
        "zone": "WIB",
        "officer": "Dewi, Loket 3",
        "lines": (
            ReceiptLine(
                person="Sri Wahyuningsih",
                service="Penggantian KTP-el rusak",
                state="Menunggu blangko; 1.203 orang di depan Anda",
                expected="sekitar 16 Agustus 2019 (14–19 Agustus)",
                need="SIM, paling lambat 1 September 2019",
                basis="Urutan 1.204, bergantung pada kiriman blangko",
            ),
            ReceiptLine(
                person="Bagus Contoh Pratama",
                service="Akta kelahiran dan NIK anak",
                state="Diperiksa verifikator",
                expected="besok, 18 Juli 2019",
            ),
        ),
        "bring": (
            "Lembar ini",
            "KTP-el lama yang rusak",
            "Bila diwakilkan: surat kuasa dan KTP wakil dari keluarga yang sama",
        ),
        "collect_at": "Loket 5, lantai dasar",
        "url": "siaga.contoh.go.id/t/K7M4-2QXD",
        "qr": "https://siaga.contoh.go.id/t/K7M4-2QXD",
    }
    return Receipt(**(base | changes))


def notice(**changes: object) -> Notice:
    areas = {
        "Penjaringan": ("Kamal Muara", "Kapuk Muara", "Pejagalan", "Penjaringan", "Pluit"),
        "Pademangan": ("Ancol", "Pademangan Barat", "Pademangan Timur"),
        "Tanjung Priok": ("Kebon Bawang", "Papanggo", "Sungai Bambu", "Sunter Agung", "Sunter Jaya", "Warakas"),
        "Koja": ("Koja", "Lagoa", "Rawabadak Selatan", "Rawabadak Utara", "Tugu Selatan", "Tugu Utara"),
    }
    places = [(kecamatan, kelurahan) for kecamatan, names in areas.items() for kelurahan in names]
    base = {
        "office": OFFICE,
        "number": "470/1.755/2015",
        "addressed": ("Camat", "Lurah", "Ketua RW dan RT se-Jakarta Utara"),
        "down": "Jaringan ke pusat data kependudukan terputus",
        "since": datetime(2015, 8, 14, 7, 30, tzinfo=UTC),
        "as_of": datetime(2015, 9, 9, 7, 30, tzinfo=UTC),
        "zone": "WIB",
        "issued_on": date(2015, 9, 9),
        "working": (
            "Perekaman KTP-el",
            "Akta kelahiran, akta kematian, KK",
            "Pencetakan kartu yang sudah siap cetak (PRR)",
        ),
        "stopped": ("Pemeriksaan ketunggalan di pusat untuk perekaman baru",),
        "instead": ("Tanda terima dengan nomor urut dan halaman pelacakan.",),
        "tell": (
            "Warga tidak perlu datang setiap hari; nomor urut tidak hangus.",
            "Yang sudah direkam tidak perlu direkam lagi.",
            "Semua layanan gratis; jangan memberi uang kepada siapa pun.",
        ),
        "waiting": tuple(
            WaitingRow(kecamatan=kecamatan, kelurahan=kelurahan, people=100 + 37 * at, pressing=3 * at)
            for at, (kecamatan, kelurahan) in enumerate(places)
        ),
        "contact": "Posko Dukcapil, lantai dasar kantor wali kota, setiap hari kerja 08.00–16.00",
        "signature": signed(on=date(2015, 9, 9)),
    }
    return Notice(**(base | changes))


SAMPLES = {
    "ktp_el": ktp_el,
    "kk": kk,
    "akta_kelahiran": birth,
    "akta_kematian": death,
    "akta_perkawinan": marriage,
    "akta_perceraian": divorce,
    "suket": suket,
    "receipt": receipt,
    "notice": notice,
    **PAPERS,
}


def sample(kind: DocumentKind) -> Document:
    """The example of this kind, with its claim in the QR where it carries one."""
    data = SAMPLES[kind.code]()
    if not kind.claim_number:
        return data
    claim = qr.claim_of(
        kind,
        data,
        number=getattr(data, "register_number", "") or data.number,
        holder=getattr(data, "name", "") or getattr(data, "head", ""),
        office="3172",
        issued=date(2019, 7, 17),
    )
    return msgspec.structs.replace(data, qr=qr.make_claim(claim, KEY))
