"""Who outside is told what befalls orders; on SQLite and on PostgreSQL."""

from datetime import timedelta

import pytest

from ledger import retention
from ledger.errors import HookRefused
from ledger.hooks import deliveries, endpoints
from ledger.hooks.deliveries import Try
from ledger.hooks.endpoints import MOST, PATIENCE
from ledger.hooks.kinds import KINDS, OF_EVENTS
from ledger.hooks.putting import put_test
from ledger.orders.closing import cancel, sweep
from ledger.orders.moving import move

URL = "https://shop.example/hooks?from=us"


@pytest.fixture
def added(desk):
    """Add an endpoint that is told of some kinds; without any of all."""

    def add(*kinds, url=URL):
        return endpoints.add(desk.connection, url, kinds, "1", desk.now)

    return add


def told(desk):
    """Return what was put to be told: to whom, and of what kind."""
    hooks = [payload for kind, payload in desk.works() if kind == "hook"]
    return [(one["endpoint_id"], one["message"]["type"]) for one in hooks]


def tried(one, message, now, **more):
    return Try(
        endpoint_id=one.endpoint_id,
        message=message,
        attempt=1,
        tried_at=now,
        took_ms=12,
        **more,
    )


def test_an_endpoint_is_told_what_befalls_an_order(desk, added):
    one = added()
    order = desk.paid()
    for step in ("placed", "shipped"):
        move(desk.connection, order.order_id, step, ("1", {}), desk.now)
    kinds = [kind for _, kind in told(desk)]
    assert kinds == ["order.paid", "order.placed", "order.shipped"]
    (_, payload) = next(row for row in desk.works() if row[0] == "hook")
    message = payload["message"]
    assert payload["endpoint_id"] == one.endpoint_id
    assert message["id"].startswith("msg_")
    assert message["timestamp"] == desk.now.isoformat()
    assert message["data"] == {
        "order_id": order.order_id,
        "number": order.number,
        "state": "paid",
        "held_reason": None,
        "currency": "EUR",
        "total_minor": 1999,
        "paid_minor": 1999,
        "refunded_minor": 0,
    }


def test_a_message_names_nobody(desk, added):
    added()
    desk.paid()
    assert not [
        said
        for said in ("ann@buyer.test", "Ann Buyer", "Elm 1", "10115")
        if said in str([row for row in desk.works() if row[0] == "hook"])
    ]


def test_an_endpoint_is_told_of_the_kinds_that_it_asked_for(desk, added):
    one, all_ = added("order.cancelled"), added()
    order = desk.paid()
    cancel(desk.connection, order.order_id, "asked", "buyer", desk.now)
    assert told(desk)[0] == (all_.endpoint_id, "order.paid")
    assert sorted(told(desk)[1:]) == sorted(
        (of.endpoint_id, "order.cancelled") for of in (one, all_)
    )


def test_an_order_that_expires_is_told(desk, added):
    added("order.expired")
    desk.place()
    sweep(desk.connection, desk.now + timedelta(hours=1))
    assert [kind for _, kind in told(desk)] == ["order.expired"]


def test_what_never_came_true_is_not_told(desk, added):
    added()
    savepoint = desk.connection.begin_nested()
    desk.paid()
    savepoint.rollback()
    assert told(desk) == []


def test_who_is_paused_is_told_nothing_until_resumed(desk, added):
    one = added()
    assert endpoints.pause(desk.connection, one.endpoint_id, "asked", desk.now)
    assert not endpoints.pause(desk.connection, one.endpoint_id, "gone", desk.now)
    desk.paid("a")
    assert told(desk) == []
    assert endpoints.resume(desk.connection, one.endpoint_id)
    assert not endpoints.resume(desk.connection, one.endpoint_id)
    desk.paid("b")
    assert [kind for _, kind in told(desk)] == ["order.paid"]


def test_who_hears_nothing_for_days_is_told_no_more(desk, added):
    one, (connection, now) = added(), (desk.connection, desk.now)
    message = put_test(connection, one.endpoint_id, now)
    late = now + PATIENCE + timedelta(seconds=1)
    deliveries.note(connection, tried(one, message, now, error="away"))
    deliveries.note(
        connection, tried(one, message, late - timedelta(days=1), status=200)
    )
    deliveries.note(connection, tried(one, message, late, error="away"))
    assert endpoints.found(connection, one.endpoint_id).paused_at is None
    later = late + PATIENCE + timedelta(seconds=1)
    deliveries.note(connection, tried(one, message, later, error="away"))
    found = endpoints.found(connection, one.endpoint_id)
    assert (found.paused_reason, found.failing_since) == ("failing", late)


def test_who_says_that_it_is_gone_is_told_no_more(desk, added):
    one = added()
    message = put_test(desk.connection, one.endpoint_id, desk.now)
    deliveries.note(
        desk.connection, tried(one, message, desk.now, status=410, error="gone")
    )
    assert endpoints.found(desk.connection, one.endpoint_id).paused_reason == "gone"


def test_tries_are_kept_with_what_was_sent_and_forgotten_in_time(desk, added):
    one, (connection, now) = added(), (desk.connection, desk.now)
    message = put_test(connection, one.endpoint_id, now)
    deliveries.note(
        connection, tried(one, message, now, status=500, error="it said 500")
    )
    deliveries.note(connection, tried(one, message, now, status=200))
    last, first = deliveries.latest(connection, one.endpoint_id, 10)
    assert (first.status, first.error, last.error) == (500, "it said 500", None)
    assert last.message == message
    assert deliveries.delivery(connection, last.delivery_id) == last
    kept, gone = (
        retention.Before(now=now, sessions=now, runs=now, parked=at)
        for at in (now, now + timedelta(seconds=1))
    )
    assert retention.remove_old(connection, kept)["hook_deliveries"] == 0
    assert retention.remove_old(connection, gone)["hook_deliveries"] == 2


def test_what_is_taken_away_leaves_nothing(desk, added):
    one, connection = added(), desk.connection
    message = put_test(connection, one.endpoint_id, desk.now)
    deliveries.note(connection, tried(one, message, desk.now, status=200))
    assert endpoints.remove(connection, one.endpoint_id)
    assert not endpoints.remove(connection, one.endpoint_id)
    assert deliveries.latest(connection, one.endpoint_id, 10) == []
    with pytest.raises(HookRefused, match="there is no endpoint"):
        endpoints.found(connection, one.endpoint_id)


def test_a_new_secret_is_another_version(desk, added):
    one = added()
    assert endpoints.renew(desk.connection, one.endpoint_id).version == one.version + 1


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://a.example/", "https://", "//a.example/", "javascript:alert(1)"),
        *("https://me:secret@a.example/", "https://a.example/#x", "https://[::1"),
        *("https://a.example:99999/", "https://a.example/ b", "https://ä.example/"),
        *("https://a.example/\n", "https://a.example:0/", "https://a/" + "x" * 1000),
    ],
)
def test_what_is_no_address_is_refused(added, url):
    with pytest.raises(HookRefused, match="an endpoint is an address"):
        added(url=url)


def test_an_event_that_there_is_not_is_refused_by_name(added):
    with pytest.raises(HookRefused, match=r"there is no event order\.eaten"):
        added("order.paid", "order.eaten")


def test_there_are_so_many_endpoints_and_no_more(desk, added):
    for _ in range(MOST):
        added()
    with pytest.raises(HookRefused, match="take one away"):
        added()


def test_every_kind_comes_from_an_event():
    assert sorted(OF_EVENTS.values()) == sorted(KINDS)
