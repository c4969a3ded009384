"""The steps of the recording desk: what each form brings is checked, and kept in the draft at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.http import Http404

from siaga.accounts.access import Request
from siaga.kit.refusal import Refusal
from siaga.people.models import Resident
from siaga.shell.fields import image_bytes

from . import drafts, photos
from .devices.portrait import portrait, signature
from .iso19794 import Eye
from .models import Session

REASON = 120
Step = Callable[[Request, Session, Resident], Refusal | None]


def _take_data(request: Request, draft: Session, resident: Resident) -> Refusal | None:
    if request.POST.get("peraga") == "1" and drafts.simulated(request.node):
        image: bytes | Refusal = photos.signature_from(signature(draft.nik), "data")
    else:
        image = _drawn(request, "benar", "data")
    if isinstance(image, Refusal):
        return image
    with drafts.changing(request.node, draft.id) as c:
        c.agreed = image
    return None


def _take_signature(request: Request, draft: Session, resident: Resident) -> Refusal | None:
    reason = request.POST.get("alasan", "").strip()[:REASON]
    if request.POST.get("tidak") == "1":
        if not reason:
            return _reason_lacks("ttd")
        with drafts.changing(request.node, draft.id) as c:
            c.signature, c.exceptions["tanda tangan"] = b"", reason
        return None
    if request.POST.get("peraga") == "1" and drafts.simulated(request.node):
        image: bytes | Refusal = photos.signature_from(signature(draft.nik))
    else:
        image = _drawn(request, "ttd", "ttd")
    if isinstance(image, Refusal):
        return image
    with drafts.changing(request.node, draft.id) as c:
        c.signature = image
        c.exceptions.pop("tanda tangan", None)
    return None


def _drawn(request: Request, name: str, field: str) -> bytes | Refusal:
    raw = _image(request.POST.get(name, ""), field)
    return raw if isinstance(raw, Refusal) else photos.signature_from(raw, field)


def _image(text: str, field: str) -> bytes | Refusal:
    try:
        raw = image_bytes(text, photos.MAX_UPLOAD)
    except ValidationError as e:
        return Refusal("recording.image", str(e.messages[0]), field)
    return raw or Refusal("recording.image_lacks", "Belum ada gambar. Ambil atau gambar dahulu.", field)


def _take_photo(request: Request, draft: Session, resident: Resident) -> Refusal | None:
    file = request.FILES.get("berkas")
    if request.POST.get("peraga") == "1" and drafts.simulated(request.node):
        raw: bytes | Refusal = portrait(draft.nik, resident.jenis_kelamin, resident.tanggal_lahir.year)
    elif file is not None:
        raw = file.read(photos.MAX_UPLOAD + 1)
    else:
        raw = _image(request.POST.get("foto", ""), "foto")
    made = raw if isinstance(raw, Refusal) else photos.portrait_from(raw)
    if isinstance(made, Refusal):
        return made
    with drafts.changing(request.node, draft.id) as c:
        c.photo, c.background = made.jpeg, made.background
    return None


def _take_fingers(request: Request, draft: Session, resident: Resident) -> Refusal | None:
    wanted = sorted({int(p) for p in request.POST.getlist("jari") if p.isdigit() and 1 <= int(p) <= 10})
    if request.POST.get("kecuali"):
        return _except(request, draft, "jari", {str(p): f"jari {p}" for p in drafts.FINGER_LABELS})
    with drafts.changing(request.node, draft.id) as c:
        if drafts.simulated(request.node) and "orang" in request.POST:
            c.person = request.POST["orang"].strip()[:40]
        excepted = {p for p in drafts.FINGER_LABELS if f"jari {p}" in c.exceptions}
        wanted = wanted or [p for p in drafts.FINGER_LABELS if p not in c.fingers and p not in excepted]
    lost = drafts.take_fingers(request.node, draft.id, draft.nik, wanted)
    if not lost:
        return None
    message = "Jari ke-%(which)s tidak terbaca alat. Ulangi, atau catat alasannya."
    return Refusal("recording.finger_unread", message, "jari", params={"which": ", ".join(map(str, lost))})


def _take_irises(request: Request, draft: Session, resident: Resident) -> Refusal | None:
    if request.POST.get("kecuali"):
        return _except(request, draft, "iris", dict(drafts.EYE_LABELS))
    eyes: list[Eye] = ["R", "L"]
    wanted = [e for e in eyes if e in request.POST.getlist("iris")] or eyes
    drafts.take_irises(request.node, draft.id, draft.nik, wanted)
    return None


def _except(request: Request, draft: Session, field: str, parts: dict[str, str]) -> Refusal | None:
    """A part that cannot be recorded, with its reason."""
    code = request.POST["kecuali"]
    reason = request.POST.get(f"alasan-{code}", "").strip()[:REASON]
    if code not in parts:
        raise Http404
    if not reason:
        return _reason_lacks(field)
    with drafts.changing(request.node, draft.id) as c:
        c.exceptions[parts[code]] = reason
        if field == "jari":
            c.fingers.pop(int(code), None)
            c.finger_quality.pop(int(code), None)
        else:
            c.irises.pop(code, None)
            c.iris_quality.pop(code, None)
    return None


def _reason_lacks(field: str) -> Refusal:
    return Refusal("recording.reason", "Tulis alasannya, misalnya amputasi, luka, atau katarak.", field)


STEPS: Mapping[str, Step] = {
    "data": _take_data,
    "foto": _take_photo,
    "ttd": _take_signature,
    "jari": _take_fingers,
    "iris": _take_irises,
}
