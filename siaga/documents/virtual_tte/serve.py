"""A virtual e-sign service on one address.

    python -m siaga.documents.virtual_tte.serve --port P --folder D --signer NIK=NAME --passphrase TEXT

A person looks at http://host:port/ and orders faults there. It listens to this machine alone unless told otherwise.
"""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

from siaga.kit.clock import Clock, SystemClock

from .desk import Desk
from .faults import Faults
from .listener import Listener

USER, PASSWORD = "dukcapil", "akun-peraga"


class VirtualTte:
    """A context manager: listens on entering, stops on leaving.

    signers: nik → (name, passphrase). port: 0 for any free one. Raises OSError when the port is taken.
    """

    def __init__(
        self,
        folder: Path,
        signers: Mapping[str, tuple[str, str]],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        account: tuple[str, str] = (USER, PASSWORD),
    ) -> None:
        self.host, self.port, self.account = host, port, account
        self.desk = Desk(folder, clock or SystemClock())
        for nik, (name, passphrase) in signers.items():
            self.desk.enrol(nik, name, passphrase)
        self.faults = Faults()
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self) -> None:
        """Take connections, on the same port as before if there was one."""
        self._listener = Listener((self.host, self.port), self.desk, self.faults, self.account)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, name="virtual-tte", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._listener is not None and self._thread is not None:
            self._listener.closing.set()
            self._listener.shutdown()
            self._listener.server_close()
            self._thread.join()
            self._listener = self._thread = None

    def __enter__(self) -> VirtualTte:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; prints the address once it listens. The passphrase is the demonstration's own."""
    parser = argparse.ArgumentParser(description="Virtual e-sign service")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--signer", action="append", default=[], help="NIK=NAME")
    parser.add_argument("--passphrase", required=True)
    options = parser.parse_args(argv)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    pairs = [text.partition("=") for text in options.signer]
    signers = {nik: (name, options.passphrase) for nik, _, name in pairs}
    with VirtualTte(options.folder, signers, host=options.host, port=options.port) as service:
        print(service.url, flush=True)
        stopping.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
