from collections.abc import Iterator

import pytest

from crawler.sampleweb.serve import Background, background
from crawler.sampleweb.settings import WebSettings


@pytest.fixture(scope="module")
def web() -> Iterator[Background]:
    """The whole sample web, with slow hosts that are not that slow."""
    with background(WebSettings(port=0, slow_s=0.2, stall_s=3.0)) as served:
        yield served
