"""What an account must be like: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from siaga.kit.refusal import Refusal, refused

NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
RESERVED = frozenset({"sistem", "warga", "pusat", "admin", "root", "tambah"})
MIN_PASSWORD = 10


def username(text: str) -> Refusal | None:
    """Two to forty of a-z, 0-9, ".", "_", "-", beginning with a letter; not a name that the journal uses itself."""
    if NAME.fullmatch(text) and text not in RESERVED:
        return None
    return Refusal(
        "officer.username",
        "Nama pengguna ditulis dengan huruf kecil, angka, titik atau garis, 2 sampai 40 huruf, diawali huruf; misalnya siti.rahma.",
        "username",
    )


def password(text: str, username: str, field: str = "password") -> Refusal | None:
    """Length, not composition (NIST SP 800-63B §5.1.1.2); not the name, not one sign over and over, not a run of digits."""
    low = text.lower()
    if len(text) >= MIN_PASSWORD and len(set(low)) >= 5 and (not username or username not in low) and not low.isdigit():
        return None
    return Refusal(
        "officer.password",
        "Kata sandi paling sedikit %(n)s huruf, tidak hanya angka, dan tidak memuat nama pengguna. Pakailah beberapa kata.",
        field,
        params={"n": MIN_PASSWORD},
    )


def pin(text: str) -> Refusal | None:
    """Six digits, not all the same, not counting up or down, not one pair or triple repeated."""
    steps = {(int(b) - int(a)) % 10 for a, b in zip(text, text[1:], strict=False)} if text.isdecimal() else set()
    plain = len(text) == 6 and text.isascii() and text.isdecimal()
    if plain and steps not in ({0}, {1}, {9}) and text not in (text[:2] * 3, text[:3] * 2):
        return None
    return Refusal(
        "officer.pin",
        "PIN terdiri atas 6 angka yang tidak berurutan dan tidak berulang, misalnya 480273. Pilih angka lain.",
        "pin",
    )


def given_roles(codes: Iterable[str], possible: Iterable[str]) -> Refusal | None:
    """At least one, and only roles that exist at this node."""
    codes, allowed = list(codes), set(possible)
    if codes and set(codes) <= allowed:
        return None
    return Refusal("officer.roles", "Pilih sedikitnya satu tugas dari daftar tugas kantor ini.", "roles")


def area(code: str, node_area: str) -> Refusal | None:
    """An officer's area lies inside the node's."""
    if not code or (code.isdecimal() and len(code) in (2, 4, 6, 10) and code.startswith(node_area)):
        return None
    return Refusal(
        "officer.wilayah",
        "Kode wilayah harus kode kecamatan atau kelurahan di wilayah kantor ini, atau dikosongkan.",
        "wilayah",
    )


def account(name: str, codes: Iterable[str], possible: Iterable[str], code: str, node_area: str) -> list[Refusal]:
    missing = None if name.strip() else Refusal("officer.name", "Tulis nama lengkap petugas.", "name")
    return refused([missing, given_roles(codes, possible), area(code, node_area)])
