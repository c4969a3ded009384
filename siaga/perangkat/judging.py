"""From readings to lines for a person: what the state is, what it means, what to do. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from siaga.continuity.dependencies import NORMAL, SLOW
from siaga.shell.formats import local
from siaga.shell.stored import shown
from siaga.shell.templatetags.siaga_ui import angka, sejak

from .grading import backup_state, clock_state, disk_state, journal_state
from .readings import Readings

LONG_TRANSACTION = 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Line:
    """One thing. state: normal | tersendat | terputus. value, means, todo: sentences; todo "" = nothing is to be done."""

    key: str
    label: str
    state: str
    value: str
    means: str
    todo: str = ""


def judge(r: Readings, zone: str) -> list[Line]:
    """All lines in the order in which they are read; those of an office only at an office."""
    everywhere: tuple[Callable[[Readings, str], Line], ...] = (_disk, _database, _clock, _journal)
    office: tuple[Callable[[Readings, str], Line], ...] = (_facts, _packets)
    after: tuple[Callable[[Readings, str], Line], ...] = (_parked,)
    kept: tuple[Callable[[Readings, str], Line], ...] = (_second, _backup) if r.office else (_backup,)
    return [make(r, zone) for make in (*everywhere, *(office if r.office else ()), *after, *kept, _program)]


def _disk(r: Readings, zone: str) -> Line:
    state = disk_state(r)
    free = {"free": amount(r.disk_free), "total": amount(r.disk_total)}
    value = _("%(free)s kosong dari %(total)s.") % free
    if r.days_left is not None and r.days_left < 3650:
        value += " " + _("Dengan laju minggu ini cukup %(n)s hari.") % {"n": angka(int(r.days_left))}
    means = _("Bila penuh, kantor tidak dapat mencatat lagi.") if state != NORMAL else _("Ruang simpan cukup.")
    todo = _("Hapus berkas lain di mesin ini atau pasang cakram yang lebih besar.") if state != NORMAL else ""
    return Line("disk", _("Ruang simpan"), state, value, means, todo)


def _database(r: Readings, zone: str) -> Line:
    long = r.oldest_seconds > LONG_TRANSACTION
    value = _("PostgreSQL %(version)s, %(size)s, hidup sejak %(since)s.") % {
        "version": r.database,
        "size": amount(r.database_bytes),
        "since": _moment(r.started, zone),
    }
    if not long:
        return Line("database", _("Basis data"), NORMAL, value, _("Basis data menjawab."))
    value += " " + _("Transaksi tertua berjalan %(n)s menit.") % {"n": angka(int(r.oldest_seconds / 60))}
    means = _("Ada pekerjaan yang tidak selesai dan menahan yang lain.")
    todo = _("Hentikan lalu jalankan lagi “siaga serve”. Bila tetap, kirim berkas bantuan.")
    return Line("database", _("Basis data"), SLOW, value, means, todo)


def _clock(r: Readings, zone: str) -> Line:
    label, now = _("Jam"), _moment(r.now, zone)
    if not r.office:
        return Line("clock", label, NORMAL, now, _("Jam pusat menjadi acuan kantor."))
    if r.ahead is None:
        return Line("clock", label, NORMAL, now, _("Belum pernah dibandingkan dengan jam pusat."))
    state = clock_state(r)
    if state == NORMAL:
        return Line("clock", label, state, now, _("Sama dengan jam pusat."))
    words = (
        _("%(now)s, lebih cepat %(apart)s dari jam pusat.")
        if r.ahead > timedelta()
        else _("%(now)s, lebih lambat %(apart)s dari jam pusat.")
    )
    value = words % {"now": now, "apart": sejak(r.now - abs(r.ahead), r.now)}
    means = _("Urutan catatan tetap benar, tetapi tanggal pada kertas dan janji keliru.")
    todo = _("Betulkan jam mesin ini. Bila kembali salah setelah dimatikan, ganti baterai papan induknya.")
    return Line("clock", label, state, value, means, todo)


def _journal(r: Readings, zone: str) -> Line:
    label, state = _("Jurnal"), journal_state(r)
    facts = angka(r.facts)
    if r.faults:
        value = _("%(n)s catatan. Rusak pada: %(where)s.") % {"n": facts, "where": "; ".join(r.faults)}
        means = _("Sesuatu di luar program mengubah jurnal, atau cakramnya rusak.")
        todo = _("Jangan mematikan mesin. Hubungi pusat; siapkan kotak pengganti menurut lembar petunjuk.")
        return Line("journal", label, state, value, means, todo)
    if r.verified is None:
        value = _("%(n)s catatan, pemeriksaan pertama sedang berjalan.") % {"n": facts}
        return Line(
            "journal", label, state, value, _("Belum diketahui apakah semuanya utuh."), _("Tunggu sampai selesai.")
        )
    value = _("%(n)s catatan, utuh pada %(at)s.") % {"n": facts, "at": _moment(r.verified, zone)}
    if state == NORMAL:
        return Line("journal", label, state, value, _("Tidak ada catatan yang berubah, hilang, atau disisipkan."))
    means = _("Pemeriksaan malam tidak berjalan beberapa hari.")
    return Line("journal", label, state, value, means, _("Biarkan mesin menyala di malam hari, atau periksa sekarang."))


def _facts(r: Readings, zone: str) -> Line:
    label = _("Catatan belum terkirim")
    if r.unasked:
        value = _("%(n)s catatan dari kotak ini; %(old)s dari kotak terdahulu belum diketahui.") % {
            "n": angka(r.unsent),
            "old": angka(r.unasked),
        }
        means = _("Pusat belum dapat ditanya berapa yang sudah dipegangnya. Semuanya tersimpan di sini.")
        return Line("facts", label, SLOW, value, means, _("Tidak ada yang perlu dilakukan: yang kurang naik sendiri."))
    if not r.unsent:
        return Line("facts", label, NORMAL, _("Tidak ada."), _("Pusat memegang semua catatan kantor ini."))
    value = _("%(n)s catatan, %(size)s, tertua %(age)s.") % {
        "n": angka(r.unsent),
        "size": amount(r.unsent_bytes),
        "age": sejak(r.unsent_since, r.now),
    }
    return Line("facts", label, *_waits(r, value, r.unsent_since, zone))


def _packets(r: Readings, zone: str) -> Line:
    label = _("Paket belum terkirim")
    if not r.packets:
        return Line("packets", label, NORMAL, _("Tidak ada."), _("Pusat memegang semua paket perekaman."))
    value = _("%(n)s paket, %(size)s, tertua %(age)s.") % {
        "n": angka(r.packets),
        "size": amount(r.packet_bytes),
        "age": sejak(r.packets_since, r.now),
    }
    return Line("packets", label, *_waits(r, value, r.packets_since, zone))


def _waits(r: Readings, value: str, since: datetime | None, zone: str) -> tuple[str, str, str, str]:
    """(state, value, means, todo) of what waits for the line."""
    cut = "pusat" in r.down
    if r.arrives is not None and not cut:
        value += " " + _("Dengan laju terukur %(rate)s per detik sampai kira-kira %(at)s.") % {
            "rate": amount(int(r.rate or 0)),
            "at": _moment(r.arrives, zone),
        }
    if since is not None and r.now - since < timedelta(hours=1):
        return NORMAL, value, _("Sedang naik sendiri."), ""
    means = (
        _("Jalur ke pusat terputus; semuanya tersimpan di sini.")
        if cut
        else _("Jalur lambat; semuanya tersimpan di sini.")
    )
    todo = _("Tidak ada yang hilang. Bila lebih dari seminggu, bawa dengan cakram: “siaga carry out”.")
    return SLOW, value, means, todo


def _parked(r: Readings, zone: str) -> Line:
    label = _("Pokok yang tertahan")
    if not r.parked:
        return Line("parked", label, NORMAL, _("Tidak ada."), _("Semua catatan yang diterima dipahami."))
    value = _("%(n)s pokok, tertua %(age)s.") % {"n": angka(r.parked), "age": sejak(r.parked_since, r.now)}
    means = _("Hanya pokok itu yang menunggu; yang lain berjalan terus.")
    return Line(
        "parked", label, SLOW, value, means, _("Buka daftar catatan tertahan: sebab dan langkahnya ada di sana.")
    )


def _second(r: Readings, zone: str) -> Line:
    label = _("Kotak cadangan")
    if not r.second:
        means = _("Bila mesin ini rusak, pelayanan berhenti sampai kotak baru siap.")
        todo = _("Siapkan komputer lain menurut lembar petunjuk; komputer lama pun cukup.")
        return Line("second", label, SLOW, _("Belum ada."), means, todo)
    since = _moment(r.second_since, zone)
    if r.second == NORMAL:
        return Line(
            "second",
            label,
            NORMAL,
            _("Tersambung sejak %(at)s.") % {"at": since},
            _("Memegang semua yang ada di sini."),
        )
    value = _("Tidak terjaga sejak %(at)s. %(says)s") % {"at": since, "says": shown(r.second_says)}
    means = _("Kantor melayani terus, tetapi catatan baru hanya ada di satu mesin.")
    return Line("second", label, r.second, value, means, _("Periksa listrik dan kabel jaringan kotak kedua."))


def _backup(r: Readings, zone: str) -> Line:
    label, state, b = _("Salinan cadangan"), backup_state(r), r.backup
    if b.at is None and not b.fault:
        means = _("Bila mesin ini hilang, yang belum terkirim ikut hilang.")
        return Line(
            "backup",
            label,
            state,
            _("Belum ada."),
            means,
            _("Pasang cakram luar, lalu jalankan “siaga kunci-pemulihan” dan “siaga backup --ke FOLDER”."),
        )
    value = _("Terakhir %(at)s; terakhir diuji %(tested)s.") % {
        "at": _moment(b.at, zone),
        "tested": _moment(b.tested, zone),
    }
    if b.fault:
        value += " " + shown(b.fault)
        return Line(
            "backup",
            label,
            state,
            value,
            _("Salinan terakhir gagal."),
            _("Periksa cakram salinannya: terpasang dan tidak penuh."),
        )
    if state == NORMAL:
        return Line("backup", label, state, value, _("Kantor dapat dibangun lagi darinya."))
    return Line(
        "backup",
        label,
        state,
        value,
        _("Salinannya sudah lama."),
        _("Pasang cakram salinannya dan biarkan sampai malam."),
    )


def _program(r: Readings, zone: str) -> Line:
    return Line("program", _("Program"), NORMAL, f"SIAGA {r.program}", _("Sebutkan versi ini bila menelepon."))


def amount(size: int) -> str:
    """ "1,4 GB": bytes as people say them, powers of 1024."""
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1024 or unit == "TB":
            break
        value /= 1024
    text = f"{value:.0f}" if unit == "B" or value >= 100 else f"{value:.1f}"
    return f"{text.replace('.', ',')} {unit}"


def _moment(at: datetime | None, zone: str) -> str:
    return f"{local(at, zone):%d-%m-%Y %H.%M} {zone}" if at is not None else _("belum pernah")
