"""What surrounds every page: which node serves it, who asks, in which language, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from siaga.accounts.access import Request, access_of, is_officer
from siaga.accounts.acts import actor_of
from siaga.accounts.doors import SHIFT
from siaga.berkas import told_history
from siaga.cards import standing
from siaga.counter import open_of
from siaga.documents import moving_letter
from siaga.journal.act import CITIZEN, Actor, AlreadyDone, NotTheOffice
from siaga.journal.mirror import Replaced
from siaga.kit.refusal import Fault
from siaga.recording import known

from . import box_pages, current, errors, frame, links, point_gate

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
POLICY = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"
DRAIN = 128 * 1024 * 1024
OPEN = ("/pertukaran", "/sehat", "/publik/kotak/", "/bahasa/")  # also on a box that is not the office
NOT_ALLOWED = 405
Next = Callable[[Request], HttpResponseBase]


class NodeMiddleware:
    """`request.node`, its database for the time of the request, the security headers, and the limit on what is sent."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        node = current.node()
        request.node = node
        request.actor = CITIZEN
        with node:
            response = self._too_big(request) or self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault("Permissions-Policy", POLICY)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"  # persons' data must not stay in a shared browser
        return response

    def _too_big(self, request: Request) -> HttpResponse | None:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length <= errors.MAX_UPLOAD or request.path.startswith("/api/"):
            return None
        # A browser only shows the answer after it could send everything; beyond DRAIN it is cut off instead.
        left = min(length, DRAIN)
        while left > 0 and (chunk := request.read(min(left, 1 << 16))):
            left -= len(chunk)
        with translation.override(language_of(request)):
            return errors.too_big(request)


def language_of(request: Request) -> str:
    """What the reader switched to, else Indonesian; a browser's own language says nothing about who sits before it."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class LanguageMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response


class BoxMiddleware:
    """A machine of the office that is not the office now answers its exchange and one page that says so, and nothing else. A service
    point serves some pages, and says of the others that they are the office's."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        if request.node.point:
            return point_gate.refused_here(request) or self.get_response(request)
        here = current.serving_box(request.node) == request.node.box
        return self.get_response(request) if here or request.path.startswith(OPEN) else box_pages.elsewhere(request)


class AccessMiddleware:
    """Who asks (`request.actor`), and whether the view is for them; a view that does not say is for nobody."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        if request.user.is_authenticated:
            if shift_over(request):
                logout(request)
                messages.info(request, _("Sesi Anda sudah berakhir. Silakan masuk lagi."))
            else:
                request.actor = actor_of(request.user)
                request.siaga_shell = partial(frame.build, request)
                request.siaga_ktp = partial(standing.of_person, request)
                request.siaga_skpwni = partial(moving_letter.shown_letter, request.node)
                request.siaga_recorded = known.recorded
                request.siaga_cases = partial(told_history.about, request.node)
                request.siaga_applications = partial(open_of.person, request)
        response = self.get_response(request)
        if response.status_code == NOT_ALLOWED and not errors.wants_json(request):
            page = errors.only_sent(request)
            page["Allow"] = response.headers.get("Allow", "")
            return page
        return response

    def process_view(
        self, request: Request, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        access = access_of(view)
        request.access = access
        actor: Actor = request.actor
        if access is None:
            return errors.refused(request, None)
        if not access.admits(actor):
            return errors.refused(request, access) if is_officer(actor) else to_login(request)
        if (
            getattr(request.user, "must_change", False)
            and not access.public
            and not request.path.startswith("/akun/saya/")
        ):
            return redirect("accounts:password")
        return None

    def process_exception(self, request: Request, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, AlreadyDone):
            return errors.already_done(request, exception, links.page_of(exception.subject) or "/")
        if isinstance(exception, Replaced | NotTheOffice):
            current.ask_again(request.node)
            return point_gate.refused_here(request) if request.node.point else box_pages.elsewhere(request)
        if isinstance(exception, Fault):
            return errors.faulted(request, exception)
        return None


def shift_over(request: Request) -> bool:
    """A session ends ten hours after its sign-in, by the node's clock, however busy it was."""
    begun = request.session.get("masuk")
    now = request.node.clock.now()
    return begun is not None and now - datetime.fromisoformat(begun) >= SHIFT


def to_login(request: Request) -> HttpResponse:
    if errors.wants_json(request):
        return errors.unknown_caller(request)
    url = reverse("login")
    if request.method == "GET" and request.path != "/":
        url += "?next=" + quote(request.get_full_path())
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("login")
        return answer
    return redirect(url)
