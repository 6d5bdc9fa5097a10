import re
from pathlib import Path

import msgspec
import pytest

from crawler.manners.permission import permitted
from crawler.permit import Case
from crawler.settings import CrawlSettings
from extract.wallsigns import Block

PAGE = (Path(__file__).parents[2] / "docs" / "politeness.md").read_text()


def test_every_setting_on_the_page_exists() -> None:
    named = set(re.findall(r"`crawl\.(\w+)`", PAGE))
    fields = {field.name for field in msgspec.structs.fields(CrawlSettings)}
    assert named
    assert named - fields == set()


def test_every_kind_of_wall_is_on_the_page() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(Block)


@pytest.mark.parametrize("host", ["www.partner.example", "other.example"])
def test_the_solver_on_the_page_works(host: str) -> None:
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert code
    named: dict[str, object] = {}
    exec(code[1], named)  # noqa: S102  it is the page's own example
    facts = {"url": "u", "kind": "captcha", "by": "", "sign": "", "status": 403}
    case = Case(host=host, headers=(), body=b"", permission="Ada: mail", **facts)
    given = named["let_in"](case)
    assert (given is not None) == host.endswith("partner.example")


def test_a_case_says_all_that_the_page_promises() -> None:
    sentence = re.search(r"`Case` says (.*?)\.", PAGE)
    assert sentence
    promised = set(re.findall(r"`(\w+)`", sentence[1]))
    assert promised == {field.name for field in msgspec.structs.fields(Case)}


def test_a_line_that_the_page_has_people_write_is_a_permission(tmp_path: Path) -> None:
    line = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert line
    (tmp_path / "permissions.jsonl").write_text(line[1])
    assert permitted(tmp_path, "shop.partner.example", 1_800_000_000.0)
    assert not permitted(tmp_path, "partner.example", 1_900_000_000.0)
