"""Schemathesis asks the API all that its description allows, and what it forbids."""

import pytest

from storefront.app import create_app
from storefront.settings import ShopSettings


def failures(home, examples, seed):
    """Return what failed of how many cases."""
    # Seconds to import, and every process that runs tests collects this file.
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import from_schema
    from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

    told = {
        "seed": seed,
        "generation": {"max-examples": examples, "deterministic": seed == 7},
        "phases": {"stateful": {"enabled": False}},
        # 414 refuses an address that is too long, whatever else is wrong with it.
        "checks": {
            "negative_data_rejection": {
                "expected-statuses": [400, 404, 405, 413, 414, 415, 422]
            },
            # What can be read and yet not be so: a product that the shop has not.
            "positive_data_acceptance": {
                "expected-statuses": ["2xx", 301, 404, 409, 422]
            },
        },
    }
    app = create_app(home, ShopSettings(limits=False))
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", app, config=SchemathesisConfig.from_dict(told)
    ).exclude(path="/live")  # a stream has no end; see test_live.py
    events = list(from_schema(schema).execute())
    done = [one.recorder for one in events if isinstance(one, ScenarioFinished)]
    failed = [
        f"{check.name}: {check.failure_info.failure} {check.failure_info.code_sample}"
        for recorder in done
        for checks in recorder.checks.values()
        for check in checks
        if check.failure_info
    ]
    broken = [
        str(one) for one in events if isinstance(one, (FatalError, NonFatalError))
    ]
    return failed + broken, sum(len(recorder.cases) for recorder in done)


def test_the_api_keeps_to_its_description(stocked_home):
    failed, cases = failures(stocked_home, examples=10, seed=7)
    assert failed == []
    assert cases > 200


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_api_keeps_to_its_description_for_long(stocked_home, seed):
    assert failures(stocked_home, examples=300, seed=seed)[0] == []
