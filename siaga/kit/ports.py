"""Whether a port can be listened at, and by one alone; by what a machine that listens everywhere is reached. Linux only."""

from __future__ import annotations

import errno
import fcntl
import socket
import struct
import time
from contextlib import suppress

from .refusal import TemporaryFault

_SIOCGIFADDR = 0x8915  # netdevice(7)
_WHY_NOT = {
    errno.EADDRINUSE: "port itu sedang dipakai program lain; pilih yang lain dengan --port",
    errno.EADDRNOTAVAIL: "alamat itu bukan alamat mesin ini; sebutkan yang benar dengan --alamat",
    errno.EACCES: "port di bawah 1024 hanya untuk root; pilih yang lain dengan --port",
}


def must_be_free(address: str, port: int, who: str, wait: float = 2.0) -> None:
    """Raises TemporaryFault where `who` could not listen alone, after waiting so long (seconds) for one that is just ending.

    granian asks for no port of its own (SO_REUSEPORT): beside another node that does the same, either would answer by turns, and an
    office's page would come from a stranger.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    deadline = time.monotonic() + wait
    while True:
        try:
            socket.create_server((address, port), family=family).close()
        except OSError as e:
            if e.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.05)
                continue
            why = _WHY_NOT.get(e.errno or 0, e.strerror or str(e))
            raise TemporaryFault(f"{who} tidak dapat mendengarkan di {address}:{port}: {why}") from e
        return


def own_names() -> list[str]:
    """This machine's name and the IPv4 addresses of its interfaces now."""
    found = [socket.gethostname()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            with suppress(OSError):  # no address there
                answer = fcntl.ioctl(probe, _SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
                found.append(socket.inet_ntoa(answer[20:24]))
    return found
