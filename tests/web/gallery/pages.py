"""The gallery's views. `?down` cuts the link to the centre, `?rows=0` empties the list, `?page=` turns it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from siaga.kit.refusal import Refusal
from siaga.shell import fields
from siaga.shell.values import Deed, HistoryLine, Paper, RailItem, Related, Shell, StripItem, Who, place_refusals

NOW = datetime(2015, 9, 9, 7, 31, tzinfo=UTC)
LONG = "RADEN AJENG KUSUMANINGRUM SURYANINGTYAS PURBANINGRAT WIDODO X"[:60]
NAMES = ("SUPARMAN", "SITI AMINAH", LONG, "I GUSTI NGURAH RAI", "MARYAM", "JOHANNES LATUHARHARY", "SLAMET", "NURHAYATI")


@dataclass(frozen=True)
class Row:
    pk: int
    name: str
    nik: str
    area: str
    since: datetime
    promised: date
    late: bool
    url: str
    deed: Deed


class BirthForm(forms.Form):
    name = forms.CharField(label="Nama anak", max_length=60, help_text="Seperti akan tertulis di akta, tanpa gelar")
    born = fields.TanggalField(label="Tanggal lahir")
    sex = forms.ChoiceField(
        label="Jenis kelamin", choices=[("L", "Laki-laki"), ("P", "Perempuan")], widget=forms.RadioSelect
    )
    place = forms.ChoiceField(label="Tempat dilahirkan", choices=[("", "Pilih"), ("1", "RS/RB"), ("2", "Puskesmas")])
    area = fields.AreaField(label="Kelurahan", url="/areas")
    mother = fields.NomorField(label="NIK ibu")
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    photo = fields.CameraField(label="Foto pelapor", required=False)
    sign = fields.DrawnField(label="Tanda tangan pelapor", required=False)
    agreed = forms.BooleanField(label="Pelapor menyatakan isian ini benar")


def rail() -> tuple[RailItem, ...]:
    return (
        RailItem("Panggil antrean", "/list", 40, "queue", "Loket"),
        RailItem("Cari penduduk", "/record", None, "search", "Loket"),
        RailItem("Permohonan", "/list?rows=0", 12, "applications", "Loket"),
        RailItem("Belum direkam", "/list", 318, "record", "KTP-el"),
        RailItem("Menunggu pusat", "/list", 9539, "sfe", "KTP-el"),
        RailItem("Siap cetak", "/list", 1203, "print", "KTP-el"),
        RailItem("Siap diambil", "/list", 0, "shelf", "KTP-el"),
        RailItem("Blangko", "/list", None, "blangko", "Kantor"),
        RailItem("Gangguan", "/list", 2, "outages", "Kantor"),
        RailItem("Tutup hari", "/confirm", None, "close", "Kantor"),
    )


def strip(down: bool) -> tuple[StripItem, ...]:
    start = NOW - timedelta(hours=5, minutes=12)
    return (
        StripItem("Pusat", "terputus" if down else "normal", start, url="/problem"),
        StripItem("Mesin ketunggalan", "terputus" if down else "normal", NOW - timedelta(days=26)),
        StripItem("TTE", "tersendat" if down else "normal", start),
        StripItem("Printer", "normal", start),
        StripItem("Blangko", "normal", start, "1.600 lembar"),
        StripItem("Cadangan", "normal", start),
    )


def frame(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """What the lead's middleware does: hands the shell to the request, sets the policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        down = "down" in request.GET
        request.siaga_shell = lambda: Shell(  # type: ignore[attr-defined]
            office_name="Kota Administrasi Jakarta Utara",
            rail=rail(),
            strip=strip(down),
            strip_sentence="Pusat terputus. Rekam, cetak kartu yang sudah PRR, akta, dan KK tetap berjalan; "
            "pemohon baru menerima tanda terima dengan perkiraan tanggal."
            if down
            else "",
            strip_url="/problem",
            unsent=1203 if down else 0,
            unsent_url="/list",
            search_url="/list",
            user_label="Dewi Lestari Handayani",
            user_id="dewi",
            role_label="Petugas loket 3",
            pin_url="/form",
            logout_url="/login",
            home_url="/list",
            now=NOW,
            active="print",
        )
        answer = get_response(request)
        answer["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'; form-action 'self'"
        return answer

    return middleware


def make_row(i: int) -> Row:
    since = NOW - timedelta(days=70 - i // 20, hours=i % 7)
    return Row(
        i,
        NAMES[i % len(NAMES)],
        f"317201{4 + i % 20 + 40 * (i % 2):02d}0890{i % 9999 + 1:04d}",
        ("Penjaringan", "Tanjung Priok", "Koja", "Cilincing")[i % 4],
        since,
        date(2015, 9, 7) + timedelta(days=i % 6),
        i % 6 < 2,
        f"/record?i={i}",
        Deed("Cetak", "/record", "post"),
    )


def work_list(request: HttpRequest) -> HttpResponse:
    total = int(request.GET.get("rows", 10_000))
    page = Paginator(range(total), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "gallery/list.html",
        {
            "rows": [make_row(i) for i in page],
            "page": page,
            "export": True,
            "bulk_url": "/confirm",
            "bulk_label": "Cetak yang dipilih",
        },
    )


def record(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, "Kartu masuk antrean Printer 2.")
        return redirect("/record")
    at = NOW - timedelta(days=3)
    return render(
        request,
        "gallery/record.html",
        {
            "who": Who(
                LONG if "long" in request.GET else "SITI AMINAH",
                "3172014508900001",
                date(1990, 8, 5),
                "Jakarta",
                "Perempuan",
                "Jl. Kramat Jaya 14, RT 003/RW 007, Tugu Utara, Koja",
                provisional=True,
            ),
            "state": "Siap cetak, nomor 1.203 di barisan",
            "waits_for": "blangko",
            "waits_since": at,
            "promised": "14–19 September",
            "deed": Deed("Cetak kartu", "/record", "post"),
            "history": [
                HistoryLine(NOW, "Kartu dicetak di Printer 2, blangko 0098123", "Dewi Lestari"),
                HistoryLine(at, "Pusat menyatakan tunggal (PRR)"),
                HistoryLine(at - timedelta(days=9), "Direkam di Stasiun 1", "Budi"),
            ],
            "papers": [Paper("Tanda terima 0091", "/print", "9 September 2015"), Paper("Suket KTP-el", "/print")],
            "related": [
                Related("SUPARMAN", "Kepala keluarga", "3172010405850002", "/record"),
                Related("NUR", "Anak", "3172014101120003"),
            ],
        },
    )


def form(request: HttpRequest) -> HttpResponse:
    birth = BirthForm(request.POST or None)
    if request.method == "POST" and birth.is_valid():
        refused = (
            []
            if birth.cleaned_data["name"] != "SITI"
            else [
                Refusal(
                    "birth.twin",
                    "Sudah ada anak bernama %(name)s pada hari itu. Periksa sebelum menyimpan.",
                    "name",
                    "Permendagri 108/2019 ps. 33",
                    {"name": "SITI"},
                ),
                Refusal("birth.rule", "Saksi belum lengkap: tambahkan satu saksi."),
            ]
        )
        if not refused:
            messages.success(request, f"Kelahiran dicatat: {birth.cleaned_data['born']:%d-%m-%Y}")
            return redirect("/list")
        place_refusals(birth, refused)
    groups = [
        ("Anak", ["name", "born", "sex", "place"]),
        ("Orang tua", ["area", "mother"]),
        ("Pelapor", ["note", "photo", "sign", "agreed"]),
    ]
    context = {
        "form": birth,
        "groups": groups,
        "draft": "kelahiran",
        "submit_label": "Catat kelahiran",
        "cancel_url": "/list",
    }
    return render(request, "gallery/form.html", context, status=422 if birth.errors else 200)


def confirm(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "pilih" not in request.POST:
        messages.success(request, "50 kartu masuk antrean.")
        return redirect("/list")
    context = {
        "question": "Cetak 50 kartu dengan 50 blangko?",
        "consequence": "Blangko yang sudah dicetak tidak dapat dipakai lagi. Sisa setelah ini 1.550 lembar.",
        "confirm_label": "Cetak 50 kartu",
        "cancel_url": "/list",
    }
    return render(request, "shell/confirm.html", context)


def citizen(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/citizen.html", {"office_name": "Disdukcapil Kota Administrasi Jakarta Utara"})


def kiosk(request: HttpRequest) -> HttpResponse:
    services = [
        ("Rekam KTP-el", "Pertama kali, umur 16 tahun ke atas"),
        ("Ambil KTP-el", "Bawa KTP lama atau suket"),
        ("KTP-el hilang atau rusak", ""),
        ("Kartu Keluarga", ""),
        ("Akta lahir atau kematian", ""),
        ("Tanya petugas", ""),
    ]
    return render(request, "gallery/kiosk.html", {"services": services})


def hall(request: HttpRequest) -> HttpResponse:
    called = (
        None
        if "idle" in request.GET
        else {"id": "1", "number": "A-012", "counter": "Loket 3", "spoken": "Nomor antrean A 12, silakan ke loket 3"}
    )
    return render(
        request, "gallery/hall.html", {"called": called, "upcoming": ["A-013", "B-004", "A-014"] if called else []}
    )


def paper(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery/print.html")


def login(request: HttpRequest) -> HttpResponse:
    class Door(forms.Form):
        username = forms.CharField(label="Nama pengguna")
        pin = forms.CharField(label="Kata sandi", widget=forms.PasswordInput)

    door = Door(request.POST or None)
    if door.is_valid():
        door.add_error(None, "Nama pengguna atau kata sandi tidak cocok. Coba lagi atau hubungi kepala kantor.")
    return render(request, "shell/login.html", {"form": door, "next": "/list"})


def problem(request: HttpRequest) -> HttpResponse:
    context = {
        "base": "shell/base.html",
        "what": "Penduduk ini di luar wilayah Anda",
        "why": _("Anda hanya melihat data penduduk kecamatan tempat Anda bertugas."),
        "todo": "Minta petugas kecamatan Koja membukanya, atau minta penugasan kepada kepala kantor.",
        "refused": Refusal("area.outside", "Di luar wilayah tugas.", basis="UU 24/2013 ps. 79"),
        "back_url": "/list",
    }
    return render(request, "shell/error.html", context, status=403)


def areas(request: HttpRequest) -> HttpResponse:
    known = [
        ("31.72.02.1001", "Tugu Utara", "Koja, Jakarta Utara"),
        ("31.72.02.1002", "Tugu Selatan", "Koja, Jakarta Utara"),
    ]
    q = request.GET.get("q", "").lower()
    return JsonResponse([{"code": c, "name": n, "path": p} for c, n, p in known if q in n.lower()], safe=False)
