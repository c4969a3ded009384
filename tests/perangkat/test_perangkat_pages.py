"""The technician's page, what leaves the house from it, and the runbook that must match the program."""

from __future__ import annotations

import io
import re
import shlex
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click
import pytest
from django.urls import reverse

from siaga.cli import cli
from siaga.drill.country import Country
from siaga.drill.town import make_town
from siaga.journal.models import Parked
from siaga.journal.seeding import write_many
from siaga.kit import ids
from siaga.kit.node import Node
from siaga.people.foreign.models import Stay
from siaga.people.founding import said_of
from siaga.perangkat import bundle, rules, runbook
from siaga.perangkat.models import ChainCheck, Equipment
from siaga.perangkat.readings import backup_of, read
from siaga.roles.office import OFFICE
from siaga.wilayah.source import read_areas
from tests.pages import client_for

ROOT = Path(__file__).resolve().parents[2]


def test_every_line_is_there_and_the_code_can_be_read_back(negeri: Country, jakut: Node) -> None:
    OFFICE.tick(jakut, jakut.clock.now())
    page = client_for(jakut, "teknisi").get("/perangkat/").content.decode()
    for words in ("Ruang simpan", "PostgreSQL", "Sama dengan jam pusat", "Jurnal", "Kotak cadangan", "SIAGA 0."):
        assert words in page, words
    code = re.search(r'id="kode">([0-9A-Z]{5}-[0-9A-Z]{5})<', page)
    assert code
    operator = client_for(negeri.centre, "operator_pusat")
    told = operator.get("/perangkat/kode/", {"kode": code[1].lower()}).content.decode()
    assert "Kantor, program SIAGA" in told and "Belum ada kotak cadangan." in told
    wrong = code[1][:-1] + ("A" if code[1][-1] != "A" else "B")
    answer = operator.get("/perangkat/kode/", {"kode": wrong})
    assert answer.status_code == 422 and "salah dengar" in answer.content.decode()


def test_a_journal_is_checked_again_at_once(jakut: Node) -> None:
    OFFICE.tick(jakut, jakut.clock.now())
    client = client_for(jakut, "teknisi")
    with jakut:
        assert ChainCheck.objects.exists()
    assert "dimulai dari catatan pertama" in client.post("/perangkat/periksa/", follow=True).content.decode()
    with jakut:
        assert not ChainCheck.objects.exists()
    assert client_for(jakut, "kepala").post("/perangkat/periksa/").status_code == 403


def test_backups_are_read_and_a_damaged_state_is_none(tmp_path: Path) -> None:
    assert backup_of(tmp_path).at is None
    state = tmp_path / "salinan.json"
    state.write_text('{"at": 1700000000000000, "tested": 0, "test_says": "beda", "folder": "x"}')
    found = backup_of(tmp_path)
    assert found.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC) and (found.tested, found.fault) == (None, "beda")
    state.write_text("{")
    assert backup_of(tmp_path).at is None


SHAPES = (
    "2026-11-23 01:00:00.000 UTC [7] siaga ERROR:  orang {name} ({nik}) tidak ada",
    "2026-11-23 01:00:00.000 UTC [7] siaga DETAIL:  Key (nik, name)=({nik}, {name}) already exists.",
    "2026-11-23 01:00:00.000 UTC [7] siaga STATEMENT:  SELECT '{name}', {kk}",
    '2026-11-23 01:00:00.000 UTC [7] siaga CONTEXT:  COPY people_resident, line 1: "{nik}\t{name}"',
    "\tsambungan {name} {nik}",
    "WARNING siaga.ticks penduduk/{nik} keluarga/{kk}: {lower} {spaced}",
    "ERROR nama={name};nik={nik}_{kk}",
)


TRACEBACK = """
Traceback (most recent call last):
  File "/opt/siaga/lib/siaga/people/find.py", line 33, in by_name
    return known['{name}']
KeyError: '{name}'
"""


