"""`siaga tte`: by whom an office signs, a key on its machine or the e-sign service. A running `siaga serve` follows node.json."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from cryptography import x509

from siaga.documents.signing_longterm import LEVELS
from siaga.kit.refusal import PermanentFault

from .home import EsignService, Home, LongTerm
from .options import home_option


@click.group("tte", help="Cara kantor ini menandatangani dokumen secara elektronik.")
def tte() -> None:
    pass


@tte.command(
    "layanan", help="Tanda tangan kepala kantor lewat layanan TTE; frasa sandinya tidak pernah disimpan di sini."
)
@home_option
@click.option("--url", required=True, help="Alamat layanan, misalnya https://esign.example")
@click.option("--versi", type=click.Choice(["1", "2"]), default="2", show_default=True)
@click.option("--nik", required=True, help="NIK penanda tangan.")
@click.option("--nama", required=True, help="Nama penanda tangan seperti pada sertifikatnya.")
@click.option("--akun", required=True, help="Akun kantor pada layanan itu (HTTP Basic).")
@click.password_option("--sandi-akun", help="Sandi akun kantor, bukan frasa sandi penanda tangan.")
@click.option("--akar", type=click.Path(exists=True, path_type=Path), help="Sertifikat penerbitnya (PEM).")
def service(
    home_path: Path, url: str, versi: str, nik: str, nama: str, akun: str, sandi_akun: str, akar: Path | None
) -> None:
    if len(nik) != 16 or not nik.isdigit():
        raise click.UsageError("--nik harus 16 angka.")
    said = EsignService(url.rstrip("/"), nik, nama, int(versi), akun, sandi_akun, root=_pem(akar))
    home = Home.open(home_path)
    home.save(msgspec.structs.replace(home.settings, tte=said))
    click.echo(f"{home.settings.name} menandatangani lewat {said.url} (v{versi}) atas nama {nama}.")
    if not said.root:
        click.echo("Tanpa --akar, penerbit sertifikatnya tidak diperiksa.")


@tte.command("kunci", help="Tanda tangan dengan kunci di mesin kantor; dengan --waktu: PAdES B-T atau B-LT.")
@home_option
@click.option("--tingkat", type=click.Choice(LEVELS), default=LEVELS[0], show_default=True)
@click.option("--waktu", default="", help="Alamat penanda waktu (TSA, RFC 3161).")
@click.option("--akar", type=click.Path(exists=True, path_type=Path), help="Akar penanda waktu dan sertifikat (PEM).")
def key(home_path: Path, tingkat: str, waktu: str, akar: Path | None) -> None:
    if tingkat != LEVELS[0] and not waktu:
        raise click.UsageError(f"{tingkat} memerlukan --waktu.")
    home = Home.open(home_path)
    more = LongTerm(tingkat, waktu, _pem(akar))
    home.save(msgspec.structs.replace(home.settings, tte=None, tte_lokal=more))
    click.echo(f"{home.settings.name} menandatangani dengan kuncinya sendiri, {tingkat}.")


def _pem(path: Path | None) -> str:
    """Raises PermanentFault for what holds no certificate."""
    if path is None:
        return ""
    try:
        x509.load_pem_x509_certificates(path.read_bytes())
    except ValueError as e:
        raise PermanentFault(f"{path} tidak berisi sertifikat PEM") from e
    return path.read_text()


COMMANDS = (tte,)
