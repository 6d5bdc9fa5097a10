"""The stream of changes: from the shop's own memory, resumed, bounded, ended."""

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from ledger.states import ShelfState
from storefront.api import live as module
from storefront.api.live import MOST_OF_ONE, Streams, _told
from storefront.catalogue.live import Held, Live, Overlay
from storefront.catalogue.reader import Catalogue
from storefront.http.closing import Closing

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
V1 = "/api/v1/live"


def state(mark, sku, minor=100):
    return ShelfState(mark, sku, minor, "EUR", None, "in_stock", NOW)


class Fed(Live):
    """A Live that a test feeds by hand."""

    def __init__(self):
        super().__init__(None, lambda: 0)

    def tell(self, *states):
        held = {**self._held.states, **{one.sku: one for one in states}}
        self._held = Held(held, max(one.mark for one in states))


@pytest.fixture
def parts(stocked_home, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    return SimpleNamespace(
        live=Fed(), catalogue=Catalogue(stocked_home), closing=Closing(tmp_path, 1)
    )


def events(parts, skus, mark, count):
    """Return the first `count` events of a stream, without what begins it."""

    async def heard():
        stream = _told(parts, skus, mark)
        assert await anext(stream) == b"retry: 3000\n\n"
        found = [await anext(stream) for _ in range(count)]
        await stream.aclose()
        return found

    return [read(one) for one in asyncio.run(heard())]


def read(event):
    lines = event.decode().strip().splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    return int(told["id"]), json.loads(told["data"])


def test_a_new_reader_is_told_how_things_are(parts, assortment):
    item = assortment.items[0]
    ((mark, told),) = events(parts, (item.sku, "none"), None, 1)
    assert (mark, told["sku"], told["price_minor"]) == (0, item.sku, item.price_minor)


def test_only_what_was_asked_for_is_told(parts):
    parts.live.tell(state(1, "hm-000001"), state(2, "hm-000002"), state(3, "hm-000003"))
    found = events(parts, ("hm-000001", "hm-000003"), 0, 2)
    assert [(mark, told["sku"]) for mark, told in found] == [
        (1, "hm-000001"),
        (3, "hm-000003"),
    ]


def test_who_comes_back_goes_on_behind_the_last_mark(parts):
    parts.live.tell(state(5, "hm-000001"), state(7, "hm-000002", 200))
    ((mark, told),) = events(parts, ("hm-000001", "hm-000002"), 5, 1)
    assert (mark, told["price_minor"]) == (7, 200)


def test_a_stream_looks_at_nothing_but_what_it_follows(parts, monkeypatch):
    looked, look = [], Overlay.states

    def noted(self, skus):
        looked.extend(skus)
        return look(self, skus)

    monkeypatch.setattr(Overlay, "states", noted)
    parts.live.tell(*(state(mark, f"sku-{mark}") for mark in range(1, 60)))
    wanted = frozenset({"sku-7", "sku-9", "none"})
    mark, told = module._news(parts, wanted, 7)
    assert [read(one)[0] for one in told] == [9]
    assert (mark, set(looked)) == (59, wanted)
    assert module._news(parts, wanted, 59) == (59, [])
    assert len(looked) == 3


def test_what_a_new_snapshot_took_in_is_told_as_it_is(parts, monkeypatch, assortment):
    parts.live.tell(state(9, "hm-000001", 1))
    shelf = parts.catalogue.shelf()
    monkeypatch.setattr(shelf, "price_mark", 9)
    ((mark, told),) = events(parts, ("hm-000001",), 4, 1)
    assert (mark, told["price_minor"]) == (9, assortment.items[0].price_minor)


def test_silence_is_broken_by_comments(parts, monkeypatch):
    monkeypatch.setattr(module, "_SILENT_S", 0.0)

    async def heard():
        stream = _told(parts, ("none",), None)
        return [await anext(stream) for _ in range(3)]

    assert asyncio.run(heard())[1:] == [b": still here\n\n"] * 2


def test_a_stream_ends_when_the_shop_closes_and_waits_for_nothing(parts, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 3600.0)

    async def heard():
        await parts.closing.follow()
        stream = _told(parts, ("none",), None)
        await anext(stream)
        parts.closing.set()
        return [one async for one in stream]

    assert asyncio.run(asyncio.wait_for(heard(), 20)) == []


def test_one_reader_has_no_more_than_a_few_streams(shop, monkeypatch):
    streams = Streams()
    streams.open["a"] = MOST_OF_ONE - 1
    assert streams.has_room("a")
    streams.open["a"] += 1
    assert not streams.has_room("a")
    assert streams.has_room("b")
    monkeypatch.setattr(module, "MOST_OF_ONE", 0)
    assert shop.get(f"{V1}?sku=hm-000001").status_code == 204


def test_who_goes_is_counted_no_more():
    streams = Streams()

    async def told():
        while True:
            yield b"more"

    async def left():
        stream = streams.counted("a", told())
        await anext(stream)
        assert streams.open == {"a": 1}
        await stream.aclose()

    asyncio.run(left())
    assert not streams.open


def test_a_stream_that_ended_is_let_go(shop, monkeypatch):
    monkeypatch.setattr(module, "_LASTS_S", 0.0)
    for _ in range(MOST_OF_ONE + 2):
        assert shop.get(f"{V1}?sku=hm-000001").status_code == 200
    assert not module.STREAMS.open


def test_an_answer_is_a_stream_that_nobody_keeps(shop, monkeypatch):
    monkeypatch.setattr(module, "_LASTS_S", 0.0)
    answer = shop.get(f"{V1}?sku=hm-000001")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "etag" not in answer.headers


def test_a_page_that_knows_its_mark_is_told_nothing_twice(shop, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 0.001)
    monkeypatch.setattr(module, "_LASTS_S", 0.0005)
    assert "event: change" in shop.get(f"{V1}?sku=hm-000001").text
    assert "event: change" not in shop.get(f"{V1}?sku=hm-000001&after=0").text


@pytest.mark.parametrize(
    "query", ["", "sku=a&after=-2", "sku=", "sku=a%20b", "sku=a&" * 51, "x=1"]
)
def test_what_cannot_be_followed_is_refused(shop, query):
    assert shop.get(f"{V1}?{query}").status_code == 400


def test_a_mark_that_is_none_is_passed_over(shop, monkeypatch):
    monkeypatch.setattr(module, "EVERY_S", 0.0)
    monkeypatch.setattr(module, "_LASTS_S", 0.0)
    for sent in ("x", "-1", "9" * 40, "²"):
        headers = {"last-event-id": sent.encode()}
        assert shop.get(f"{V1}?sku=a", headers=headers).status_code == 200


def test_head_opens_no_stream(shop, monkeypatch):
    monkeypatch.setattr(module.STREAMS, "counted", None)
    answer = shop.head(f"{V1}?sku=a")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert shop.head(V1).status_code == 400


def test_the_description_tells_that_there_may_be_no_room(shop):
    paths = shop.get("/api/v1/openapi.json").json()["paths"]
    answers = {
        path: set(paths[path]["get"]["responses"]) for path in ("/live", "/products")
    }
    assert "204" in answers["/live"]
    assert "304" not in answers["/live"]
    assert "204" not in answers["/products"]
    assert "304" in answers["/products"]
