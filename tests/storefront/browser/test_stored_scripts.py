"""What a hostile shop wrote is text in ours: crawled, published, opened in Chromium."""

import html
import json
import re
from urllib.request import urlopen

import pytest
import shop_window
from hostile_shop import filled
from xss_corpus import CORPUS, MARK, RUN, TAG

from lake.ask import ask

# All that a page of the shop never has, whatever it tells of.
FOREIGN = f"""() => {{
  const named = ["{TAG}", "iframe", "object", "embed", "base", "marquee", "style", "xmp"];
  const leading = ["href", "src", "action", "formaction", "xlink:href", "poster"];
  const isOdd = (one) => named.includes(one.localName)
    || (one.localName === "script" && !one.src && one.type !== "application/ld+json")
    || (one.localName === "meta" && one.httpEquiv)
    || [...one.attributes].some((of) => /^(on|hx-on|style)/.test(of.name)
      || (leading.includes(of.name) && !/^(https?:|[/#?]|$)/.test(of.value)));
  const odd = [...document.querySelectorAll("*")].filter(isOdd);
  return [...odd.map((one) => one.outerHTML.slice(0, 90)), ...(window.{MARK} ? ["ran"] : [])];
}}"""
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile") / "home"
    home.mkdir()
    filled(home, CORPUS)
    return home


@pytest.fixture(scope="module")
def window(hostile_home, browser):
    with (
        shop_window.served(hostile_home) as site,
        shop_window.window(browser, site) as opened,
    ):
        # Who turns pages this fast would have more streams of prices open than one may.
        opened.page.route("**/api/v1/live*", lambda asked: asked.fulfill(status=204))
        yield opened


@pytest.fixture(scope="module")
def skus(hostile_home):
    found = ask(hostile_home, "SELECT DISTINCT sku FROM catalogue ORDER BY sku")
    return found.column("sku").to_pylist()


def foreign(window, path) -> list[str]:
    """Return what the page at `path` has that no page of the shop may have."""
    page = window.go(path)
    return [*page.evaluate(FOREIGN), *window.went_wrong()]


def test_the_corpus_is_in_the_shop(window, skus) -> None:
    assert len(skus) >= len(CORPUS) * 0.9
    texts = [read(window, f"/products/{sku}") for sku in skus]
    assert sum(RUN in text for text in texts) >= len(CORPUS) * 0.6


@pytest.mark.requirement(8)
def test_no_text_of_a_product_runs_or_becomes_an_element(window, skus) -> None:
    found = {sku: foreign(window, f"/products/{sku}") for sku in skus}
    assert {sku: odd for sku, odd in found.items() if odd} == {}


@pytest.mark.requirement(8)
def test_no_list_takes_a_text_for_markup(window, skus) -> None:
    lists = [f"/products?page={page}" for page in range(1, len(skus) // 24 + 2)]
    compared = [
        "/compare?" + "&".join(f"sku={sku}" for sku in skus[n : n + 4])
        for n in range(0, 40, 4)
    ]
    others = ["/", "/categories", "/deals", "/guides", "/blog", "/de/products"]
    found = {path: foreign(window, path) for path in (*lists, *compared, *others)}
    assert {path: odd for path, odd in found.items() if odd} == {}


def test_what_programs_are_told_of_a_product_is_whole(window, skus) -> None:
    wrong = [sku for sku in skus if not is_whole(window, f"/products/{sku}")]
    assert wrong == []


def is_whole(window, path) -> bool:
    """Say whether the page's data for programs names what its heading names."""
    page = read(window, path)
    told = [json.loads(one) for one in DATA.findall(page)]
    names = [of.get("name", "") for one in told for of in one.get("@graph", [one])]
    return html.unescape(HEADING.search(page)[1]) in names


def read(window, path) -> str:
    with urlopen(window.site + path) as answer:  # noqa: S310 - our own shop
        return answer.read().decode()
