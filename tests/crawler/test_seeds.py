import gzip
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from crawler.campaign.model import Campaign
from crawler.campaign.seedfile import read_seeds
from crawler.campaign.seeds import places, sow
from crawler.campaign.seedsadded import added_path, with_added
from crawler.errors import BadSeeds
from crawler.plan import plan_of
from crawler.settings import CrawlSettings
from frontier.column import read_urls
from frontier.frontier import Frontier
from frontier.look import pending
from frontier.plan import Plan
from frontier.values import Kind

URLS = ["http://a.test/1", "http://b.test/2"]
SITEMAP = """<urlset><url><loc>http://a.test/1</loc></url>
<url><loc>http://b.test/2</loc></url></urlset>"""
FEED = """<rss><channel><item><link>http://a.test/1</link></item>
<item><link>http://b.test/2</link></item></channel></rss>"""


def write(path: Path) -> Path:
    form = path.name.partition(".")[2]
    texts = {
        "txt": f"# seeds\n\n {URLS[0]} \n{URLS[1]}\n",
        "txt.gz": "\n".join(URLS),
        "csv": f"name,URL\nx,{URLS[0]}\ny,{URLS[1]}\n",
        "jsonl": "".join(f'{{"url": "{url}", "n": 1}}\n' for url in URLS),
        "xml": SITEMAP,
        "rss": FEED,
    }
    if form == "parquet":
        parquet.write_table(pa.table({"id": [1, 2], "url": URLS}), path)
    elif form.endswith(".gz"):
        path.write_bytes(gzip.compress(texts[form].encode()))
    else:
        path.write_text(texts[form])
    return path


@pytest.mark.parametrize(
    "form", ["txt", "txt.gz", "csv", "jsonl", "parquet", "xml", "rss"]
)
def test_seeds_are_read_from_a_file(tmp_path: Path, form: str) -> None:
    found = list(read_seeds(write(tmp_path / f"seeds.{form}")))
    assert [url for chunk in found for url in chunk.urls] == URLS


def test_a_remark_may_stand_behind_an_address(tmp_path: Path) -> None:
    path = tmp_path / "seeds.txt"
    path.write_text(f"# ours\n{URLS[0]}  # the shop\n{URLS[1]}#part\n")
    found = [url for chunk in read_seeds(path) for url in chunk.urls]
    assert found == [URLS[0], f"{URLS[1]}#part"]


def test_a_line_in_another_encoding_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "seeds.txt"
    path.write_bytes(b"http://a.test/\xe9\nhttp://a.test/\xc3\xa9\nhttp://b.test/\n")
    (chunk,) = read_seeds(path)
    assert chunk.urls[1:] == ["http://a.test/é", "http://b.test/"]
    assert chunk.urls[0] == r"(no UTF-8) http://a.test/\xe9"
    assert len(read_urls(chunk.urls)[0]) == 2


