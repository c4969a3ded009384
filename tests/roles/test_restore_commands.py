"""The commands themselves, on real homes: key, backup, trying it out, and an office built again from the disk in the drawer."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from siaga.journal.segments import Local
from siaga.kit.recovery import BadWords, Recovery
from siaga.kit.refusal import PermanentFault
from siaga.roles import saving
from siaga.roles.backup import State
from siaga.roles.home import Saving, Settings
from siaga.roles.lost_and_found import Known, Report
from siaga.roles.progress import bars
from siaga.roles.remains import Remains
from siaga.roles.restore_plan import Sources, must_be_office, settings_for
from siaga.roles.saving import told

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 20.00 WIB
PLAN = Saving(folder="/disk", key="00", hour=19)


def siaga(*words: str, code: int = 0) -> str:
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "siaga.cli", *words], capture_output=True, text=True, env=env, timeout=300
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_key_backup_rehearsal_fire_and_restore(tmp_path: Path) -> None:
    home, disk, words = tmp_path / "kantor", tmp_path / "disk", tmp_path / "kunci.txt"
    disk.mkdir()
    siaga("init", "kantor", "--home", str(home), "--wilayah", "31.72")
    told = siaga("kunci-pemulihan", "--home", str(home), "--halaman", str(tmp_path / "halaman.html"))
    words.write_text(told.splitlines()[1])
    assert words.read_text() in (tmp_path / "halaman.html").read_text()
    assert words.read_text() not in (home / "node.json").read_text(), "only the public half stays"
    siaga("backup", "--home", str(home), "--ke", str(disk), "--jam", "2")
    assert "tabelnya sama" in siaga("backup", "--home", str(home), "--uji")
    segment = next(disk.rglob("*.segmen"))
    whole = segment.read_bytes()
    segment.write_bytes(whole[:200] + bytes([whole[200] ^ 1]) + whole[201:])
    assert "berubah" in siaga("backup", "--home", str(home), "--uji", code=1)
    segment.write_bytes(whole)
    new = tmp_path / "baru"
    said = siaga("restore", "--home", str(new), "--salinan", str(disk), "--kunci", str(words))
    assert "Tidak ada yang diketahui hilang" in said and "Masuk pertama" not in said, "the accounts came back"
    report = msgspec.json.decode((new / "laporan-pemulihan.json").read_bytes(), type=Report)
    settings = msgspec.json.decode((new / "node.json").read_bytes(), type=Settings)
    assert "Salinan cadangan berjalan lagi tiap hari sesudah pukul 02.00 ke " in said
    assert "Basis data" in said.splitlines(), "each stage of the work is told, a line each where nobody watches"
    saved = msgspec.json.decode((home / "node.json").read_bytes(), type=Settings).salinan
    assert settings.salinan == saved and saved is not None and (saved.hour, saved.folder) == (2, str(disk))
    siaga("backup", "--home", str(new))
    assert settings.box == report.box > 1 and report.whole and not (new / "pemulihan.json").exists()
    assert "utuh" in siaga("journal", "verify", "--home", str(new))
    assert "sudah berisi simpul" in siaga(
        "restore", "--home", str(new), "--salinan", str(disk), "--kunci", str(words), code=1
    )


@pytest.mark.parametrize(
    ("old", "given", "folder"),
    [
        ("here", "disk", "here"),
        ("gone", "disk", "disk"),
        ("gone", "disk/siaga-3172", "disk"),
        ("gone", "", "gone"),
    ],
)
def test_backups_go_on_where_they_can(tmp_path: Path, old: str, given: str, folder: str) -> None:
    (tmp_path / "here").mkdir()
    series = tmp_path / "disk" / "siaga-3172" / "20261123-190000000000"
    series.mkdir(parents=True)
    (series / "0001.segmen").write_bytes(b"")
    saving = Saving(folder=str(tmp_path / old), key="00", hour=4)
    sources = Sources(backups=(tmp_path / given,) if given else ())
    found = settings_for(sources, Remains(settings=Settings(id="3172", name="x", salinan=saving)), "").salinan
    assert found == msgspec.structs.replace(saving, folder=str(tmp_path / folder))
    there = (tmp_path / folder).is_dir()
    assert ("FOLDER ITU TIDAK ADA" in told(found)) is not there
    assert "belum diatur" in told(settings_for(sources, Remains(settings=Settings(id="3172", name="x")), "").salinan)


def test_a_bar_shows_how_far_the_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with bars() as say:
        say("Fakta", 0, 2000)
        say("Fakta", 500, 2000)
        say("Berkas", 7, 0)
    shown = screen.getvalue()
    assert "0%" in shown and "25%" in shown and "500/2000" in shown, shown
    assert "%" not in shown[shown.index("Berkas") :], "nobody knows of how many"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def micro(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (State(), "backup"),
        (State(at=micro(NOW - timedelta(hours=2))), "backup"),  # before today's hour
        (State(at=micro(NOW - timedelta(minutes=30)), tested=micro(NOW - timedelta(days=3))), ""),
        (State(at=micro(NOW - timedelta(minutes=30)), tested=micro(NOW - timedelta(days=7))), "uji"),
        (State(at=micro(NOW - timedelta(minutes=30))), "uji"),
        (
            State(at=micro(NOW), tested=micro(NOW - timedelta(days=1)), test_says="berbeda"),
            "uji",
        ),  # a new series is there
        (State(at=micro(NOW - timedelta(minutes=30)), tested=micro(NOW), test_says="berbeda"), ""),
        (State(at=micro(NOW - timedelta(minutes=30)), says="penuh"), "backup"),  # failed: again
        (State(says="penuh", tried=micro(NOW - timedelta(minutes=5))), ""),  # but not at once
    ],
)
def test_what_is_due(state: State, what: str) -> None:
    assert saving.due(PLAN, state, NOW, "WIB") == what


def test_the_words_of_a_key_are_checked() -> None:
    key = Recovery(bytes(range(16)))
    assert Recovery.of_words(key.words().upper().replace(" ", " - ")) == key
    words = key.words().split()
    for wrong in (words[:-1], [*words[1:], words[0]], ["bakab", *words[1:]], ["x", *words[1:]], [*words, "babab"]):
        with pytest.raises(BadWords):
            Recovery.of_words(" ".join(wrong))


def test_neither_the_centre_nor_a_point_is_saved_and_built_again_as_an_office_is() -> None:
    """A restored centre was told to be "box 3" of itself, with new keys that no office knows, and nothing was said to be missing."""
    centre, point = Settings(id="pusat", name="Pusat"), Settings(id="3172", name="Titik layanan", point=1)
    for settings, words in ((centre, "replika PostgreSQL"), (point, "siaga titik")):
        with pytest.raises(PermanentFault, match=words):
            must_be_office(settings)
    must_be_office(Settings(id="3172", name="Jakarta Utara", box=2))
    with pytest.raises(PermanentFault, match="replika PostgreSQL"):
        settings_for(Sources(), Remains(settings=centre), "")


def test_the_disk_of_a_point_gives_no_keys_and_no_settings() -> None:
    remains = Remains()
    node_json = msgspec.json.encode(Settings(id="3172", name="Titik layanan", point=1))
    remains.found(Local(files={"node.json": node_json, "key": b"00" * 32}, rows={}), 1, Known())
    assert remains.settings is None and not remains.keys
