"""`siaga tte`: by whom an office signs, a key on its machine, a device that holds the key (PKCS#11), or the e-sign service.

A running `siaga serve` follows node.json.
"""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from siaga.documents.signing_longterm import LEVELS
from siaga.kit.node import PUSAT
from siaga.kit.refusal import PermanentFault, TemporaryFault

from .home import Device, EsignService, Home, LongTerm
from .options import home_option
from .signers import SealedPin, device_signer


@click.group("tte", help="Cara kantor ini menandatangani dokumen secara elektronik.")
def tte() -> None:
    pass


@tte.command(
    "layanan", help="Tanda tangan kepala kantor lewat layanan TTE; frasa sandinya tidak pernah disimpan di sini."
)
@home_option
@click.option("--url", required=True, help="Alamat layanan, misalnya https://esign.example")
@click.option("--versi", type=click.Choice(["1", "2"]), default="2", show_default=True, help="Versi API layanan itu.")
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
    home = _office(home_path)
    home.save(msgspec.structs.replace(home.settings, tte=said))
    click.echo(f"{home.settings.name} menandatangani lewat {said.url} (v{versi}) atas nama {nama}.")
    if not said.root:
        click.echo("Tanpa --akar, penerbit sertifikatnya tidak diperiksa.")


@tte.command("kunci", help="Tanda tangan dengan kunci di mesin kantor; dengan --waktu: PAdES B-T atau B-LT.")
@home_option
@click.option("--tingkat", type=click.Choice(LEVELS), default=LEVELS[0], show_default=True, help="Tingkat PAdES.")
@click.option("--waktu", default="", help="Alamat penanda waktu (TSA, RFC 3161).")
@click.option("--akar", type=click.Path(exists=True, path_type=Path), help="Akar penanda waktu dan sertifikat (PEM).")
def key(home_path: Path, tingkat: str, waktu: str, akar: Path | None) -> None:
    if tingkat != LEVELS[0] and not waktu:
        raise click.UsageError(f"{tingkat} memerlukan --waktu.")
    home = _office(home_path)
    more = LongTerm(tingkat, waktu, _pem(akar))
    SealedPin(home).forget()
    home.save(msgspec.structs.replace(home.settings, tte=None, tte_perangkat=None, tte_lokal=more))
    click.echo(f"{home.settings.name} menandatangani dengan kuncinya sendiri, {tingkat}.")


@tte.command(
    "perangkat", help="Tanda tangan dengan kunci di dalam token atau HSM (PKCS#11); kuncinya tidak pernah keluar."
)
@home_option
@click.option(
    "--modul",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Pustaka PKCS#11 pembuatnya.",
)
@click.option("--token", required=True, help="Label token.")
@click.option("--kunci", "label", required=True, help="Label kunci P-256 di dalamnya.")
@click.option(
    "--sertifikat",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="Sertifikatnya, lalu penerbitnya (PEM).",
)
@click.option("--tingkat", type=click.Choice(LEVELS), default=LEVELS[0], show_default=True, help="Tingkat PAdES.")
@click.option("--waktu", default="", help="Alamat penanda waktu (TSA, RFC 3161).")
@click.option("--akar", type=click.Path(exists=True, path_type=Path), help="Akar penanda waktu dan sertifikat (PEM).")
@click.option(
    "--pin", prompt="PIN perangkat", hide_input=True, help="Diminta bila tidak disebut; disimpan tersegel di mesin ini."
)
def device(
    home_path: Path,
    modul: Path,
    token: str,
    label: str,
    sertifikat: Path,
    tingkat: str,
    waktu: str,
    akar: Path | None,
    pin: str,
) -> None:
    if tingkat != LEVELS[0] and not waktu:
        raise click.UsageError(f"{tingkat} memerlukan --waktu.")
    home = _office(home_path)
    said = Device(str(modul.resolve()), token, label, _pem(sertifikat))
    signer = device_signer(home, said)
    if not isinstance(signer.chain[0].public_key(), ec.EllipticCurvePublicKey):
        raise PermanentFault(f"{sertifikat}: sertifikat pertama bukan untuk kunci P-256")
    SealedPin(home).keep(pin)
    try:
        if not signer.matches():
            raise PermanentFault(f"{sertifikat}: bukan sertifikat kunci {label} pada token {token}")
    except (PermanentFault, TemporaryFault) as e:
        if home.settings.tte_perangkat is None:
            SealedPin(home).forget()
        raise click.ClickException(str(e)) from e
    finally:
        signer.close()
    more = LongTerm(tingkat, waktu, _pem(akar))
    home.save(msgspec.structs.replace(home.settings, tte=None, tte_perangkat=said, tte_lokal=more))
    click.echo(
        f"{home.settings.name} menandatangani dengan kunci di perangkat {token} atas nama {signer.name}, {tingkat}."
    )
    click.echo(
        "Kotak cadangan tidak memegang perangkat ini; sampai perangkatnya sendiri dipasang, ia memakai kunci kantor di mesinnya."
    )


def _office(path: Path) -> Home:
    """Raises PermanentFault where no papers are signed."""
    home = Home.open(path)
    if home.settings.id == PUSAT or home.settings.point:
        raise PermanentFault(f"dokumen ditandatangani di kantor; {path} adalah {home.settings.name}")
    return home


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
