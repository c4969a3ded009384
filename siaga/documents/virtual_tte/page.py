"""The page on which a person sees what the virtual service signed, and orders its faults."""

from __future__ import annotations

from html import escape
from typing import Final

from .desk import Desk
from .faults import FAULTS, Faults

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
}
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ccc}"
    "button{font:inherit;padding:.3rem .8rem}"
)


def overview(desk: Desk, faults: Faults) -> str:
    signers = "".join(f"<li>{escape(known.name)}, {escape(nik)}</li>" for nik, known in sorted(desk.known.items()))
    return (
        '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Layanan TTE virtual SIAGA</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>'
        "<main><h1>Layanan TTE virtual SIAGA</h1>"
        "<p>Bukan layanan sungguhan: tanda tangannya benar, sertifikatnya buatan sendiri.</p>"
        f"<p>Tanda tangan dibuat: {desk.signatures()}. Frasa sandi salah: {desk.tries}.</p>"
        f"<h2>Penanda tangan</h2><ul>{signers}</ul><h2>Gangguan</h2>"
        '<table><thead><tr><th scope="col">Gangguan</th><th scope="col">Keadaan</th><th scope="col">Sakelar</th></tr>'
        f"</thead><tbody>{''.join(_row(name, faults) for name in FAULTS)}</tbody></table></main></body></html>"
    )


def _row(name: str, faults: Faults) -> str:
    on = faults.on(name) is not None
    return (
        f"<tr><td>{escape(FAULTS[name])}</td><td>{'dipasang' if on else '–'}</td><td>"
        f'<form method="post" action="/control"><input type="hidden" name="fault" value="{name}">'
        f'<input type="hidden" name="on" value="{"0" if on else "1"}">'
        f'<button aria-label="{"Cabut" if on else "Pasang"}: {escape(FAULTS[name])}">{"Cabut" if on else "Pasang"}'
        "</button></form></td></tr>"
    )
