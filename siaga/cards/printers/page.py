"""The page on which a person looks at what the virtual printer has printed, and orders its faults."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Final

from siaga.cards.printers.faults import FAULTS
from siaga.cards.printers.press import Press

_SHOWN: Final = 200
_PAGE: Final = re.compile(r"/lembar/([A-Za-z0-9_-]+)/([0-9]{1,9})")
_STATES: Final = {"idle": "siap", "processing": "mencetak", "stopped": "berhenti"}
_JOB_STATES: Final = {
    "pending": "menunggu",
    "pending-held": "ditahan",
    "processing": "sedang dicetak",
    "processing-stopped": "tertahan",
    "canceled": "dibatalkan",
    "aborted": "gagal",
    "completed": "selesai",
}
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ccc}"
    "button{font:inherit;padding:.3rem .8rem}"
    "img{max-height:9rem;border:1px solid #999;border-radius:.4rem}"
)


def overview(presses: Mapping[str, Press]) -> str:
    """All queues with their jobs, the latest first."""
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Printer virtual SIAGA</title>'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">'
        f"<style>{_STYLE}</style></head><body><h1>Printer virtual SIAGA</h1>"
        "<p>Bukan printer sungguhan: setiap lembar di bawah ini hanya berkas.</p>"
        + "".join(_queue(press) for press in presses.values())
        + "</body></html>"
    )


def _queue(press: Press) -> str:
    jobs = press.spool.jobs()
    printed = sum(bool(job.page) for job in jobs)
    rows = []
    for job in reversed(jobs[-_SHOWN:]):
        address = f"/lembar/{press.name}/{job.id}"
        label = f"Lihat lembar {escape(job.name)}"
        shown = f'<img src="{address}" alt="{label}">' if job.format.startswith("image/") else label
        link = f'<a href="{address}">{shown}</a>' if job.page else "–"
        rows.append(
            f"<tr><td>{job.id}</td><td>{escape(job.name)}</td><td>{_JOB_STATES[job.state]}</td><td>{link}</td></tr>"
        )
    return (
        f"<h2>{escape(press.name)}</h2><p>Keadaan: {_STATES[press.state()]}. Tercetak: {printed} lembar.</p>"
        + _faults(press)
        + '<table><thead><tr><th scope="col">No.</th><th scope="col">Pesanan</th><th scope="col">Keadaan</th>'
        f'<th scope="col">Lembar</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _faults(press: Press) -> str:
    """Which are on, and the switches: always in sight, as the page is made anew every few seconds."""
    on = press.faults.names()
    rows = "".join(
        f"<tr><td>{escape(says)}</td><td>{'dipasang' if name in on else '–'}</td><td>"
        f'<form method="post" action="/control"><input type="hidden" name="queue" value="{press.name}">'
        f'<input type="hidden" name="fault" value="{name}"><input type="hidden" name="on" value="{int(name not in on)}">'
        f'<button aria-label="{_switch(name in on)}: {press.name}, {escape(says)}">{_switch(name in on)}</button></form></td></tr>'
        for name, says in FAULTS.items()
    )
    return (
        f"<h3>Gangguan untuk latihan: {len(on)} dipasang</h3>"
        '<table><thead><tr><th scope="col">Gangguan</th><th scope="col">Keadaan</th><th scope="col">Sakelar</th></tr></thead>'
        f"<tbody>{rows}</tbody></table><h3>Lembar</h3>"
    )


def _switch(on: bool) -> str:
    return "Cabut" if on else "Pasang"


def printed(presses: Mapping[str, Press], path: str) -> tuple[bytes, str] | None:
    """The page at /lembar/<queue>/<job number> and its content type. No part of a path from outside reaches the disk."""
    match = _PAGE.fullmatch(path)
    press = presses.get(match[1]) if match else None
    job = press.spool.get(int(match[2])) if match and press else None
    if press is None or job is None or not job.page:
        return None
    return (press.spool.folder / job.page).read_bytes(), job.format
