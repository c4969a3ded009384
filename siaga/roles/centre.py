"""What the centre does by itself, in order."""

from __future__ import annotations

from .role import Role

CENTRE = Role("pusat", ())
