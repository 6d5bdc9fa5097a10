import json
from pathlib import Path

import msgspec
import pytest

from extract.view import view

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("case", sorted(GOLDEN.iterdir()), ids=lambda case: case.name)
def test_a_saved_page_gives_what_is_saved_beside_it(case: Path) -> None:
    body = (case / "page.html").read_bytes()
    seen = msgspec.to_builtins(view("https://golden.test/case/page", body))
    seen["links"] = [f"{link['dst_url']} {link['kind']}" for link in seen["links"]]
    # They follow the weights; what they make is here.
    del seen["candidates"]
    assert seen == json.loads((case / "expected.json").read_text())
