"""The figures of a shop, as Prometheus reads them, and who may read them."""

import multiprocessing

import pytest
from prometheus_client.parser import text_string_to_metric_families

from storefront.app import create_app
from storefront.http.counters import Counters
from storefront.settings import ShopSettings


@pytest.fixture
def watched(home, assortment, snapshot, asked_from):
    """A shop of its own, asked from the machine that it runs on."""
    client = asked_from("127.0.0.1", create_app(home, ShopSettings()))
    client.headers["host"] = "localhost:8000"
    return client


def samples(shop):
    families = text_string_to_metric_families(shop.get("/metrics").text)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_requests_are_counted_by_kind_and_status(watched):
    for path in ("/about", "/about", "/none", "/products?q=x", "/static/none"):
        watched.get(path)
    found = samples(watched)
    assert found["shop_requests_total", "200", "page"] == 2
    assert found["shop_requests_total", "404", "page"] == 1
    assert found["shop_requests_total", "200", "search"] == 1
    assert found["shop_request_seconds_count", "page"] == 3
    assert found["shop_request_seconds_bucket", "+Inf", "page"] == 3
    assert 0 < found["shop_request_seconds_sum", "page"] < 60


def test_looks_at_kept_pages_are_counted(watched):
    tag = watched.get("/about").headers["etag"]
    watched.get("/about")
    watched.get("/about", headers={"if-none-match": tag})
    found = samples(watched)
    looks = [
        found["shop_page_looks_total", one] for one in ("hit", "miss", "unchanged")
    ]
    assert looks == [1, 1, 1]


def test_the_snapshot_is_named_with_its_age(watched, snapshot):
    found = samples(watched)
    assert found["shop_snapshot_info", snapshot.id] == 1
    assert 0 <= found["shop_snapshot_age_seconds",] < 3600


def test_processes_count_together_and_what_they_counted_stays(tmp_path):
    path = tmp_path / "shop" / "counters"
    counters = Counters(path)
    counters.answered("page", 200, 0.002)
    with multiprocessing.get_context("fork").Pool(1) as pool:
        pool.apply(count_two, (path,))
    assert counters.sums().requests("page") == {200: 3}


def count_two(path):
    counters = Counters(path)
    counters.answered("page", 200, 0.002)
    counters.answered("page", 200, 99.0)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {"host": "127.0.0.1:8000"}, 200),
        ("127.0.0.1", {"host": "shop.example"}, 404),
        ("::1", {"host": "[::1]:8000"}, 200),
        ("10.1.2.3", {}, 200),
        ("10.2.2.3", {}, 404),
        ("198.51.100.1", {}, 404),
        # A proxy on this machine hands on what comes from everywhere.
        ("127.0.0.1", {"host": "localhost", "x-forwarded-for": "127.0.0.1"}, 404),
    ],
)
def test_figures_are_for_this_machine_and_who_is_named(
    stocked_home, asked_from, address, headers, status
):
    settings = ShopSettings(metrics_from=("10.1.0.0/16",))
    shop = asked_from(address, create_app(stocked_home, settings))
    assert shop.get("/metrics", headers=headers).status_code == status


def test_a_shop_with_a_catalogue_and_a_ledger_is_ready(shop, empty_shop):
    assert shop.get("/ready").json() == {"status": "ready"}
    assert empty_shop.get("/ready").status_code == 503
    assert empty_shop.get("/health").status_code == 200


def test_a_shop_whose_ledger_does_not_answer_is_not_ready(stocked_home, asked_from):
    app = create_app(stocked_home, ShopSettings())
    shop = asked_from("127.0.0.1", app)
    app.state["parts"].ledger.reader.dispose()
    app.state["parts"].ledger.reader.pool._creator = lambda *_: 1 / 0
    answer = shop.get("/ready")
    assert answer.status_code == 503
    assert "ZeroDivision" in answer.json()["status"]
