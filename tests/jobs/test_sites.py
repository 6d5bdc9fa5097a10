import gzip
import json
from pathlib import Path

import pytest
import zstandard
from cli_calls import Say, answer
from lamps import LAMPS

from extract.sites.siteobjects import site_objects
from jobs.errors import SitesUnreadable
from jobs.goldens import differences, goldens
from jobs.sites import read_sites

PAGE = """<title>Lamp</title><h1>Lamp</h1><b class=now>19,90 €</b><button>Buy</button>
<dl><dt>Socket</dt><dd>E27</dd></dl>"""
URL = "https://shop.test/p/7"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "lamps.py").write_text(LAMPS)
    (tmp_path / "saved.html").write_text(PAGE)
    return tmp_path


def saved(home: Path, say: Say) -> Path:
    page = str(home / "saved.html")
    assert say("page", page, "--url", URL, "--save", "lamp")[0] == 0
    return home / "sites" / "golden" / "lamp"


def test_a_page_object_answers_for_a_saved_page(home: Path, say: Say) -> None:
    found = answer(say("page", str(home / "saved.html"), "--url", URL, "--json"))
    keys = {"url", "kind", "language", "product", "offers", "programme", "article"}
    assert keys | {"links", "candidates"} <= set(found)
    assert (found["kind"], found["product"]["price"]) == ("product", "19.90")
    told = found["candidates"]["price"][0]
    assert (told["source"], told["path"], told["confidence"]) == ("site", "Lamps.price", 1)  # fmt: skip
    assert list(found["failed"]) == ["Lamps.brand"]


def test_a_person_sees_fields_reasons_and_failures(home: Path, say: Say) -> None:
    _, shown, _ = say("page", str(home / "saved.html"), "--url", URL)
    price = next(line for line in shown.splitlines() if line.startswith("price "))
    assert price.split()[:4] == ["price", "19.90", "1.00", "site"]
    assert "your page object goes before all" in shown
    assert "Lamps.brand failed: AttributeError" in shown


def test_a_golden_folder_holds_the_page_and_what_is_expected(
    home: Path, say: Say
) -> None:
    folder = saved(home, say)
    packed = (folder / "page.html.zst").read_bytes()
    assert zstandard.decompress(packed).decode() == PAGE
    assert json.loads((folder / "page.json").read_text())["url"] == URL
    assert json.loads((folder / "expected.json").read_text())["product"]["price"] == "19.90"  # fmt: skip


def test_what_is_read_as_saved_passes_the_check(home: Path, say: Say) -> None:
    saved(home, say)
    code, shown, _ = say("page", "--check")
    assert (code, shown) == (0, "1 golden folders, all as expected\n")


def test_a_page_object_that_reads_otherwise_fails_the_check(
    home: Path, say: Say
) -> None:
    saved(home, say)
    changed = LAMPS.replace('select(page, ".now")', '"18,00 €"')
    (home / "sites" / "lamps.py").write_text(changed)
    code, shown, complained = say("page", "--check")
    assert code == 1
    assert "product.price\n    - 19.90\n    + 18.00" in shown
    assert "1 of 1 golden folders are read otherwise" in complained


def test_a_golden_page_may_be_plain_html(home: Path, say: Say) -> None:
    folder = saved(home, say)
    (folder / "page.html.zst").unlink()
    (folder / "page.html").write_text(PAGE.replace("19,90", "20,00"))
    fields = [one.field for one in differences(folder, read_sites(home))]
    assert fields == ["product.price"]


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("page.html.zst", b"no zstd", "page.html.zst is no whole zstd file"),
        ("page.json", b"{", "page.json is no JSON"),
        ("page.json", b"{}", "`url`"),
        ("expected.json", None, "expected.json is missing"),
    ],
)
def test_a_golden_folder_that_is_broken_is_named(
    home: Path, say: Say, file: str, content: bytes | None, told: str
) -> None:
    path = saved(home, say) / file
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(SitesUnreadable, match=told):
        list(differences(goldens(home)[0], ()))


@pytest.mark.parametrize("name", ["../lamp", "", "a/b", "."])
def test_a_golden_folder_has_a_plain_name(home: Path, say: Say, name: str) -> None:
    code, _, _ = say("page", str(home / "saved.html"), "--save", name or "/")
    assert (code, goldens(home)) == (1, [])


def test_a_broken_page_object_is_one_clear_line(home: Path, say: Say) -> None:
    (home / "sites" / "lamps.py").write_text("class Lamps(:")
    code, _, complained = say("page", str(home / "saved.html"))
    assert code == 1
    assert "sites/lamps.py, line 1 cannot be read" in complained


def test_pages_need_no_name_when_all_are_checked(home: Path, say: Say) -> None:
    assert say("page")[0] == 2
    assert say("page", "--check")[0] == 0


def test_a_zipped_page_is_read_as_it_is(home: Path, say: Say) -> None:
    (home / "saved.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    found = answer(say("page", str(home / "saved.html.gz"), "--url", URL, "--json"))
    assert found["product"]["name"] == "Lamp"


def test_the_example_in_the_documentation_is_valid(home: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "sites.md").read_text()
    example = page.split("```python\n")[1].split("```")[0]
    (home / "sites" / "lamps.py").write_text(example)
    (file,) = read_sites(home)
    assert [one.address.host for one in site_objects((file,))] == ["lamps.example", "*.lamps.example"]  # fmt: skip
