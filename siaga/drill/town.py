"""A synthetic town: families and residents with valid numbers, the same for the same seed. No real person is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from random import Random

import msgspec

from siaga.drill.biodata import Streets, blood, occupation, postcode, schooling
from siaga.drill.households import KEPALA, YEAR, Households, Person
from siaga.drill.names import Names, pick
from siaga.wilayah.source import KECAMATAN, REGENCY, VILLAGE, Area, kind, short, undotted

# Serials of residents first registered in another regency start here, each town in a band of its own, so that two
# towns of one country never hold the same NIK.
_FIRST_BAND, _BAND = 200, 19
_ELSEWHERE_GROWN, _ELSEWHERE_CHILD = 0.18, 0.04


class Family(msgspec.Struct, frozen=True):
    """A family card. kode_wilayah: the village (10 digits)."""

    no_kk: str
    nik_kepala: str
    alamat: str
    rt: str
    rw: str
    kode_wilayah: str
    kode_pos: str
    telepon: str

    @property
    def kecamatan(self) -> str:
        return self.kode_wilayah[:6]


class Resident(msgspec.Struct, frozen=True):
    """A resident, in the codes of F-1.01. nik_ayah and nik_ibu are "" where the parent is not of this family."""

    nik: str
    no_kk: str
    nama: str
    jenis_kelamin: str
    tempat_lahir: str
    tanggal_lahir: date
    golongan_darah: int
    agama: int
    status_kawin: int
    shdk: int
    pendidikan: int
    pekerjaan: int
    kewarganegaraan: str
    nik_ayah: str
    nama_ayah: str
    nik_ibu: str
    nama_ibu: str
    disabilitas: str = ""
    no_akta_lahir: str = ""

    def age(self, on: date) -> int:
        """Whole years."""
        born = self.tanggal_lahir
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class Town(msgspec.Struct, frozen=True):
    """kode_wilayah: the regency (4 digits). residents: family by family, in the order of `families`, the head first."""

    kode_wilayah: str
    on: date
    families: tuple[Family, ...]
    residents: tuple[Resident, ...]

    def adults(self) -> list[Resident]:
        """Who must hold a KTP-el on the town's day: 17 or older, or ever married (UU 24/2013 art. 63)."""
        return [r for r in self.residents if r.age(self.on) >= 17 or r.status_kawin > 1]

    def members(self) -> dict[str, list[Resident]]:
        """Residents by No. KK."""
        found: dict[str, list[Resident]] = {family.no_kk: [] for family in self.families}
        for resident in self.residents:
            found[resident.no_kk].append(resident)
        return found

    def digest(self) -> str:
        """SHA-256 (hex) of everything in it."""
        return hashlib.sha256(msgspec.msgpack.encode(self)).hexdigest()


def make_town(seed: int, kode_wilayah: str, areas: Iterable[Area], people: int = 20_000, *, on: date) -> Town:
    """A town of exactly `people` residents as they are on the day `on`, spread over the villages of one regency.

    areas: the whole country's, as people come from elsewhere too. Raises ValueError if the regency has no villages.
    """
    code = undotted(kode_wilayah)
    rng = Random(f"siaga town {seed} {code}")
    ground = _Ground(rng, code, areas)
    households = Households(rng, Names(code), on.toordinal())
    numbers = _Numbers(rng, ground, on)
    families: list[Family] = []
    residents: list[Resident] = []
    while (room := people - len(residents)) > 0:
        drawn = households.family()
        if len(drawn) <= room:
            family, members = numbers.settle(drawn)
            families.append(family)
            residents += members
    return Town(code, on, tuple(families), tuple(residents))


