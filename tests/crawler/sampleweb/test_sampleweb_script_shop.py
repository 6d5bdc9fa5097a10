import subprocess

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.sampleweb.page import PageTruth

HOST = "nightowlaudio.test"


@pytest.fixture(scope="module")
def rendered(served_web, chromium_path: str, tmp_path_factory):
    """Return what a browser makes of a path of the shop."""

    def dom(path: str) -> bytes:
        profile = tmp_path_factory.mktemp("profile")
        address = served_web.resolve[HOST]
        command = [
            chromium_path, "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-background-networking", "--disable-dev-shm-usage",
            f"--host-resolver-rules=MAP {HOST} {address}", f"--user-data-dir={profile}",
            "--virtual-time-budget=5000", "--dump-dom",
            f"http://{HOST}:{served_web.port}{path}",
        ]  # fmt: skip
        return subprocess.run(
            command, capture_output=True, check=True, timeout=90
        ).stdout

    return dom


def links(dom: bytes, port: int) -> set[str]:
    start = f"http://{HOST}:{port}"
    return {
        start + link.attributes["href"] for link in LexborHTMLParser(dom).css("a[href]")
    }


def truths(served_web, kind: str) -> list[PageTruth]:
    pages = [served_web.web.page(HOST, path) for path in served_web.web.paths(HOST)]
    return [page.truth for page in pages if page.truth.kind == kind]


def test_without_a_browser_the_shop_is_empty(client) -> None:
    body = client.body(HOST, "/")
    assert LexborHTMLParser(body).css("a") == []
    assert b"ld+json" not in body


def test_the_shop_has_thirty_products(served_web) -> None:
    assert len(truths(served_web, "product")) == 30


def test_a_browser_draws_the_links_of_the_manifest(served_web, rendered) -> None:
    home = truths(served_web, "home")[0]
    assert home.needs_js
    assert links(rendered("/"), served_web.port) == set(home.links)


def test_a_browser_draws_the_product_and_its_json_ld(
    served_web, rendered, json_ld_of
) -> None:
    truth = truths(served_web, "product")[7]
    dom = rendered(truth.path)
    ld = json_ld_of(dom)
    assert (ld["name"], ld["gtin13"]) == (truth.product.title, truth.product.gtin)
    assert LexborHTMLParser(dom).css_first("h1").text() == truth.product.title
    assert links(dom, served_web.port) == set(truth.links)
