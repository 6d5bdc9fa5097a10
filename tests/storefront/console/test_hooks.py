"""Webhooks in the console: added, tried, paused, renewed and taken away."""

import re

import pytest
from sqlalchemy import delete, select

from connect.hooks.signing import secret_of
from lake.salt import home_salt
from ledger.hooks import deliveries, endpoints
from ledger.hooks.deliveries import Try
from ledger.hooks.tables import hook_endpoints
from ledger.tables import audit, work

URL = "https://shop.example/hooks"


@pytest.fixture
def owner(as_, console):
    with console.ledger.write() as connection:
        connection.execute(delete(hook_endpoints))
        connection.execute(delete(work).where(work.c.kind == "hook"))
    return as_("owner")


@pytest.fixture
def one(owner, console):
    owner.post("/hooks/add", url=URL)
    with console.ledger.read() as connection:
        (found,) = endpoints.listed(connection)
    return found


def shown(answer):
    return re.search(r"<code>(whsec_[^<]+)</code>", answer.text)[1]


def put(console):
    with console.ledger.read() as connection:
        found = select(work.c.payload).where(work.c.kind == "hook").order_by(work.c.id)
        return [payload["message"] for payload in connection.scalars(found)]


def test_an_empty_board_says_what_to_do(owner):
    assert "Add its address below" in owner.get("/hooks").text


def test_an_endpoint_is_added_with_the_kinds_that_are_ticked(owner, console):
    answer = owner.post("/hooks/add", url=URL, kinds=["order.paid", "order.held"])
    with console.ledger.read() as connection:
        (one,) = endpoints.listed(connection)
        home = console.client.app.state["parts"].home
    assert (one.url, one.kinds) == (URL, ("order.held", "order.paid"))
    assert shown(answer) == secret_of(home_salt(home), one.endpoint_id, 1)
    assert "order.held, order.paid" in owner.get("/hooks").text


def test_an_address_that_is_none_is_refused_and_the_page_says_why(owner, console):
    owner.post("/hooks/add", url="ftp://shop.example/")
    assert "an endpoint is an address like" in owner.get("/hooks").text
    with console.ledger.read() as connection:
        assert endpoints.listed(connection) == []


def test_a_secret_is_on_its_own_page_alone_and_its_showing_is_noted(
    owner, one, console
):
    secret = shown(owner.post("/hooks/secret", endpoint=one.endpoint_id))
    assert secret not in owner.get("/hooks").text
    other = shown(owner.post("/hooks/renew", endpoint=one.endpoint_id))
    assert other != secret
    with console.ledger.read() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.facts)).all()
    assert {"hooks.add", "hooks.secret", "hooks.renew"} <= {row.action for row in rows}
    assert secret not in str(rows)


def test_a_test_is_put_and_an_older_message_sent_again(owner, one, console):
    owner.post("/hooks/test", endpoint=one.endpoint_id)
    (message,) = put(console)
    assert message["type"] == "test.ping"
    with console.ledger.write() as connection:
        deliveries.note(
            connection,
            Try(
                endpoint_id=one.endpoint_id,
                message=message,
                attempt=3,
                tried_at=console.clock.now,
                took_ms=4,
                status=500,
                error="it answered 500",
            ),
        )
        (kept,) = deliveries.latest(connection, one.endpoint_id, 1)
    page = owner.get("/hooks").text
    assert "it answered 500" in page
    assert "does not hear" in page
    owner.post("/hooks/again", endpoint=one.endpoint_id, delivery=str(kept.delivery_id))
    assert put(console) == [message, message]
    owner.post("/hooks/again", endpoint=one.endpoint_id, delivery="999999")
    assert "no longer kept" in owner.get("/hooks").text


def test_an_endpoint_is_paused_before_it_is_taken_away(owner, one, console):
    owner.post("/hooks/remove", endpoint=one.endpoint_id)
    assert "pause it first" in owner.get("/hooks").text
    owner.post("/hooks/pause", endpoint=one.endpoint_id)
    owner.post("/hooks/test", endpoint=one.endpoint_id)
    assert "is paused: resume it first" in owner.get("/hooks").text
    assert put(console) == []
    owner.post("/hooks/resume", endpoint=one.endpoint_id)
    owner.post("/hooks/pause", endpoint=one.endpoint_id)
    owner.post("/hooks/remove", endpoint=one.endpoint_id)
    with console.ledger.read() as connection:
        assert endpoints.listed(connection) == []
    owner.post("/hooks/pause", endpoint=one.endpoint_id)
    assert "there is no endpoint" in owner.get("/hooks").text


def test_staff_sees_no_webhooks(as_, one):
    assert URL not in as_("staff").get("/hooks").text