class _Ground:
    """The villages of the town, how full each is, their streets; and every kecamatan that somebody can come from."""

    def __init__(self, rng: Random, code: str, areas: Iterable[Area]) -> None:
        listed = list(areas)
        self.places = {a.code: "Jakarta" if a.code[:2] == "31" else short(a.name) for a in listed if a.level == REGENCY}
        self.villages = [a.code for a in listed if a.level == VILLAGE and a.parent[:4] == code]
        if not self.villages:
            raise ValueError(f"no villages in {code}")
        self.near = [a.code for a in listed if a.level == KECAMATAN and a.parent == code]
        self.far = [a.code for a in listed if a.level == KECAMATAN and a.parent != code]
        self.province = [c for c in self.far if c[:2] == code[:2]] or self.far
        self.first_serial = _FIRST_BAND + _BAND * sorted(self.places).index(code)
        self._doubled = [v for v in self.villages for _ in range(1 + int(rng.random() * 4))]
        self._number = {v: 1 + i for i, v in enumerate(self.villages)}
        self._words = Streets()
        self._streets: dict[tuple[str, int], list[str]] = {}

    def address(self, rng: Random) -> tuple[str, str, str, str, str]:
        """(village, alamat, rt, rw, kode pos)."""
        village = pick(rng, self._doubled)
        rw, rt = 1 + int(rng.random() * 8), 1 + int(rng.random() * 9)
        if (village, rw) not in self._streets:
            self._streets[village, rw] = self._words.streets(rng, kind(village) != "kelurahan", 4)
        alamat = pick(rng, self._streets[village, rw]).replace("{n}", str(1 + int(rng.random() * 120)))
        return village, alamat, f"{rt:03}", f"{rw:03}", postcode(village[:6], self._number[village] % 10)


class _Numbers:
    """Gives a family its address and its numbers (PPKKCC DDMMYY SSSS, +40 on the day of a woman's NIK)."""

    def __init__(self, rng: Random, ground: _Ground, on: date) -> None:
        self.rng, self.ground, self.on, self.today = rng, ground, on, on.toordinal()
        self._last: dict[str, int] = {}

    def settle(self, drawn: list[Person]) -> tuple[Family, list[Resident]]:
        rng = self.rng
        village, alamat, rt, rw, kode_pos = self.ground.address(rng)
        head = drawn[0]
        first = max(self.today - 12 * 365, int(head.born + 19 * YEAR))
        since = date.fromordinal(min(self.today, first + int(rng.random() * max(1, self.today - first))))
        no_kk = self._serial("KK" + village[:6] + since.strftime("%d%m%y"), 1)[2:]
        homes = [self._registered(person, village[:6]) for person in drawn]
        niks = {id(p): self._nik(p, home) for p, home in zip(drawn, homes, strict=True)}
        telepon = f"0810{int(rng.random() * 1e7):07}" if rng.random() < 0.7 else ""
        family = Family(no_kk, niks[id(head)], alamat, rt, rw, village, kode_pos, telepon)
        rural = kind(village) != "kelurahan"
        return family, [self._resident(p, home, niks, no_kk, rural) for p, home in zip(drawn, homes, strict=True)]

    def _registered(self, person: Person, here: str) -> str:
        """The kecamatan of first registration: mostly where they live, else a real one elsewhere."""
        rng = self.rng
        child = self.today - person.born < 10 * YEAR and person.shdk != KEPALA
        if rng.random() < (_ELSEWHERE_CHILD if child else _ELSEWHERE_GROWN):
            return pick(rng, self.ground.province if rng.random() < 0.5 else self.ground.far)
        return pick(rng, self.ground.near) if rng.random() < 0.08 else here

    def _nik(self, person: Person, home: str) -> str:
        born = date.fromordinal(person.born)
        day = born.day + 40 if person.sex == "P" else born.day
        first = 1 if home[:4] == self.ground.near[0][:4] else self.ground.first_serial
        return self._serial(f"{home}{day:02}{born:%m%y}", first)

    def _serial(self, prefix: str, first: int) -> str:
        serial = self._last.get(prefix, first - 1) + 1
        self._last[prefix] = serial
        return f"{prefix}{serial:04}"

    def _resident(self, person: Person, home: str, niks: dict[int, str], no_kk: str, rural: bool) -> Resident:
        age = (self.today - person.born) / YEAR
        return Resident(
            nik=niks[id(person)],
            no_kk=no_kk,
            nama=person.nama,
            jenis_kelamin=person.sex,
            tempat_lahir=self.ground.places[home[:4]],
            tanggal_lahir=date.fromordinal(person.born),
            golongan_darah=blood(self.rng),
            agama=person.religion,
            status_kawin=person.status,
            shdk=person.shdk,
            pendidikan=schooling(self.rng, age),
            pekerjaan=occupation(self.rng, age, person.sex, person.shdk, rural),
            kewarganegaraan="WNI",
            nik_ayah=niks.get(id(person.father), ""),
            nama_ayah=person.father_name,
            nik_ibu=niks.get(id(person.mother), ""),
            nama_ibu=person.mother_name,
        )
