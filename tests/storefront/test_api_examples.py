"""The examples of docs/api.md are asked of a shop, as they stand there."""

import re
import shlex
from pathlib import Path

import pytest

from storefront.api import live
from storefront.api.operations import OPERATIONS
from storefront.api.ordering.operations import ORDERING

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCS.read_text(), re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines() if "curl" in line]


def asked(line, sku):
    """Return the address and the headers of a call of curl."""
    words = shlex.split(line.replace("$SHOP", "").replace("$SKU", sku))
    headers = [words[at + 1] for at, word in enumerate(words) if word == "-H"]
    (path,) = (word for word in words if word.startswith("/"))
    return path, dict(header.split(": ", 1) for header in headers)


@pytest.mark.parametrize("line", LINES)
def test_an_example_is_answered(shop, line, monkeypatch):
    monkeypatch.setattr(live, "_LASTS_S", 0.0)
    path, headers = asked(line, "hm-000005")
    answer = shop.get(path, headers=headers)
    assert answer.status_code == (400 if "limit=1000" in line else 200)
    assert "items" not in answer.text or '"items":[]' not in answer.text


def test_there_is_an_example_of_every_address():
    paths = {asked(line, "{sku}")[0].partition("?")[0] for line in LINES}
    assert {f"/api/v1{one.path}" for one in OPERATIONS} <= paths


def test_the_page_names_every_address_that_buys():
    text = DOCS.read_text()
    told = [f"{one.method.upper()} {one.path}" for one in ORDERING]
    assert [one for one in told if one not in text] == []
