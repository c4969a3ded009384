"""schemathesis asks the API everything its own description allows, and much that it does not, through WSGI."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, seed, settings

from siaga.accounts.models import Attempt
from siaga.kit.node import Node
from siaga.web import current
from tests.pages import client_for

WSGI = get_wsgi_application()
OPERATIONS = ("permohonan", "periksa", "keadaan", "antrean", "wilayah")
RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
NOTHING_SENT = ("keadaan", "antrean")  # so nothing can be sent wrongly
RUNS = [(o, RIGHT) for o in OPERATIONS] + [(o, WRONG) for o in OPERATIONS if o not in NOTHING_SENT]
EXAMPLES = 40
PHASES = [Phase.explicit, Phase.generate, Phase.shrink]


def app_of(node: Node) -> Callable[..., Any]:
    """The real WSGI application, serving this node; a body is read while the node is entered."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
        with node, current.using(node):
            answer = WSGI(environ, start_response)
            try:
                yield from list(answer)
            finally:
                answer.close()

    return app


@pytest.fixture
def schema(jakut: Node) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app_of(jakut))


def test_the_description_is_complete(schema: Any) -> None:
    found = {o.ok().definition.raw["operationId"] for o in schema.get_all_operations()}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("operation", "mode"), RUNS)
def test_it_keeps_to_what_it_says(schema: Any, jakut: Node, operation: str, mode: schemathesis.GenerationMode) -> None:
    """Every check that schemathesis has, on what fits the description and on what does not."""
    found = schema.find_operation_by_id(operation)
    guarded = operation == "wilayah"
    session = (
        client_for(jakut, "loket").cookies if guarded and not mode.is_negative else {}
    )  # wrongly asked: as a stranger
    cookies = {name: morsel.value for name, morsel in session.items()}
    seen: list[int] = []

    @seed(3172)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=PHASES, suppress_health_check=list(HealthCheck)
    )
    @given(case=found.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        Attempt.objects.all().delete()  # else all that it learns is 429
        seen.append(case.call_and_validate(cookies=cookies).status_code)

    ask()
    assert seen and all(code < 500 for code in seen)
    wanted = 404 if operation == "permohonan" else 200
    assert (401 if guarded else 422) in seen if mode.is_negative else wanted in seen


def test_the_check_can_fail(jakut: Node) -> None:
    """The same against a description that lies: it is found."""
    honest = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app_of(jakut))
    raw = json.loads(json.dumps(honest.raw_schema))
    raw["components"]["schemas"]["Hall"]["properties"]["hari"] = {"type": "integer"}
    lying = schemathesis.openapi.from_dict(raw)
    lying.app = honest.app
    with pytest.raises(schemathesis.errors.FailureGroup, match="schema"):
        lying.find_operation_by_id("antrean").Case().call_and_validate()
