"""The capture devices that an office may name in its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from siaga.kit.refusal import PermanentFault

from .device import ABOUT, CaptureDevice
from .simulated import SimulatedScanner

Factory = Callable[[Callable[[], bool]], CaptureDevice]

DEVICES: Mapping[str, Factory] = MappingProxyType({"simulated": SimulatedScanner})


def open_device(name: str, unplugged: Callable[[], bool]) -> CaptureDevice:
    """The device of that name; `unplugged` is the office's training switch. PermanentFault for an unknown name."""
    factory = DEVICES.get(name)
    if factory is None:
        raise PermanentFault(f"no adapter for the capture device {name!r}; there are: {', '.join(DEVICES)}", ABOUT)
    return factory(unplugged)