def test_the_bundle_holds_nobodys_data(jakut: Node) -> None:
    areas = [a for a in read_areas() if a.level < 4 or a.code.startswith("3172")]
    town = make_town(11, "3172", areas, 400, on=date(2026, 1, 5))
    write_many(jakut, said_of(town.families, town.residents, datetime(2026, 1, 5, 1, tzinfo=UTC), "awal"))
    lines = []
    for n, r in enumerate(town.residents):
        spaced = " ".join((r.nik[:4], r.nik[4:6], r.nik[6:12], r.nik[12:]))
        shape = SHAPES[n % len(SHAPES)]
        lines.append(shape.format(name=r.nama, nik=r.nik, kk=r.no_kk, lower=r.nama.lower(), spaced=spaced))
        if n % 50 == 0:
            Parked.objects.create(
                chain="pusat", seq=n, subject=f"penduduk/{r.nik}", kind="x.y", reason=lines[-1], since=jakut.clock.now()
            )
    guest = {"kind": "ITAS", "passport": "A1", "nationality": "JPN", "permit": {}, "office": "3172"}
    Stay.objects.create(nik="3172010101900999", nama="Quokkamoto Wombatsen", at=jakut.clock.now(), **guest)
    lines[0] += " for Quokkamoto Wombatsen"
    (jakut.home / "siaga.log").write_text("\n".join(lines[:200]) + '\nERROR:  rule "people_resident_pkey" broken\n')
    (jakut.home / "log").mkdir()
    (jakut.home / "log" / "web.log").write_text(
        "\n".join(lines[100:350]) + TRACEBACK.format(name=town.residents[0].nama)
    )
    (jakut.home / "log" / "tick.log").write_text("\n".join(lines[:1000]) + "\nlast words of tick\n")
    with zipfile.ZipFile(io.BytesIO(bundle.make(jakut))) as zipped:
        names = zipped.namelist()
        whole = {name: zipped.read(name).decode() for name in names}
    assert set(names) >= {"keadaan.txt", "versi.txt", "tabel.csv", "log.txt", "tertahan.csv", "jenis.csv"}
    text = "\n".join(whole.values())
    assert not re.search(r"\d{16}", text)
    shown = {
        w.lower() for part in ("log.txt", "tertahan.csv", "keadaan.txt") for w in re.findall(r"[^\W\d_]+", whole[part])
    }
    assert not {"quokkamoto", "wombatsen"} & shown, "a guest is in no register of residents"
    for r in town.residents:
        assert r.nik not in text and r.no_kk not in text and r.nama not in text
        assert r.nik[6:] not in text, "nor a part of a number"
        long = {w.lower() for w in re.findall(r"[^\W\d_]+", r.nama) if len(w) > 3}
        assert not long & (shown - WORDS_OF_OURS), r.nama
    log = whole["log.txt"]
    assert {"== web.log", "== tick.log", "== siaga.log", "last words of tick"} <= set(log.splitlines())
    assert "\n  siaga/people/find.py, line 33, in by_name\nKeyError: “…”" in log, "where it broke, not over whom"
    assert "people_resident_pkey" in log and "DETAIL: …" in log, "what helps is still there"
    assert "people.resident_registered" in whole["jenis.csv"]


WORDS_OF_OURS = {"tidak", "belum", "hari"}  # words of the page's own sentences that could also be in a name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026-11-23 01:00:00.123 UTC [712] ok", "2026-11-23 01:00:00.123 UTC [712] ok"),
        ("nik 3172.0101.9000.0001 dan 12345", "nik #… dan 12345"),
        ('duplicate key "akta_nomor_key" for "Budi"', 'duplicate key "akta_nomor_key" for “…”'),
        ("Siti pergi", "… pergi"),
        ("ERROR Internal Server Error: /publik/lacak/KX7MPQRT/", "ERROR Internal Server Error: /publik/lacak/…"),
        ("Forbidden: /penduduk/3172010101900001/ubah/", "Forbidden: /penduduk/…"),
        ("Not Found: /cari/?q=Zulkarnaen", "Not Found: /cari/…"),
        ("lahir 01-02-1990, telepon +62 812-3456-7890, a.b@contoh.id", "lahir #…, telepon +#…, …"),
        ("x DETAIL:  Key (a)=(b)", "x DETAIL: …"),
    ],
)
def test_scrubbed(line: str, expected: str) -> None:
    assert bundle.scrubbed(line, frozenset({"siti"})) == expected


