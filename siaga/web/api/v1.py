"""SIAGA's HTTP API, version 1: /api/v1/, described by itself at /api/v1/openapi.json.

Every operation says who may ask by `auth`: None is everybody, `OfficerSession(...)` officers; one that says nothing is
refused (`doors.nobody`). Nothing here knows more than the public pages, and nothing changes what facts describe.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from ninja import NinjaAPI, Path, Query

from siaga.accounts import attempts
from siaga.accounts.access import by_itself
from siaga.counter import receipts
from siaga.counter.models import Application, Visit
from siaga.counter.public_pages import masked, plain_code
from siaga.counter.standing import load_stages
from siaga.documents.checking.verdicts import RED
from siaga.documents.verifying import verify_text
from siaga.kit.node import Node
from siaga.wilayah.find import find
from siaga.wilayah.source import dotted

from . import problems
from .antrean import hall
from .doors import OfficerSession, nobody
from .keadaan import office, state
from .shapes import (
    Area,
    Areas,
    Ask,
    Checked,
    Colour,
    Hall,
    Invalid,
    Problem,
    Stage,
    State,
    Tracked,
    Verdict,
)

DOWN = {503: Problem}


class Api(NinjaAPI):
    def get_openapi_schema(self, **kwargs: Any) -> Any:
        return problems.described(super().get_openapi_schema(**kwargs))


api = Api(
    title="SIAGA",
    version="1",
    description="Administrasi kependudukan yang tetap melayani saat ada gangguan. Galat: application/problem+json (RFC 9457).",
    urls_namespace="api-v1",
    docs_url=None,
    docs_decorator=require_GET,
    auth=nobody,
)
problems.install(api)


def node_of(request: HttpRequest) -> Node:
    node: Node = request.node  # type: ignore[attr-defined]
    return node


@api.get(
    "/permohonan/{code}",
    auth=None,
    response={200: Tracked, 404: Problem, 422: Invalid, 429: Problem} | DOWN,
    operation_id="permohonan",
    summary="Sampai di mana permohonan pada sebuah tanda terima",
    tags=["warga"],
)
def permohonan(request: HttpRequest, code: str = Path(..., min_length=1, max_length=20)) -> Tracked:
    """The public page of a receipt for programs. Wrong codes are counted by address and hour, together with the page's."""
    node = node_of(request)
    now, caller = node.clock.now(), attempts.address(request)
    if attempts.too_many(attempts.RECEIPTS, caller, now):
        raise problems.TooMany(now, attempts.again_at(now))
    plain = plain_code(code)
    visit = Visit.objects.filter(code=plain).first() if plain else None
    if visit is None:
        attempts.count(attempts.RECEIPTS, caller, now)
        raise Http404
    applications = list(Application.objects.filter(visit=visit.id).order_by("opened_at", "id"))
    made = receipts.lines(node, applications, load_stages(node, applications))
    return Tracked(
        kode=receipts.grouped(visit.code),
        kantor=office(node),
        diterima=visit.opened_at,
        permohonan=[stage(line) for line in made],
    )


def stage(line: receipts.Line) -> Stage:
    return Stage(
        nama=masked(line.name),
        layanan=line.service,
        tahap=line.stage.code,
        keterangan=line.sentence,
        menunggu=line.waits_for,
        catatan=line.note,
        perkiraan=line.expected,
        keperluan=line.need,
        bawa=list(line.bring),
        siap_diambil=line.stage.ready,
        harus_datang=line.stage.come,
        selesai=line.stage.done,
    )


@api.post(
    "/periksa",
    auth=None,
    response={200: Checked, 400: Problem, 422: Invalid, 429: Problem} | DOWN,
    operation_id="periksa",
    summary="Apakah sebuah dokumen asli dan masih berlaku",
    tags=["warga"],
)
def periksa(request: HttpRequest, ask: Ask) -> Checked:
    """Answered from this node alone, also while the line is cut. A number alone tells no name, as it can be guessed."""
    node = node_of(request)
    now, caller = node.clock.now(), attempts.address(request)
    if attempts.too_many(attempts.PAPERS, caller, now):
        raise problems.TooMany(now, attempts.again_at(now))
    found = verify_text(node, ask.isi)
    if found.colour == RED:
        attempts.count(attempts.PAPERS, caller, now)
    return Checked(
        hasil=cast(Verdict, found.verdict),
        warna=cast(Colour, found.colour),
        keterangan=_(found.words),
        jenis=found.kind,
        nomor=found.number,
        pemegang=found.holder,
        kantor=found.office,
        terbit=found.issued,
        penanda_tangan=found.signer,
        ditandatangani=found.signed_at,
        register_basah=found.register,
        disahkan_elektronik=found.countersigned,
        sebab=found.detail,
    )


@api.get(
    "/keadaan",
    auth=None,
    response={200: State} | DOWN,
    operation_id="keadaan",
    summary="Apa yang berjalan, apa yang terputus, dan angka hari ini",
    tags=["warga"],
)
def keadaan(request: HttpRequest) -> State:
    return state(node_of(request))


@api.get(
    "/antrean",
    auth=None,
    response={200: Hall} | DOWN,
    operation_id="antrean",
    summary="Antrean hari ini: nomor di tiap loket dan yang menunggu di tiap layanan",
    tags=["warga"],
)
def antrean(request: HttpRequest) -> Hall:
    return hall(node_of(request))


@api.get(
    "/wilayah",
    auth=OfficerSession(),
    response={200: Areas, 401: Problem, 422: Invalid} | DOWN,
    operation_id="wilayah",
    summary="Mencari wilayah sambil mengetik",
    tags=["petugas"],
)
def wilayah(
    request: HttpRequest,
    q: str = Query(..., min_length=1, max_length=80, description="Awal kata nama, atau awal kode."),
) -> Areas:
    """At most 20, the best first, as they are called today."""
    found = find(q, on=node_of(request).clock.today())
    return Areas(
        hasil=[Area(kode=dotted(a.code), nama=a.name, di=a.path, tingkat=a.level, jenis=a.kind) for a in found]
    )


def _patterns() -> tuple[list[Any], str, str]:
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = problems.told(cast(Any, pattern.callback))
    return by_itself(patterns), app_name, namespace


urls = _patterns()
"""For `path("api/v1/", v1.urls)`. The house's access check lets them pass, as each operation has its own door."""
