"""A virtual printer: a real IPP/1.1 and 2.0 printer over HTTP whose pages are files in a folder.

    python -m siaga.cards.printers.virtual --port P --folder D --queues kartu-1,dokumen-1

Each queue is at ipp://host:port/printers/<queue>; a person looks at http://host:port/. For demonstration and for
tests: it asks nobody who they are, so it listens to this machine alone unless told otherwise.
"""

from __future__ import annotations

import argparse
import re
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

from siaga.cards.printers.listener import Listener
from siaga.cards.printers.press import Press
from siaga.kit.clock import Clock, SystemClock

QUEUES: Final = ("kartu-1", "dokumen-1")


class VirtualPrinter:
    """All queues of one address. A context manager: starts on entering, stops on leaving.

    folder: one sub-folder a queue, see `spool`. port: 0 for any free one. seconds_per_page: what printing takes.
    Raises ValueError for a queue name that is not letters, digits, "-" and "_"; OSError when the port is taken.
    """

    def __init__(
        self,
        folder: Path,
        queues: Sequence[str] = QUEUES,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        seconds_per_page: float = 0.0,
        clock: Clock | None = None,
    ) -> None:
        for name in queues:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
                raise ValueError(f"not a queue name: {name!r}")
        self.host, self.port = host, port
        clock = clock or SystemClock()
        self.presses = {name: Press(name, folder / name, clock, seconds_per_page) for name in queues}
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self.listen()
        for press in self.presses.values():
            press.start()

    def stop(self) -> None:
        self.hang_up()
        for press in self.presses.values():
            press.stop()

    def listen(self) -> None:
        """Take connections, on the same port as before if there was one."""
        self._listener = Listener((self.host, self.port), self.presses)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, name="virtual-printer", daemon=True
        )
        self._thread.start()

    def hang_up(self) -> None:
        """Take no more connections: the printer's cable is out; it goes on printing what it has."""
        if self._listener is not None and self._thread is not None:
            self._listener.closing.set()
            self._listener.shutdown()
            self._listener.server_close()
            self._thread.join()
            self._listener = self._thread = None

    def uri(self, queue: str) -> str:
        return f"ipp://{self.host}:{self.port}/printers/{queue}"

    @property
    def web(self) -> str:
        return f"http://{self.host}:{self.port}/"

    def fault(
        self, queue: str, name: str, on: bool = True, *, seconds: float = 5.0, operation: str | None = None
    ) -> None:
        """Order a fault of `faults.FAULTS` or take it back.

        Raises KeyError for an unknown queue, ValueError as Faults.set.
        """
        self.presses[queue].faults.set(name, on, seconds=seconds, operation=operation)

    def clear(self, queue: str) -> None:
        self.presses[queue].faults.clear()

    def printed(self, queue: str) -> list[Path]:
        """The pages, in the order of their jobs."""
        return self.presses[queue].spool.printed()

    def __enter__(self) -> VirtualPrinter:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; prints the addresses, one a line, once it listens."""
    parser = argparse.ArgumentParser(description="Virtual IPP printer")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--queues", default=",".join(QUEUES))
    parser.add_argument("--seconds-per-page", type=float, default=1.0)
    options = parser.parse_args(argv)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    printer = VirtualPrinter(
        options.folder,
        options.queues.split(","),
        host=options.host,
        port=options.port,
        seconds_per_page=options.seconds_per_page,
    )
    with printer:
        print(printer.web, *(printer.uri(name) for name in printer.presses), sep="\n", flush=True)
        stopping.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
