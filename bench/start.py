"""First and later start of the demonstration (three nodes, 20,000 residents each), against loading the program once.

The baseline is `siaga --help` in the same minute: what any command of this program costs on this machine now. The seconds are printed too,
because the aim is in seconds: 90 for the first start without the set-up of the packages, 10 for a later one. So are the seconds of
processor time, of all processes of a later start until it was stopped again: they say the same on a busy machine.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.report import Figure
from siaga.kit.processes import free_port

FIRST, LATER = 90.0, 10.0  # seconds aimed at


def baseline() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "siaga.cli", "--help"], check=True, capture_output=True)
    return time.perf_counter() - began


def processor() -> float:
    """Seconds that the processes took which this one started and waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def started(folder: Path, port: int) -> float:
    """Seconds until the addresses are printed; stopped again by SIGINT."""
    command = [sys.executable, "-m", "siaga.cli", "demo", "--folder", str(folder), "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    heard = []
    for line in process.stdout:
        heard.append(line)
        if line.rstrip().endswith("siap"):
            break
    else:
        raise RuntimeError("the demonstration did not start:\n" + "".join(heard[-20:]))
    took = time.perf_counter() - began
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    return took


def main() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name) / "demo", free_port()
        base = baseline()
        first = (started(folder, port), base)
        later, costs = [], []
        for _ in range(3):
            before = processor()
            seconds = started(folder, port)
            costs.append(processor() - before)
            later.append((seconds, baseline()))
    print(
        f"first start {first[0]:.1f} s (aim {FIRST:.0f}), later starts {', '.join(f'{s:.1f}' for s, _ in later)} s (aim {LATER:.0f}), "
        f"each with {min(costs):.1f} to {max(costs):.1f} s of processor time"
    )
    return [
        Figure.of("first start / loading the program", "s", [first], at_most=FIRST / first[1]),
        Figure.of("later start / loading the program", "s", later, at_most=LATER / min(b for _, b in later)),
    ]
