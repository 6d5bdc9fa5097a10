from pathlib import Path

import pytest
from cli_calls import Say, answer
from crawled_pages import fetched

from crawler.campaign.model import Campaign
from crawler.keeping.known import Kept
from crawler.keeping.sink import Sink
from lake.store import Lake

POTS = """
from extract.sites.select import select

class Pots:
    pattern = "a.test/*"

    def name(self, page):
        return select(page, "h1")

    def price(self, page):
        return select(page, "p")

    def sku(self, page):
        return page.gone
"""
PAGE = b"<title>Pot</title><h1>Red pot</h1><p>EUR 12,50</p>"
OFFERS = "SELECT title, sku, price_minor FROM products JOIN offers USING (listing_key)"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a page object, and a page that was crawled."""
    lake = Lake.open(tmp_path)
    sink = Sink(tmp_path, lake.settings, Campaign(name="t", seeds=()), Kept())
    sink.page(fetched(7, body=PAGE))
    sink.flush()
    sink.close()
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "pots.py").write_text(POTS)
    return tmp_path


@pytest.mark.parametrize("processes", ["1", pytest.param("2", marks=pytest.mark.slow)])
def test_the_stage_reads_pages_with_the_home_s_page_objects(
    say: Say, monkeypatch: pytest.MonkeyPatch, processes: str
) -> None:
    monkeypatch.setenv("HARVESTMAN_LAKE_PROCESSES", processes)
    assert say("extract")[0] == 0
    found = answer(say("lake", "sql", OFFERS, "--json"))
    assert found["rows"] == [{"title": "Red pot", "sku": None, "price_minor": 1250}]


def test_what_was_read_before_a_change_is_read_again_when_asked_for(
    home: Path, say: Say
) -> None:
    assert say("extract")[0] == 0
    changed = POTS.replace('select(page, "h1")', '"Blue pot"')
    (home / "sites" / "pots.py").write_text(changed)
    assert say("extract")[1] == "extract: nothing new\n"
    assert say("extract", "--again")[0] == 0
    found = answer(say("lake", "sql", "SELECT title FROM products", "--json"))
    assert found["rows"] == [{"title": "Blue pot"}]
    assert say("extract")[1] == "extract: nothing new\n"


def test_a_broken_note_of_readings_is_named(home: Path, say: Say) -> None:
    (home / "extract").mkdir(exist_ok=True)
    (home / "extract" / "again").write_text("often")
    code, _, complained = say("extract")
    assert code == 1
    assert "extract/again holds no number but 'often'" in complained


def test_a_crawled_page_is_saved_as_a_golden_folder(home: Path, say: Say) -> None:
    assert say("lake", "pin")[0] == 0
    assert say("page", "http://a.test/7", "--save", "pot")[0] == 0
    kept = home / "sites" / "golden" / "pot" / "page.json"
    assert '"url": "http://a.test/7"' in kept.read_text()
    assert say("page", "--check")[0] == 0


def test_a_broken_page_object_stops_the_stage_before_any_page(
    home: Path, say: Say
) -> None:
    (home / "sites" / "pots.py").write_text("import nothing.at.all")
    code, _, complained = say("extract")
    assert code == 1
    assert "sites/pots.py cannot be read: ModuleNotFoundError" in complained
