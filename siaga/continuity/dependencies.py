"""What a node depends on: names, words, and where each of them exists."""

from __future__ import annotations

from dataclasses import dataclass

PUSAT, INTAKE, SEARCH, RELEASE = "pusat", "intake", "search", "release"
PRINTER, TTE, BLANGKO, SCANNER = "printer", "tte", "blangko", "scanner"
BACKUP, DATABASE = "cadangan", "basisdata"
NORMAL, SLOW, DOWN = "normal", "tersendat", "terputus"
STATES = (NORMAL, SLOW, DOWN)

CENTRE = (PUSAT, INTAKE, SEARCH, RELEASE)
PARTS = (INTAKE, SEARCH, RELEASE)


@dataclass(frozen=True, slots=True)
class Dependency:
    """office, centre: where it is measured. switch: may be cut in training. always: stands in the strip also while all is well."""

    name: str
    office: bool = True
    centre: bool = False
    switch: bool = True
    always: bool = False

    @property
    def label(self) -> str:
        return DEPENDENCY_LABELS[self.name][0]

    @property
    def about(self) -> str:
        return DEPENDENCY_LABELS[self.name][1]


# name: (short word, what it is for)
DEPENDENCY_LABELS = {
    PUSAT: ("Pusat", "Jalur dari kantor ini ke pusat data."),
    INTAKE: ("Penerimaan di pusat", "Pusat menerima catatan dan paket perekaman."),
    SEARCH: ("Mesin ketunggalan", "Pusat memeriksa apakah sidik jari sudah direkam dengan NIK lain."),
    RELEASE: ("Pelepasan hasil", "Pusat melepas jawaban, sehingga kartu siap cetak."),
    PRINTER: ("Printer", "Printer kartu di kantor ini."),
    TTE: ("TTE", "Tanda tangan elektronik kepala kantor."),
    BLANGKO: ("Blangko", "Persediaan kartu kosong."),
    SCANNER: ("Alat rekam", "Pemindai sidik jari dan iris."),
    BACKUP: ("Cadangan", "Kotak kedua yang mengambil alih bila server kantor mati."),
    DATABASE: ("Server", "Basis data dan ruang simpan."),
}

ALL = (
    Dependency(PUSAT, always=True),
    Dependency(INTAKE, centre=True),
    Dependency(SEARCH, centre=True, always=True),
    Dependency(RELEASE, centre=True),
    Dependency(TTE, always=True),
    Dependency(PRINTER, always=True),
    Dependency(BLANGKO, always=True),
    Dependency(SCANNER),
    Dependency(BACKUP, always=True),
    Dependency(DATABASE, centre=True, switch=False),
)
NAMES = tuple(d.name for d in ALL)
BY_NAME = {d.name: d for d in ALL}

# How faults of use name what is down, where it is not the dependency's own name.
FAULT_NAMES = {"alat rekam": SCANNER, "signer": TTE, "printers": PRINTER, "database": DATABASE}


def at(centre: bool) -> tuple[Dependency, ...]:
    """Those of the centre or of an office, in the order in which people read them."""
    return tuple(d for d in ALL if (d.centre if centre else d.office))


def named_by(about: str) -> str:
    """The dependency that a fault is about; "" for none of ours."""
    name = FAULT_NAMES.get(about, about)
    return name if name in BY_NAME else ""
