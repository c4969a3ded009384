"""Every "not now" and "not you" as a page that says what to do, or as problem+json (RFC 9457) for programs."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from siaga.accounts import roles
from siaga.accounts.access import Access, is_officer
from siaga.continuity.dependencies import DATABASE, FAULT_NAMES
from siaga.journal.act import CITIZEN, AlreadyDone
from siaga.kit.refusal import Fault, TemporaryFault
from siaga.shell.stored import shown
from siaga.shell.values import EMPTY

MAX_UPLOAD = 12 * 1024 * 1024
AGAIN_OR_ASK = gettext_lazy("Coba lagi beberapa menit lagi, atau minta bantuan petugas.")


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def problem(
    request: HttpRequest, status: int, what: str, why: str, todo: str, *, back: str = "", code: str = ""
) -> HttpResponse:
    """One problem, in the form that the asker can read. `code` becomes the problem's type, "urn:siaga:<code>"."""
    if wants_json(request):
        body = {"type": f"urn:siaga:{code}" if code else "about:blank", "title": what, "status": status}
        return JsonResponse(body | {"detail": f"{why} {todo}"}, status=status, content_type="application/problem+json")
    context = {"what": what, "why": why, "todo": todo, "back_url": back}
    if getattr(request, "siaga_shell", None) and getattr(request, "user", None) and request.user.is_authenticated:
        context["base"] = "shell/base.html"
    return render(request, "shell/error.html", context, status=status)


def refused(request: HttpRequest, access: Access | None) -> HttpResponse:
    """403: says which roles may, so that the officer knows whom to ask."""
    if access is None:
        why = _("Halaman ini belum dibuka untuk siapa pun.")
        todo = _("Beri tahu teknisi kantor alamat halaman ini.")
    else:
        who = roles.labels(access.roles)
        why = _("Halaman ini untuk: %(who)s. Akun Anda tidak mempunyai tugas itu.") % {"who": who}
        todo = _(
            "Minta tolong kepada petugas dengan tugas itu, atau minta kepala kantor menambahkannya pada akun Anda."
        )
    return problem(request, 403, _("Halaman ini bukan untuk tugas Anda"), why, todo, back="/", code="forbidden")


def unknown_caller(request: HttpRequest) -> HttpResponse:
    """401 for programs; people are sent to the login page instead."""
    return problem(
        request,
        401,
        _("Belum masuk"),
        _("Permintaan ini butuh akun petugas."),
        _("Masuk dahulu."),
        code="unauthenticated",
    )


