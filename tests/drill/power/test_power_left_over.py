"""What a kill leaves over serves nobody: no worker without its main process, no connection to one that answers no more."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest.mock import patch

import pytest

from siaga.drill.power.killing import end_left_over, writing_below
from siaga.journal.http import HttpLink
from siaga.kit.forking import Forked
from siaga.kit.refusal import TemporaryFault
from siaga.web import wsgi


def test_a_worker_whose_main_process_died_before_it_began_ends_without_a_word(tmp_path: Path) -> None:
    """Killed between the fork and the worker's first step: the parent that it finds is another one already."""
    gone = Forked("utama", lambda: None, env=dict(os.environ))
    gone.wait(10)
    log = tmp_path / "log"
    worker = Forked("web", partial(wsgi._application_of, tmp_path, gone.pid), env=dict(os.environ), log=log)
    assert worker.wait(20) == 1
    assert log.read_text() == "", "it looked for its home"


def worker_that_hears_nothing(main: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as granian's own while it begins, or while a request hangs
    with patch.object(wsgi, "become"), patch.object(wsgi.current, "use"):  # only its first step is looked at here
        wsgi._application_of(Path(), main)
    time.sleep(60)


def main_with_a_worker(log: Path) -> None:
    Forked("pekerja", partial(worker_that_hears_nothing, os.getpid()), env=dict(os.environ), log=log)
    time.sleep(60)


def test_a_worker_that_hears_no_signal_ends_with_its_main_process_all_the_same(tmp_path: Path) -> None:
    log = tmp_path / "kantor" / "log"
    main = Forked("utama", partial(main_with_a_worker, log), env=dict(os.environ))
    while not (found := list(writing_below(log.parent))):
        time.sleep(0.02)
    time.sleep(1.0)  # its first step is done
    assert [name for _pid, name in found] == ["pekerja"] and list(writing_below(log.parent)) == found
    os.kill(main.pid, signal.SIGKILL)
    main.wait(10)
    assert end_left_over(log.parent, 10) == []


def test_what_was_left_over_is_found_and_ended(tmp_path: Path) -> None:
    stays = Forked("tinggal", partial(time.sleep, 60), env=dict(os.environ), log=tmp_path / "kantor" / "log")
    other = Forked("lain", partial(time.sleep, 60), env=dict(os.environ), log=tmp_path.with_suffix(".log"))
    try:
        assert end_left_over(tmp_path / "kantor", 0.2) == ["tinggal"]
        assert stays.wait(10) == -signal.SIGKILL and other.alive()
    finally:
        other.kill()
        stays.kill()


class Ill(BaseHTTPRequestHandler):
    """The first connection is with somebody who can answer nothing any more; it is kept open as HTTP/1.1 has it."""

    protocol_version = "HTTP/1.1"
    met: list[tuple[str, int]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.client_address not in self.met:
            self.met.append(self.client_address)
        body = b"envelope"
        self.send_response(500 if self.client_address == self.met[0] else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def centre() -> Iterator[str]:
    Ill.met.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Ill)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_who_answers_nothing_is_not_asked_for_ever(centre: str) -> None:
    line = HttpLink(centre)
    with pytest.raises(TemporaryFault, match="500"):
        line.call(b"?")
    assert line.call(b"?") == b"envelope"
    assert line.call(b"?") == b"envelope" and len(Ill.met) == 2, "a connection that serves is kept"
