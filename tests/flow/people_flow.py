"""Who of the town a test works with: read from the tables, by what has not happened to them yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.flow.country_flow import Running

GROWN = "r.status = 'aktif' AND r.tanggal_lahir < current_date - interval '20 years'"
UNTOUCHED = (
    "NOT EXISTS (SELECT 1 FROM recording_record k WHERE k.nik = r.nik)"
    " AND NOT EXISTS (SELECT 1 FROM recording_session s WHERE s.nik = r.nik)"
    " AND NOT EXISTS (SELECT 1 FROM counter_application a WHERE a.nik = r.nik)"
)


@dataclass(frozen=True)
class Person:
    nik: str
    name: str
    no_kk: str


def _one(running: Running, query: str) -> Person:
    found = running.rows(f"SELECT r.nik, r.nama, r.no_kk FROM people_resident r WHERE {query} ORDER BY r.nik LIMIT 1")
    assert found, f"nobody in the town: {query}"
    return Person(*found[0])


def unrecorded(running: Running, *, with_family: bool = False) -> Person:
    """A grown person who was never recorded, in no draft and in no application."""
    more = " AND (SELECT count(*) FROM people_resident o WHERE o.no_kk = r.no_kk AND o.status = 'aktif') > 1"
    return _one(running, f"{GROWN} AND {UNTOUCHED}{more if with_family else ''}")


def in_line(running: Running) -> Person:
    """Recorded, proven single, waiting for the card, without a suket; not the next to be printed."""
    return _one(
        running,
        f"{GROWN} AND EXISTS (SELECT 1 FROM cards_printorder o WHERE o.nik = r.nik AND o.state = 'menunggu')"
        " AND NOT EXISTS (SELECT 1 FROM cards_suket s WHERE s.nik = r.nik)",
    )


def holder(running: Running) -> Person:
    """Somebody whose card was handed over long ago and who has no order."""
    return _one(
        running,
        f"{GROWN} AND EXISTS (SELECT 1 FROM recording_record k WHERE k.nik = r.nik AND k.status = 'CARD_ISSUED')"
        " AND NOT EXISTS (SELECT 1 FROM cards_openorder o WHERE o.nik = r.nik)",
    )


def young_mother(running: Running) -> Person:
    """The wife of a head, 20 to 42 years old, whose children are all older than two."""
    return _one(
        running,
        "r.status = 'aktif' AND r.jenis_kelamin = 'P' AND r.shdk = 3 AND r.status_kawin = 2"
        " AND r.tanggal_lahir BETWEEN current_date - interval '42 years' AND current_date - interval '20 years'"
        " AND EXISTS (SELECT 1 FROM people_resident h WHERE h.no_kk = r.no_kk AND h.shdk = 1 AND h.status = 'aktif'"
        " AND h.jenis_kelamin = 'L')"
        " AND NOT EXISTS (SELECT 1 FROM people_resident c WHERE c.nik_ibu = r.nik"
        " AND c.tanggal_lahir > current_date - interval '2 years')",
    )


def head_with_wife(running: Running) -> Person:
    """A living head whose wife lives in the same family."""
    return _one(
        running,
        f"{GROWN} AND r.shdk = 1 AND EXISTS (SELECT 1 FROM people_resident w WHERE w.no_kk = r.no_kk AND w.shdk = 3"
        " AND w.status = 'aktif')",
    )


def engaged(running: Running) -> tuple[Person, Person]:
    """A man and a woman of one faith, not Islam, grown, never married, each a child in a family that has another head."""
    child = f"{GROWN.replace('r.', '%.')} AND %.status_kawin = 1 AND %.shdk = 4"
    head = "EXISTS (SELECT 1 FROM people_resident h WHERE h.no_kk = %.no_kk AND h.shdk = 1 AND h.status = 'aktif')"
    found = running.rows(
        "SELECT m.nik, m.nama, m.no_kk, w.nik, w.nama, w.no_kk FROM people_resident m JOIN people_resident w ON w.agama = m.agama"
        f" AND w.no_kk <> m.no_kk WHERE m.agama <> 1 AND m.jenis_kelamin = 'L' AND w.jenis_kelamin = 'P' AND {child.replace('%', 'm')}"
        f" AND {child.replace('%', 'w')} AND {head.replace('%', 'm')} AND {head.replace('%', 'w')} ORDER BY m.nik, w.nik LIMIT 1"
    )
    assert found, "nobody in the town may marry before the register"
    return Person(*found[0][:3]), Person(*found[0][3:])


def unmarried(running: Running, sex: str) -> Person:
    """A grown man or woman who never married, in no application, in a family that has another head."""
    return _one(
        running,
        f"{GROWN} AND {UNTOUCHED} AND r.jenis_kelamin = '{sex}' AND r.status_kawin = 1 AND r.shdk = 4 AND r.agama = 1"
        " AND EXISTS (SELECT 1 FROM people_resident h WHERE h.no_kk = r.no_kk AND h.shdk = 1 AND h.status = 'aktif')",
    )


def grown_child(running: Running) -> Person:
    """Somebody grown and unmarried who lives in the KK of a parent."""
    return _one(
        running,
        f"{GROWN} AND {UNTOUCHED} AND r.status_kawin = 1 AND r.shdk = 4 AND r.agama = 1"
        " AND EXISTS (SELECT 1 FROM people_resident h WHERE h.no_kk = r.no_kk AND h.shdk = 1 AND h.status = 'aktif')",
    )


QUIET = (
    "NOT EXISTS (SELECT 1 FROM berkas_berkas b WHERE b.about IN (r.nik, r.no_kk) OR b.niks && ARRAY[r.nik])"
    " AND NOT EXISTS (SELECT 1 FROM berkas_draft d WHERE d.about IN (r.nik, r.no_kk))"
)
"""Nobody else's case file or form speaks of this person or family."""
WIFE = (
    "r.status = 'aktif' AND r.jenis_kelamin = 'P' AND r.shdk = 3 AND r.status_kawin = 2"
    " AND r.tanggal_lahir BETWEEN current_date - interval '42 years' AND current_date - interval '20 years'"
    " AND EXISTS (SELECT 1 FROM people_resident h WHERE h.no_kk = r.no_kk AND h.shdk = 1 AND h.status = 'aktif'"
    " AND h.jenis_kelamin = 'L' AND h.tanggal_lahir < current_date - interval '20 years')"
    " AND NOT EXISTS (SELECT 1 FROM people_resident c WHERE c.nik_ibu = r.nik"
    " AND c.tanggal_lahir > current_date - interval '2 years')"
)
HEAD = "EXISTS (SELECT 1 FROM people_resident h WHERE h.no_kk = r.no_kk AND h.shdk = 1 AND h.status = 'aktif')"
SINGLE = f"{GROWN} AND r.status_kawin = 1 AND r.shdk = 4 AND r.agama = 1 AND {HEAD}"  # who may marry here is left for `engaged`
HUSBAND = (
    f"{GROWN} AND r.shdk = 1 AND r.jenis_kelamin = 'L' AND EXISTS (SELECT 1 FROM people_resident w WHERE w.no_kk = r.no_kk"
    " AND w.shdk = 3 AND w.status = 'aktif' AND w.tanggal_lahir < current_date - interval '20 years')"
)


