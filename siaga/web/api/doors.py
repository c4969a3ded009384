"""Who may ask the API. An operation that does not say is for nobody: `nobody` is the API's default."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import APIKeyCookie

from siaga.accounts.access import Access, Request, is_officer
from siaga.journal.act import Actor


class OfficerSession(APIKeyCookie):
    """The session cookie of an officer who signed in on the pages. roles: any of these; none: every officer.

    401 without a session, 403 for another role. Whatever writes must carry the CSRF token as the pages do.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, *roles: str) -> None:
        self.access = Access(frozenset(roles))
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor = cast(Request, request).actor
        if not is_officer(actor):
            return None
        if not self.access.admits(actor):
            raise HttpError(403, _("Akun Anda tidak mempunyai tugas itu."))
        return actor


def nobody(request: HttpRequest) -> None:
    """Raises HttpError 403, whoever asks."""
    raise HttpError(403, _("Alamat ini belum dibuka untuk siapa pun."))