def too_big(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        413,
        _("Berkas terlalu besar"),
        _("Yang dikirim lebih dari %(n)s MB, jadi tidak disimpan. Isian lain juga belum tersimpan.")
        % {"n": MAX_UPLOAD // 1024 // 1024},
        _("Ambil foto ulang dengan ukuran lebih kecil, atau pindai hitam putih 200 dpi, lalu kirim lagi."),
        back=came_from(request),
        code="too-large",
    )


def came_from(request: HttpRequest) -> str:
    """The page of ours that held the form; the front page where the browser does not say."""
    asked = request.headers.get("Referer", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else "/"


def already_done(request: HttpRequest, again: AlreadyDone, link: str) -> HttpResponse:
    return problem(
        request,
        200,
        _("Sudah tercatat"),
        _("Formulir ini sudah dikirim sebelumnya dan tercatat satu kali. Tidak ada yang tercatat dua kali."),
        _("Lanjutkan dari hasil yang sudah tercatat."),
        back=link,
        code="already-done",
    )


def faulted(request: HttpRequest, fault: Fault) -> HttpResponse:
    """503 while something is down; 500 where a person must look."""
    told = shown(str(fault)).rstrip(".")
    if isinstance(fault, TemporaryFault):
        return _later(_room(request, told) if FAULT_NAMES.get(fault.about) == DATABASE else _down(request, told))
    return problem(
        request,
        500,
        _("Langkah ini perlu diperiksa teknisi"),
        _("%(what)s. Yang sudah tersimpan tetap aman.") % {"what": told or _("Ada yang rusak")},
        _("Beri tahu teknisi kantor. Mengulang langkah ini tidak akan menolong."),
        back="/",
        code="permanent",
    )


def _down(request: HttpRequest, told: str) -> HttpResponse:
    """Something far away: the counter goes on. A citizen is not told to serve the next applicant."""
    officer = is_officer(getattr(request, "actor", CITIZEN))
    todo = (
        _(
            "Antrean, pencatatan, pencarian dan penyerahan di kantor ini tetap berjalan. Layani pemohon berikutnya; "
            "coba lagi langkah ini beberapa menit lagi."
        )
        if officer
        else AGAIN_OR_ASK
    )
    why = _("%(what)s. Yang sudah tersimpan tetap aman, dan yang menunggu akan dikirim sendiri setelah tersambung.")
    why %= {"what": told or _("Jalur terputus")}
    return problem(request, 503, _("Ada yang sedang terputus"), why, str(todo), back="/", code="temporary")


def _room(request: HttpRequest, told: str) -> HttpResponse:
    """This very server: nothing can be recorded until somebody sees to it."""
    what = _("Server kantor tidak dapat menyimpan")
    why = _("%(what)s. Yang sudah tersimpan sebelumnya tetap aman.") % {"what": told[:1].upper() + told[1:]}
    officer = is_officer(getattr(request, "actor", CITIZEN))
    todo = _("Catat di kertas sampai teknisi selesai; tidak ada yang tercatat di sini.") if officer else AGAIN_OR_ASK
    return problem(request, 503, what, why, str(todo), back="/", code="temporary")


def _later(answer: HttpResponse) -> HttpResponse:
    answer["Retry-After"] = "60"
    return answer


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(
        request,
        404,
        _("Halaman tidak ditemukan"),
        _("Alamat ini tidak ada, atau yang dicari tidak ada di kantor ini."),
        _("Periksa lagi nomor atau alamatnya, atau mulai dari halaman depan."),
        back="/",
        code="not-found",
    )


def only_sent(request: HttpRequest) -> HttpResponse:
    """405: the address of a form, opened as a page: typed, kept as a bookmark, or entered again after an error."""
    return problem(
        request,
        405,
        _("Alamat ini bukan halaman"),
        _("Alamat ini hanya menerima kiriman formulir. Dengan membukanya tidak ada yang tercatat."),
        _("Kembali ke halaman formulirnya, atau mulai dari halaman depan."),
        back=came_from(request),
        code="only-sent",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`PermissionDenied` raised by a view, e.g. outside the officer's area; its message is told."""
    return problem(
        request,
        403,
        _("Tidak dapat dibuka dengan akun Anda"),
        str(exception) or _("Data ini di luar tugas atau wilayah Anda."),
        _("Minta tolong kepada kepala kantor bila Anda memerlukannya."),
        back="/",
        code="forbidden",
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_big(request)
    return problem(
        request,
        400,
        _("Permintaan tidak dapat dibaca"),
        _("Yang dikirim tidak lengkap atau tidak sesuai bentuknya."),
        _("Kembali, muat ulang halaman, lalu coba lagi."),
        back="/",
        code="bad-request",
    )


def failed(request: HttpRequest) -> HttpResponse:
    """What no view expected, drawn without the request: its session and officer may live in the very database that is down."""
    away = _is_away(sys.exception())
    if away:
        what = _("Basis data di server ini tidak menjawab")
        why = _("Yang sudah tersimpan tetap aman; langkah terakhir mungkin belum tercatat.")
        todo = _(
            "Ia dijalankan lagi dengan sendirinya: coba lagi semenit lagi. Bila tetap begini, panggil teknisi; "
            "mungkin ruang simpan server penuh."
        )
    else:
        what = _("Halaman ini belum dapat ditampilkan")
        why = _(
            "Ada kesalahan di dalam program. Yang sudah tersimpan tetap aman; langkah terakhir mungkin belum tercatat."
        )
        todo = _("Coba sekali lagi. Bila tetap begini, beri tahu teknisi kantor halaman dan jamnya.")
    status = 503 if away else 500
    if wants_json(request):
        return problem(request, status, what, why, todo, code="temporary" if away else "failed")
    context = {"what": what, "why": why, "todo": todo, "back_url": "/", "shell": EMPTY}
    return HttpResponse(render_to_string("shell/error.html", context), status=status)


def _is_away(error: BaseException | None) -> bool:
    """No connection, or one that broke: the driver says so by these, or by the base class alone where the server went in mid-statement."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(
        request,
        403,
        _("Formulir sudah kedaluwarsa"),
        _("Formulir dibuka terlalu lama, atau Anda sudah masuk ulang di jendela lain. Belum ada yang tercatat."),
        _("Kembali, muat ulang halaman, lalu kirim lagi. Isian Anda tersimpan di peramban ini."),
        back=request.path if request.method == "GET" else "/",
        code="csrf",
    )
