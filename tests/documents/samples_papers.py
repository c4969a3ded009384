"""Invented examples of the letters, the child's card, the minutes and the book; `samples_documents` has the others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
from samples_base import ADDRESS, LONG_NAME, OFFICE, face, signed

from siaga.documents.kinds.akta_pengakuan import AktaPengakuan
from siaga.documents.kinds.akta_pengangkatan import AktaPengangkatan
from siaga.documents.kinds.akta_pengesahan import AktaPengesahan
from siaga.documents.kinds.berita_acara import BeritaAcara, Line, Witness
from siaga.documents.kinds.biodata import BiodataPenduduk
from siaga.documents.kinds.buku_register import BukuRegister, Entry
from siaga.documents.kinds.datang import Datang
from siaga.documents.kinds.dwelling import Dwelling
from siaga.documents.kinds.kia import Kia
from siaga.documents.kinds.lahir_mati import LahirMati
from siaga.documents.kinds.panggilan import Panggilan
from siaga.documents.kinds.skpwni import Mover, Skpwni
from siaga.documents.kinds.sktt import Sktt
from siaga.documents.kinds.surat_permintaan import SuratPermintaan
from siaga.documents.kinds.surat_tugas import Carrier, SuratTugas

HERE = Dwelling(
    no_kk="3172011707190001", head="Budiman", postcode="14320", kelurahan="Kebon Bawang", kecamatan="Tanjung Priok",
    region="Kota Jakarta Utara", province="DKI Jakarta", **ADDRESS,
)  # fmt: skip
THERE = Dwelling(
    address="Jl. Contoh Semeru No. 4", rt="2", rw="5", kelurahan="Kauman", kecamatan="Klojen", region="Kota Malang",
    province="Jawa Timur", postcode="65119",
)  # fmt: skip
CHILD = {
    "nik": "3172011107190001",
    "name": "Bagus Contoh Pratama",
    "sex": "L",
    "birth_place": "Jakarta Utara",
    "birth_date": date(2013, 7, 11),
    "birth_deed": "3172-LU-17072013-0001",
}


def mover(nik: str, name: str, sex: str, place: str, born: date, shdk: str) -> Mover:
    return Mover(nik=nik, name=name, sex=sex, birth_place=place, birth_date=born, shdk=shdk)


MOVERS = (
    mover("3172010203900004", "Budiman", "L", "Tegal", date(1985, 3, 2), "Kepala Keluarga"),
    mover("3172015504900003", LONG_NAME, "P", "Banyuwangi", date(1990, 4, 15), "Istri"),
    mover("3172011107130001", "Bagus Contoh Pratama", "L", "Jakarta Utara", date(2013, 7, 11), "Anak"),
)


def residence_letter(**changes: Any) -> Sktt:
    base = {
        "office": OFFICE,
        "number": "3172-TT-17072019-0001",
        "nik": "3172011408830002",
        "name": "Maximilian Contoh Featherstonehaugh",
        "sex": "L",
        "birth_place": "Rotterdam",
        "birth_date": date(1983, 8, 14),
        "marital": "Kawin Tercatat",
        "occupation": "Dosen",
        "nationality": "Belanda",
        "passport": "NX0000000",
        "permit": "2C21JE0000-T",
        "permit_on": date(2019, 7, 8),
        "valid_until": date(2020, 7, 7),
        "home": msgspec.structs.replace(HERE, no_kk="", head=""),
        "issued_on": date(2019, 7, 17),
        "sponsor": "Universitas Contoh Nusantara",
        "signature": signed(),
    }
    return Sktt(**base | changes)


def lahir_mati(**changes: Any) -> LahirMati:
    base = {
        "office": OFFICE,
        "number": "3172-LM-17072019-0001",
        "registered_on": date(2019, 7, 17),
        "mother": "Sri Wahyuningsih",
        "mother_nik": "3172015504900003",
        "father": "Budiman",
        "father_nik": "3172010203850004",
        "birth_place": "Jakarta Utara",
        "birth_date": date(2019, 7, 10),
        "weeks": 33,
        "sex": "P",
        "birth_order": 2,
        "letter": "RSUD Contoh, nomor 445/118/2019",
        "signature": signed(),
    }
    return LahirMati(**(base | changes))


def adoption(**changes: Any) -> AktaPengangkatan:
    base = {
        "office": OFFICE,
        "register_number": "3172-PA-17072019-0001",
        "registered_on": date(2019, 7, 17),
        **CHILD,
        "father": "Slamet Contoh",
        "mother": "Sumi",
        "adopter": "Budiman",
        "adopter_wife": LONG_NAME,
        "court": "Pengadilan Negeri Jakarta Utara",
        "decision": "45/Pdt.P/2019/PN Jkt.Utr",
        "decided_on": date(2019, 6, 28),
        "signature": signed(),
    }
    return AktaPengangkatan(**(base | changes))


def recognition(**changes: Any) -> AktaPengakuan:
    base = {
        "office": OFFICE,
        "register_number": "3172-PK-17072019-0001",
        "registered_on": date(2019, 7, 17),
        **CHILD,
        "father": "Budiman",
        "mother": "Sri Wahyuningsih",
        "recognised_on": date(2019, 7, 1),
        "letter": "12/PGK/2019",
        "signature": signed("basah"),
    }
    return AktaPengakuan(**(base | changes))


def legitimation(**changes: Any) -> AktaPengesahan:
    base = {
        "office": OFFICE,
        "register_number": "3172-PS-17072019-0001",
        "registered_on": date(2019, 7, 17),
        **CHILD,
        "father": "Budiman",
        "mother": "Sri Wahyuningsih",
        "married_on": date(2019, 5, 4),
        "marriage": "3172-KW-06052019-0003",
        "late": True,
        "signature": signed(),
    }
    return AktaPengesahan(**(base | changes))


def biodata(**changes: Any) -> BiodataPenduduk:
    base = {
        "office": OFFICE,
        "nik": "3172015504900003",
        "name": "Sri Wahyuningsih, S.Pd.",
        "sex": "P",
        "birth_place": "Banyuwangi",
        "birth_date": date(1990, 4, 15),
        "blood": "O",
        "religion": "Islam",
        "marital": "Kawin Tercatat",
        "education": "Diploma IV/Strata I",
        "occupation": "Karyawan Swasta",
        "citizenship": "WNI",
        "shdk": "Istri",
        "home": HERE,
        "issued_on": date(2019, 7, 17),
        "mother": "Suminah",
        "mother_nik": "3510015504650003",
        "father": "Karto",
        "birth_deed": "1234/1990",
        "signature": signed(),
    }
    return BiodataPenduduk(**(base | changes))


def skpwni(**changes: Any) -> Skpwni:
    base = {
        "office": OFFICE,
        "number": "SKPWNI/3172-3573/17072019/0012",
        "issued_on": date(2019, 7, 17),
        "valid_until": date(2019, 8, 16),
        "applicant": "Budiman",
        "reason": "Pekerjaan",
        "kind_of_move": "Kepala keluarga dan seluruh anggota keluarga",
        "origin": HERE,
        "destination": THERE,
        "movers": MOVERS,
        "persons": tuple({"nik": m.nik, "nama": m.name} for m in MOVERS),
        "signature": signed(),
    }
    return Skpwni(**(base | changes))


def datang(**changes: Any) -> Datang:
    base = {
        "office": OFFICE,
        "number": "SKDWNI/3172/17072019/0003",
        "arrived_on": date(2019, 7, 17),
        "applicant": "Budiman",
        "skpwni": "SKPWNI/3573-3172/01072019/0088",
        "skpwni_on": date(2019, 7, 1),
        "origin": THERE,
        "home": HERE,
        "movers": MOVERS,
        "signature": signed(),
    }
    return Datang(**(base | changes))


def kia(**changes: Any) -> Kia:
    base = {
        "province": "DKI Jakarta",
        "region": "Kota Jakarta Utara",
        **CHILD,
        "blood": "O",
        "no_kk": "3172011707190001",
        "head": "Budiman",
        **ADDRESS,
        "kelurahan": "Kebon Bawang",
        "kecamatan": "Tanjung Priok",
        "religion": "Islam",
        "issued_place": "Jakarta Utara",
        "issued_on": date(2019, 7, 17),
        "valid_until": date(2030, 7, 10),
        "photo": face(),
        "specimen": True,
    }
    return Kia(**(base | changes))


def minutes(**changes: Any) -> BeritaAcara:
    cards = (
        ("3172015504900003", "KTP-el", "rusak", "3 Juni 2019"),
        ("3172010203900004", "KTP-el", "ubah data", "12 Juni 2019"),
        ("3172011203440002", "KTP-el", "meninggal", "1 Juli 2019"),
        ("3172014107880001", "suket", "KTP-el sudah diserahkan", "9 Juli 2019"),
    )
    base = {
        "office": OFFICE,
        "number": "BA/PEMUSNAHAN/17072019/01",
        "on": date(2019, 7, 17),
        "place": "kantor Suku Dinas Kependudukan dan Pencatatan Sipil, Jakarta Utara",
        "about": "Pemusnahan KTP-el dan suket yang ditarik",
        "opening": "telah dimusnahkan dengan cara dibakar sampai tidak dapat dipakai lagi:",
        "columns": ("No", "NIK", "Yang dimusnahkan", "Sebab ditarik", "Ditarik tanggal"),
        "lines": tuple(Line(cells=(str(n), *row)) for n, row in enumerate(cards, 1)),
        "sums": (("KTP-el", "3 (tiga) keping"), ("Suket", "1 (satu) lembar"), ("Jumlah", "4 (empat)")),
        "closing": "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
        "witnesses": (
            Witness(name="Bambang Contoh", role="Bendahara barang"),
            Witness(name="Dewi Contoh Lestari", role="Kepala Seksi Pendaftaran Penduduk"),
        ),
        "signature": signed(),
    }
    return BeritaAcara(**(base | changes))


def book(entries: int = 6, **changes: Any) -> BukuRegister:
    def entry(n: int) -> Entry:
        return Entry(
            number=f"3172-LU-{n + 1:02}072019-0001",
            registered_on=date(2019, 7, n % 28 + 1),
            late=n == 2,
            state="dibatalkan" if n == 4 else "",
            lines=(
                ("Nama", LONG_NAME if n == 1 else "BAGUS CONTOH PRATAMA"),
                ("Tempat, tanggal lahir", "JAKARTA UTARA, 1 Juli 2019"),
                ("Orang tua", "BUDIMAN dan SRI WAHYUNINGSIH"),
            ),
            notes=("Nama diubah menjadi BAGAS, penetapan 45/Pdt.P/2019/PN Jkt.Utr.",) if n == 0 else (),
        )

    base = {
        "office": OFFICE,
        "number": "3172/LU/2019-07",
        "kind": "kelahiran",
        "month": date(2019, 7, 1),
        "closed_on": date(2019, 8, 1),
        "entries": tuple(entry(n) for n in range(entries)),
        "signature": signed(on=date(2019, 8, 1)),
    }
    return BukuRegister(**(base | changes))


def summons(**changes: Any) -> Panggilan:
    base = {
        "office": OFFICE,
        "number": "PANGGILAN/3172/17072019/01",
        "attempt": 2,
        "nik": "3172015504900003",
        "name": LONG_NAME,
        "address": "Jl. Kebon Bawang VII No. 12, RT 003/RW 007, Kebon Bawang, Tanjung Priok",
        "when": datetime(2019, 7, 24, 2, 30, tzinfo=UTC),
        "zone": "WIB",
        "place": f"{OFFICE.name} {OFFICE.region}, loket verifikasi",
        "bring": ("surat ini", "kartu keluarga (KK)", "semua KTP-el atau suket yang ada pada Anda, juga yang lama"),
        "signature": signed(),
    }
    return Panggilan(**(base | changes))


def request_letter(**changes: Any) -> SuratPermintaan:
    base = {
        "office": OFFICE,
        "number": "BLANGKO/3172/17072019/01",
        "on": date(2019, 7, 17),
        "addressed": "Direktur Jenderal Kependudukan dan Pencatatan Sipil",
        "item": "blangko KTP-el",
        "unit": "keping",
        "amount": 16_000,
        "waiting": 16_000,
        "stock": 400,
        "signature": signed(),
    }
    return SuratPermintaan(**(base | changes))


def assignment(**changes: Any) -> SuratTugas:
    base = {
        "office": OFFICE,
        "number": "ST/3172/18072019/01",
        "because": (
            "Surat permintaan blangko nomor BLANGKO/3172/17072019/01;",
            "Pengambilan dan pembukuan blangko oleh bendahara barang (Permendagri 109/2019).",
        ),
        "carriers": (
            Carrier(name="Bambang Contoh", role="Bendahara barang"),
            Carrier(name="Dewi Contoh Lestari", role="Staf Seksi Pendaftaran Penduduk"),
        ),
        "task": "Mengambil 16.000 keping blangko KTP-el dari pusat dan membawanya ke kantor ini.",
        "leaves_on": date(2019, 7, 19),
        "vehicle": "mobil dinas, B 1234 XX",
        "signature": signed(),
    }
    return SuratTugas(**(base | changes))


SAMPLES = {
    "lahir_mati": lahir_mati,
    "akta_pengangkatan": adoption,
    "akta_pengakuan": recognition,
    "akta_pengesahan": legitimation,
    "biodata": biodata,
    "skpwni": skpwni,
    "datang": datang,
    "kia": kia,
    "berita_acara": minutes,
    "buku_register": book,
    "panggilan": summons,
    "surat_permintaan": request_letter,
    "surat_tugas": assignment,
    "sktt": residence_letter,
}
