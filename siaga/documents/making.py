"""Every builder that documents itself has: kind -> how a due paper's content is made. `cards` has those of its own."""

from __future__ import annotations

from collections.abc import Mapping

from . import builders, child_builders, deed_builders, resident_builders, stay_builders
from .issuing import Builder

BUILDERS: Mapping[str, Builder] = {
    **builders.BUILDERS,
    **deed_builders.BUILDERS,
    **child_builders.BUILDERS,
    **resident_builders.BUILDERS,
    **stay_builders.BUILDERS,
}
