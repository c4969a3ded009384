"""The checking page as an installed app: its shell, worker and manifest, and the published keys that it checks with."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from siaga.accounts.access import Request, public

from .app_words import READER, words
from .checking.keylist import encode
from .public_pages import CheckForm
from .publishing import key_list

STYLES = ("siaga/citizen.css", "siaga/periksa.css")
SCRIPTS = ("siaga/siaga-verify.js", "siaga/periksa.js")
PICTURES = ("siaga/logo.svg", "siaga/favicon.svg")


@public
@require_GET
def keys(request: Request) -> HttpResponse:
    """The list of keys for every verifier, `siaga verify` and pages elsewhere included: nothing in it is secret."""
    answer = HttpResponse(encode(key_list(request.node)), content_type="application/json")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@never_cache
@require_GET
def shell(request: Request) -> HttpResponse:
    """The page as it is kept on the telephone: no session's token in it, works by its script alone."""
    context = {"form": CheckForm(), "office_name": request.node.name, "kept": True, "words": words()}
    return render(request, "documents/check.html", context)


@public
@require_GET
def worker(request: Request) -> HttpResponse:
    kept = [reverse("documents:check_shell"), reverse("documents:keys"), *map(static, (*STYLES, *SCRIPTS, *PICTURES))]
    context = {
        "kept": kept,
        "reader": static(READER),
        "page": reverse("documents:check"),
        "shell": reverse("documents:check_shell"),
    }
    answer = render(request, "documents/worker.js", context, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@public
@require_GET
def manifest(request: Request) -> JsonResponse:
    page = reverse("documents:check")
    icon = {"src": static("siaga/logo.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    content = {
        "name": _("Periksa dokumen kependudukan"),
        "short_name": _("Periksa dokumen"),
        "lang": get_language(),
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#f6f2e9",
        "theme_color": "#12404a",
        "icons": [icon],
    }
    return JsonResponse(content, content_type="application/manifest+json")