@dataclass
class Cast:
    """Who plays which part in a flow. known: NIKs by the name of their part. Every part is of a family of its own."""

    running: Running
    known: dict[str, str] = field(default_factory=dict)
    families: list[str] = field(default_factory=list)

    def part(self, name: str, query: str, *values: object) -> Person:
        """Who plays it; the first time somebody of whom nothing else is going on is chosen."""
        if name not in self.known:
            found = self.running.rows(
                f"SELECT r.nik, r.nama, r.no_kk FROM people_resident r WHERE {query} AND {UNTOUCHED} AND {QUIET}"
                " AND r.no_kk <> ALL(%s) ORDER BY r.nik LIMIT 1", *values, self.families,
            )  # fmt: skip
            assert found, f"nobody in the town: {query}"
            self.known[name] = found[0][0]
            self.families.append(found[0][2])
        return self[name]

    def __getitem__(self, name: str) -> Person:
        """As the register has them now; of a guest no family."""
        nik = self.known[name]
        found = self.running.rows(
            "SELECT nik, nama, no_kk FROM people_resident WHERE nik = %s UNION ALL"
            " SELECT nik, nama, '' FROM people_stay WHERE nik = %s AND guest IS NOT NULL",
            nik, nik,
        )  # fmt: skip
        return Person(*found[0])

    def newest(self, name: str) -> str:
        """The NIK of whoever was registered last under this name."""
        return str(
            self.running.value(
                "SELECT nik FROM (SELECT nik, nama, registered_at AS at FROM people_resident UNION ALL"
                " SELECT nik, nama, at FROM people_stay WHERE guest IS NOT NULL) x WHERE upper(nama) = upper(%s)"
                " ORDER BY at DESC LIMIT 1",
                name,
            )
        )

    def deed(self, name: str, kind: str) -> str:
        """The number of their deed of this kind, the newest."""
        return str(
            self.running.value(
                "SELECT number FROM people_akta WHERE (nik = %s OR nik_kedua = %s) AND kind = %s"
                " ORDER BY registered_on DESC, number DESC LIMIT 1",
                self.known[name], self.known[name], kind,
            )
        )  # fmt: skip
