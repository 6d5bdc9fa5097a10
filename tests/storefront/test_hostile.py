import re
import subprocess
import threading
from html.parser import HTMLParser
from wsgiref.simple_server import WSGIRequestHandler, make_server

import msgspec
import pytest

from storefront.pages.templates import product_path

LIVE_ATTRIBUTE = re.compile(r"on[a-z]+|style|srcdoc|formaction")
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Finds(HTMLParser):
    """Collects what a page could run or lead to."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add((tag, _kind(dict(attrs))) if tag == "script" else tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in {"href", "src"}}


def _kind(attributes):
    own = attributes.get("src", "").startswith("/static/")
    return "own" if own else attributes.get("type")


@pytest.fixture(scope="module")
def pages(hostile_shop, make_sample, assortment):
    items = make_sample.hostile(assortment.items[0].checked_at).items
    paths = ["/", "/products", "/categories/script-alert-1-script"]
    paths += [product_path(item.sku, item.title) for item in items]
    paths += [f"/products?q={payload}" for payload in make_sample.PAYLOADS]
    return {path: hostile_shop.get(path).text for path in paths}


@pytest.mark.requirement(8)
def test_hostile_texts_add_no_element_and_no_handler(pages):
    for path, text in pages.items():
        finds = Finds(text)
        assert not finds.tags & {"iframe", "object", "embed", ("script", None)}, path
        assert not [name for name in finds.attributes if LIVE_ATTRIBUTE.fullmatch(name)]
        assert "onerror" not in finds.attributes


@pytest.mark.requirement(8)
def test_hostile_addresses_are_not_linked(pages):
    for path, text in pages.items():
        odd = [
            link for link in Finds(text).links if not re.match(r"/|http://127|#", link)
        ]
        assert not odd, path


def test_hostile_texts_are_shown_as_they_are(pages):
    text = pages[next(path for path in pages if path.startswith("/products/hm-000001"))]
    assert "Kettle &lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_templates_in_texts_are_not_run(pages):
    text = pages[next(path for path in pages if path.startswith("/products/hm-000005"))]
    assert "{{ 7 * 7 }}" in text


@pytest.mark.requirement(8)
def test_the_data_block_ends_where_it_should(pages, make_sample):
    blocks = [DATA.findall(text) for text in pages.values()]
    facts = [msgspec.json.decode(block) for found in blocks for block in found]
    things = [thing for fact in facts for thing in fact.get("@graph", ())]
    names = {thing["name"] for thing in things if thing["@type"] == "Product"}
    assert {f"Kettle {payload}" for payload in make_sample.PAYLOADS} == names


@pytest.fixture(scope="module")
def browser(chromium_path):
    return chromium_path


class Quiet(WSGIRequestHandler):
    def log_message(self, *facts):
        pass


@pytest.fixture(scope="module")
def address(hostile_shop):
    """The hostile shop behind a real port, and a page that shows all of it."""

    def answer(environ, start):
        if environ["PATH_INFO"] == "/api/v1/live":
            # A stream without an end would hold this server, which has one thread.
            start("204 x", [])
            return []
        path = environ["PATH_INFO"] + "?" + environ["QUERY_STRING"]
        page = hostile_shop.get(path, headers={"accept-encoding": "identity"})
        start(f"{page.status_code} x", list(page.headers.items()))
        return [page.content]

    with make_server("127.0.0.1", 0, answer, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.requirement(8)
def test_chromium_runs_nothing_and_blocks_nothing(browser, address, pages, tmp_path):
    """A script that ran would open a dialog, which hangs a headless page."""
    for number in (1, 2, 3, 8):
        path = next(path for path in pages if f"hm-00000{number}/" in path)
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
        ]
        flags += ["--disable-background-networking", f"--user-data-dir={tmp_path}"]
        done = subprocess.run(
            [browser, *flags, "--v=0", "--dump-dom", address + path],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        assert "Why it scores" in done.stdout
        assert "Content Security Policy" not in done.stderr
        assert "CONSOLE" not in done.stderr
