"""What granian serves: the node of this process, from the environment."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "siaga.web.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from siaga.roles.process import node_from_environment  # noqa: E402
from siaga.web import current  # noqa: E402

current.use(node_from_environment())
