"""A process forked from one that has loaded the program and served nobody becomes its node, and only its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, os, sys
from functools import partial
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "siaga.web.settings"
os.environ.pop("DATABASE_URL", None)
import django
django.setup()
from django.conf import settings
from django.db import connection
from siaga.kit.forking import Forked
from siaga.kit.node import PUSAT
from siaga.roles.home import Home, Settings
from siaga.roles.process import become
from siaga.roles.serving import environment
from siaga.web import wsgi

def facts():
    return [settings.SECRET_KEY, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.ALLOWED_HOSTS,
            connection.get_connection_params()["dbname"], os.environ["SIAGA_HOME"], settings.ROOT_URLCONF]

def child(path):
    node = become(path)
    (path / "said").write_text(json.dumps([node.id, *facts()]))

here = Path(sys.argv[1])
os.environ["SIAGA_HOME"] = "induk"
before = facts()
for name in ("a", "b"):
    home = Home.make(here / name, Settings(id=PUSAT if name == "a" else "3172", name=name, secret=f"rahasia {name}",
                                           database=f"dbname=siaga_{name}", hosts=f"{name}.example"))
    if name == "b":
        from siaga.kit.clock import SystemClock
        from siaga.roles.signers import make_local_signer
        make_local_signer(home, "Kepala", SystemClock().now())
    one = Forked(name, partial(child, home.path), env=environment(home, ["lain"]), log=here / "log")
    assert one.wait(30) == 0, one.tail()
assert facts() == before, "the parent stays nobody"
"""


def test_each_fork_is_its_own_node(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name, node in (("a", "pusat"), ("b", "3172")):
        assert json.loads((tmp_path / name / "said").read_text()) == [
            node,
            f"rahasia {name}",
            f"siaga_{node}_sesi",
            f"siaga_{node}_csrf",
            [f"{name}.example", "lain"],
            f"siaga_{name}",
            str(tmp_path / name),
            "siaga.web.urls",
        ]
