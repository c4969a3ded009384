"""The office's disk is full, as `siaga serve` meets it: the page says so plainly, nothing is half done, when there is room it goes on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from siaga.drill.power import cuts, office
from siaga.drill.power.disk import TREE
from siaga.drill.power.killing import kill_server
from siaga.drill.power.office import Report
from siaga.drill.power.progress import scratch
from siaga.drill.power.witness import Witness
from siaga.kit.forking import Forked
from siaga.kit.processes import Child, free_port

MEGABYTES = 260
DRAWN_EACH = 300


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0755", "siaga-uji", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        warnings.warn("A FULL DISK IS NOT TESTED HERE: no tmpfs can be mounted (needs root)", stacklevel=2)
        pytest.skip("a full disk is not tested: no tmpfs can be mounted here (needs root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


class Kiosk:
    """Draws tickets over HTTP; from one address not more than the kiosk allows."""

    def __init__(self, port: int, witness: Witness) -> None:
        self.url, self.witness, self.drawn = f"http://127.0.0.1:{port}", witness, 0

    def _client(self) -> httpx.Client:
        line = httpx.HTTPTransport(local_address=f"127.0.1.{1 + self.drawn // DRAWN_EACH}")
        return httpx.Client(base_url=self.url, transport=line, timeout=30)

    def draw(self) -> httpx.Response:
        with self._client() as client:
            client.get("/publik/kios/A/")
            token = next((v for k, v in client.cookies.items() if k.endswith("_csrf")), "")
            key = uuid4()
            self.witness.begins(key, "kios", 0)
            form = {"jalur": "umum", "kunci": str(key), "csrfmiddlewaretoken": token}
            answer = client.post("/publik/kios/A/ambil/", data=form, headers={"Referer": self.url})
            self.drawn += 1
            if answer.status_code == 302:
                UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])
                self.witness.told(key)
            return answer


def fill(disk: Path) -> Path:
    filler = disk / "isi"
    for size in (1 << 20, 4096, 1):
        with suppress(OSError), open(filler, "ab", buffering=0) as f:
            while True:
                f.write(b"\0" * size)
    return filler


def plain(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2] or answer.text))


def until_drawn(kiosk: Kiosk, seconds: float) -> None:
    end, last = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            answer = kiosk.draw()
            if answer.status_code == 302:
                return
            last = plain(answer)
        time.sleep(0.3)
    raise AssertionError(f"nobody is served after {seconds} s: {last}")


@pytest.mark.slow
def test_a_full_disk_is_said_plainly_and_the_office_goes_on_when_there_is_room(tmp_path: Path) -> None:
    with scratch() as space, small_disk(space / "disk") as disk:
        home, witness, port = disk / "kantor", space / "saksi", free_port()
        shutil.copytree(cuts.make_base(space) / TREE / cuts.HOME, home, symlinks=True)
        words = [sys.executable, "-m", "siaga.cli", "serve", "--home", str(home), "--port", str(port)]
        log = space / "serve.log"
        with Child(words, env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"}, log=log) as serve:
            kiosk = Kiosk(port, Witness(witness))
            until_drawn(kiosk, 90)
            filler = fill(disk)
            refused = next(a for a in (kiosk.draw() for _ in range(6000)) if a.status_code != 302)
            assert refused.status_code == 503 and "Ruang simpan server penuh" in plain(refused), plain(refused)
            for _ in range(5):
                answer = kiosk.draw()
                assert answer.status_code in (302, 503), plain(answer)
            filler.unlink()
            until_drawn(kiosk, 60)

            for _ in range(3):  # not even its server can start: every page that it frees is taken
                kill_server(home / "pg" / "pg")
                (home / "pg" / "pg" / "postmaster.pid").unlink(missing_ok=True)
                os.truncate(home / "pg" / "log" / "start.log", 0)
                fill(disk)
                time.sleep(1.5)
            for _ in range(3):
                with suppress(httpx.TimeoutException):
                    assert kiosk.draw().status_code in (500, 503)
            filler.unlink()
            until_drawn(kiosk, 60)
            assert serve.alive(), serve.tail()
        kill_server(home / "pg" / "pg")
        look = partial(office.look, home, [witness], space / "laporan")
        assert Forked("periksa", look, env=dict(os.environ), log=space / "periksa.log").wait(120) == 0
        found = msgspec.json.decode((space / "laporan").read_bytes(), type=Report)
        assert found.told >= 2 and (found.lost, found.doubled, found.faults) == (0, 0, [])