def test_a_device_from_its_form_to_its_repair(jakut: Node) -> None:
    client = client_for(jakut, "teknisi")
    assert "Belum ada perangkat" in client.get("/perangkat/daftar/").content.decode()
    form = {"what": "printer", "name": "Printer 2", "serial": "=SN-77", "place": "Ruang cetak", "day": "20-11-2026"}
    bad = client.post("/perangkat/daftar/baru/", {**form, "serial": "", "kunci": str(ids.fresh())})
    assert bad.status_code == 422
    form["kunci"] = str(ids.fresh())
    for _ in range(2):  # a repeated click does nothing twice
        assert client.post("/perangkat/daftar/baru/", form).status_code == 302
    with jakut:
        id = Equipment.objects.get().id
    url = reverse("perangkat:one", args=[id])
    said = {"step": "fault", "day": "23-11-2026", "text": "pita tersangkut", "kunci": str(ids.fresh())}
    page = client.post(url, said, follow=True).content.decode()
    assert "pita tersangkut" in page and "Petugas Uji" in page
    assert client.post(url, {**said, "step": "moved", "text": "Gudang", "kunci": str(ids.fresh())}).status_code == 302
    early = client.post(url, {**said, "step": "sent", "day": "01-11-2026", "kunci": str(ids.fresh())})
    assert early.status_code == 422 and "sebelum langkah yang terakhir" in early.content.decode()
    listed = client.get("/perangkat/daftar/?keadaan=fault").content.decode()
    assert "Printer 2" in listed and "Gudang" in listed
    assert "Printer 2" not in client.get("/perangkat/daftar/?keadaan=sent").content.decode()
    csv = client.get("/perangkat/daftar/?format=csv").content.decode()
    assert "'=SN-77" in csv and csv.count("\r\n") == 2
    assert client_for(jakut, "loket").get("/perangkat/daftar/").status_code == 403
    with jakut:
        assert Equipment.objects.get().state == rules.FAULT


# --- the runbook ------------------------------------------------------------------------------------------------------


def test_the_runbook_in_docs_is_the_one_that_is_printed(jakut: Node) -> None:
    assert (ROOT / "docs" / "runbook-kotak-baru.md").read_text() == runbook.markdown()
    page = client_for(jakut, "kepala").get("/perangkat/lembar/").content.decode()
    assert page.count("<code>") == len(runbook.commands()) and "siaga takeover" in page


def written_commands() -> list[str]:
    text = (ROOT / "docs" / "runbook-kotak-baru.md").read_text()
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("line", written_commands())
def test_every_command_of_the_runbook_exists_with_its_options(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line is parsed by the program itself, up to the point where it would do something."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "KUNCI.TXT").write_text("kata")
    (tmp_path / "FOLDER-SALINAN").mkdir()
    words = shlex.split(line)
    assert words[0] == "siaga"
    parsed: click.Command = cli
    rest = words[1:]
    while isinstance(parsed, click.Group):
        assert rest and rest[0] in parsed.commands, f"siaga {' '.join(rest)}"
        parsed, rest = parsed.commands[rest[0]], rest[1:]
    context = parsed.make_context(parsed.name, list(rest))
    assert context.params


def test_the_runbook_names_the_commands_that_replace_a_box() -> None:
    used = {line.split()[1] for line in written_commands()}
    assert {"kode-cadangan", "standby", "serve", "takeover", "restore", "kunci-pemulihan", "kode-keadaan"} <= used


# --- a wrong clock ----------------------------------------------------------------------------------------------------


def test_what_is_read_when_nothing_was_ever_measured(jakut: Node) -> None:
    r = read(jakut)
    assert r.ahead is None and r.verified is None and r.rate is None and r.backup.at is None
    assert r.unsent == 0 and r.disk_free > 0 and r.oldest_seconds < 60 and timedelta() <= r.now - r.now