def test_a_line_may_name_a_sitemap_or_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "seeds.txt"
    path.write_text(f"{URLS[0]}\nsitemap http://a.test/map.xml\nfeed http://a.test/rss")
    found = {chunk.kind: chunk.urls for chunk in read_seeds(path)}
    assert found[Kind.PAGE] == URLS[:1]
    assert found[Kind.SITEMAP] == ["http://a.test/map.xml", "http://a.test/rss"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("gone.txt", None, "no file of seeds"),
        ("s.csv", b"name\nx\n", "no column url; its columns are name"),
        ("s.csv", b"", "cannot be read"),
        ("s.parquet", b"PAR0", "cannot be read"),
        ("s.jsonl", b"{", "cannot be read"),
        ("s.txt.gz", b"no gzip", "cannot be read"),
    ],
)
def test_a_file_of_no_seeds_is_refused_by_name(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(BadSeeds, match=said) as refused:
        list(read_seeds(tmp_path / name))
    assert name in str(refused.value)


def test_what_a_broken_file_holds_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes(b"url,b\n\x1b[31m,1,2\n")
    with pytest.raises(BadSeeds, match="cannot be read") as refused:
        list(read_seeds(path))
    assert str(refused.value).isprintable()


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    made = Frontier.open(tmp_path / "frontier", "c", 1.0, Plan(order="best"))
    yield made
    made.close()


def seeded(tmp_path: Path, **extra: object) -> Campaign:
    files = (str(write(tmp_path / "seeds.csv")),)
    return Campaign(name="c", seeds=("http://c.test/",), seed_files=files, **extra)  # type: ignore[arg-type]


def test_every_kind_of_seed_is_sown_once(tmp_path: Path, frontier: Frontier) -> None:
    campaign = seeded(
        tmp_path,
        seed_sitemaps=("http://a.test/map.xml",),
        seed_feeds=("http://b.test/rss",),
    )
    assert sow(frontier, campaign, 1.0).accepted == 5
    again = sow(frontier, campaign, 2.0)
    assert (again.accepted, again.known) == (0, 5)
    kinds = {one.url: one.kind for one in pending(frontier.folder)}
    assert kinds["http://b.test/rss"] == kinds["http://a.test/map.xml"] == Kind.SITEMAP
    assert kinds[URLS[0]] == Kind.PAGE


def test_seeds_that_are_no_addresses_are_counted_and_cost_no_other(
    tmp_path: Path, frontier: Frontier
) -> None:
    path = tmp_path / "seeds.txt"
    path.write_text(f"nonsense\n{URLS[0]}\nhttp://\n")
    campaign = Campaign(name="c", seed_files=(str(path),), order="best")
    found = sow(frontier, campaign, 1.0)
    assert (found.accepted, found.refused, found.example) == (1, 2, "nonsense")


def test_a_campaign_without_one_good_seed_is_refused(
    tmp_path: Path, frontier: Frontier
) -> None:
    path = tmp_path / "seeds.txt"
    path.write_text("nonsense\n")
    with pytest.raises(BadSeeds, match="none of its 1 seeds can be fetched"):
        sow(frontier, Campaign(name="c", seed_files=(str(path),), order="best"), 1.0)


def test_the_best_seed_of_a_host_goes_first(tmp_path: Path, frontier: Frontier) -> None:
    path = tmp_path / "seeds.txt"
    path.write_text("http://a.test/long-one\nhttp://a.test/b\nhttp://a.test/mid\n")
    score = "100 - length(path)"
    sow(
        frontier,
        Campaign(name="c", seed_files=(str(path),), order="best", score=score),
        1.0,
    )
    assert frontier.next_batch(1, 2.0).urls == ["http://a.test/b"]


def test_the_scope_is_around_all_seeds(tmp_path: Path) -> None:
    assert places(seeded(tmp_path)) == ("c.test", "a.test", "b.test")
    scope = plan_of(seeded(tmp_path), CrawlSettings()).scope
    assert scope.single("http://b.test/x")
    assert not scope.single("http://d.test/x")


def test_seeds_belong_whatever_is_included(tmp_path: Path) -> None:
    campaign = seeded(tmp_path, include=("/p/",), seed_feeds=("HTTP://e.test?b#c",))
    scope = plan_of(campaign, CrawlSettings()).scope
    assert all(map(scope.single, [*URLS, "http://c.test/", "http://e.test/?b"]))
    assert not scope.single("http://c.test/about")


def test_a_domain_is_a_place_once(tmp_path: Path) -> None:
    urls = ("http://www.shop.co.uk/", "http://blog.shop.co.uk/")
    assert places(Campaign(name="c", seeds=urls, scope="domain")) == ("shop.co.uk",)


def test_seeds_added_by_hand_belong_to_their_campaign(tmp_path: Path) -> None:
    campaign = Campaign(name="c", seeds=("http://c.test/",))
    assert with_added(tmp_path, campaign) == campaign
    path = added_path(tmp_path, "c")
    path.parent.mkdir()
    path.write_text(URLS[0])
    assert places(with_added(tmp_path, campaign)) == ("c.test", "a.test")
