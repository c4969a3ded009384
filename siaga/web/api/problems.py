"""Everything that goes wrong, as `application/problem+json` (RFC 9457), also what ninja and Django would answer in plain text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from siaga.web import errors

from .shapes import Invalid, Problem

MEDIA_TYPE = "application/problem+json"
View = Callable[..., HttpResponse]
RETRY = {"Retry-After": {"description": "Detik sampai boleh dicoba lagi.", "schema": {"type": "integer", "minimum": 0}}}
ALLOW = {"Allow": {"description": "Cara yang ada.", "schema": {"type": "string"}}}


class TooMany(HttpError):
    """429. until: when this address may try again."""

    def __init__(self, now: datetime, until: datetime) -> None:
        self.wait = max(1, -int((now - until) / timedelta(seconds=1)))
        super().__init__(429, _("Terlalu banyak percobaan dari alamat ini."))


def answer(status: int, title: str, detail: str, code: str, **more: Any) -> HttpResponse:
    made = (Invalid if more else Problem)(type=f"urn:siaga:{code}", title=title, status=status, detail=detail, **more)
    return HttpResponse(made.model_dump_json(), status=status, content_type=MEDIA_TYPE)


def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """422 with everything that is wrong at once; what was sent is not repeated."""
    found = [{"at": "/".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in fault.errors]
    return answer(
        422,
        _("Permintaan belum sesuai"),
        _("Ada isian yang kurang atau tidak sesuai bentuknya. Perbaiki yang disebut, lalu kirim lagi."),
        "invalid",
        errors=found,
    )


def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """400: what was sent is no JSON; other codes as they come."""
    if fault.status_code != 400:
        return answer(fault.status_code, _("Permintaan ditolak"), str(fault), "refused")
    return answer(
        400, _("Permintaan tidak dapat dibaca"), _("Yang dikirim bukan JSON yang utuh (UTF-8)."), "bad-request"
    )


def unknown_caller(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    return errors.unknown_caller(request)


def too_many(request: HttpRequest, fault: TooMany) -> HttpResponse:
    made = answer(429, _("Terlalu sering"), f"{fault} " + _("Coba lagi nanti."), "too-many")
    made["Retry-After"] = str(fault.wait)
    return made


def not_found(request: HttpRequest, fault: Http404) -> HttpResponse:
    return errors.not_found(request, fault)


def told(view: Callable[..., Any]) -> View:
    """The same view; a bare 405 becomes a problem that keeps its `Allow` (RFC 9110, 15.5.6)."""

    @wraps(view)
    def problems(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        made: HttpResponse = view(request, *args, **kwargs)
        if made.status_code != 405:
            return made
        ways = made["Allow"]
        detail = _("Alamat ini hanya dapat diminta dengan %(ways)s.") % {"ways": ways}
        better = answer(405, _("Cara ini tidak ada"), detail, "method")
        better["Allow"] = ways
        return better

    return problems


HANDLERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (ValidationError, invalid),
    (HttpError, unreadable),
    (AuthenticationError, unknown_caller),
    (TooMany, too_many),
    (Http404, not_found),
)


def install(api: NinjaAPI) -> None:
    for fault, handler in HANDLERS:
        api.add_exception_handler(fault, handler)


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with errors under their own media type, the 405 of every address, and the headers that come along."""
    for operation in (o for path in schema["paths"].values() for o in path.values()):
        responses = operation["responses"]
        responses[405] = {
            "description": "Method Not Allowed",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "headers": ALLOW,
        }
        for status, response in responses.items():
            if int(status) >= 400 and "application/json" in response.get("content", {}):
                response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
            if int(status) in (429, 503):
                response["headers"] = RETRY
    return schema
