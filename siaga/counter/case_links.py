"""From an application to the form of its life event, and to the case file that it became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from siaga.berkas.drafts import APPLICATION
from siaga.berkas.form_pages import form_url
from siaga.kit.node import Node
from siaga.people.models import Resident
from siaga.people.peristiwa import BY_CODE as EVENTS
from siaga.people.ways import WAYS
from siaga.shell.values import Deed

from .case_standing import Case, case_files_of
from .catalogue import BY_CODE
from .models import Application
from .paper_standing import applicants_of, families_of
from .standing import asked

CHOSEN = ("pindah_keluar", "pisah_kk")
"""Begun at the family's page about one of its members, who is chosen there."""
OF_THE_DEAD = frozenset(way.event for way in WAYS if way.gone and way.event)

CARD_FORMS = {"suket": "cards:suket", "penggantian": "cards:replace"}
OF_GUESTS = frozenset({"kematian_orang_asing"})
"""Of foreigners on a limited stay, who are not in the register of residents."""


def of_applications(node: Node, applications: Sequence[Application]) -> dict[UUID, list[Deed]]:
    """What an officer may open for each: its case file, else the forms that would fulfil it."""
    rows = asked(a for a in applications if a.state == "terbuka")
    niks = applicants_of(rows)
    families = families_of([nik for nik in niks.values() if nik])
    cases = case_files_of(rows, niks, families, node)
    here = set(Resident.objects.filter(nik__in=families, status="aktif").values_list("nik", flat=True))
    return {
        r.id: _case(cases[r.id]) if r.id in cases else _forms(r.id, r.service, niks.get(r.id, ""), families, here)
        for r in rows
    }


def _case(case: Case) -> list[Deed]:
    return [Deed(_("Buka berkas"), reverse("berkas:one", args=[case.id]))]


def _forms(id: UUID, service: str, nik: str, families: Mapping[str, str], here: set[str]) -> list[Deed]:
    found = []
    if service in CARD_FORMS and nik in here:
        found.append(Deed(_(BY_CODE[service].title), reverse(CARD_FORMS[service], args=[nik])))
    for event in (EVENTS[code] for code in (BY_CODE[service].events if service in BY_CODE else ())):
        if event.asked is None or (event.code in OF_GUESTS and nik in families):
            continue
        url = form_url(event.code, "", str(id))
        if event.asked.about == "skpwni":
            url = f"{reverse('berkas:arrivals')}?{APPLICATION}={id}"
        elif event.asked.about:
            if nik not in here and not (event.code in OF_THE_DEAD and nik in families):
                continue
            about = nik if event.asked.about == "penduduk" else families[nik]
            url = form_url(event.code, about, str(id)) + (f"&pilih={nik}" if event.code in CHOSEN else "")
        found.append(Deed(_(event.title), url))
    return found
