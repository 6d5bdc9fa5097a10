"""Place an order: a wish comes in, an order whose pieces are put aside goes out.

    a new key                  prices and stock of this moment, rows, pieces put aside
    same key, same content     the order that there is, again
    same key, other content    KeyUsedForAnother

All in one transaction without a network in it, and with little else: what can be made
before is made by `ready`. Whatever does not hold is raised, so that the transaction leaves
nothing behind.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger.orders import stock, timeline
from ledger.orders.errors import KeyUsedForAnother, NotForSale, PriceChanged
from ledger.orders.held import hold
from ledger.orders.keys import new_key
from ledger.orders.outbox import put_shop_event
from ledger.orders.paid import become_paid
from ledger.orders.states import State
from ledger.orders.tables import order_lines, orders
from ledger.orders.tables import stock as stock_table
from ledger.orders.timeline import Event
from ledger.orders.totals import Item, Totals, totals
from ledger.orders.wish import Wish, refuse_nonsense
from ledger.pricetables import shelf_states
from ledger.selling.exchange import Exchange, exchanged, in_force
from ledger.selling.redeeming import Use, redeem
from ledger.swift import Swift

# So long a buyer may take to pay: a gateway's page and a bank's, twice.
RESERVED = timedelta(minutes=30)
GONE = frozenset({"out_of_stock", "discontinued"})


class Placed(msgspec.Struct, frozen=True):
    """An order that stands; `is_new` is False for a submit that came again."""

    order_id: str
    number: int
    state: State
    total_minor: int
    currency: str
    expires_at: datetime | None
    is_new: bool = False


class _Shelf(msgspec.Struct, frozen=True):
    sku: str
    price_minor: int | None
    currency: str | None
    availability: str | None
    version: int
    is_counted: bool


class Ready(msgspec.Struct, frozen=True):
    """A wish with its sums and rows: all that can be made before the ledger is asked."""

    wish: Wish
    order: dict[str, Any]
    lines: list[dict[str, Any]]


def ready(wish: Wish, now: datetime) -> Ready:
    """Make the rows of a wish, before the transaction: others write meanwhile."""
    refuse_nonsense(wish)
    sums = totals(
        [Item(one.quantity, one.shown_minor, one.rates) for one in wish.pieces],
        wish.terms,
    )
    order = _order(wish, sums, now)
    return Ready(wish, order, _lines(order["order_id"], wish, sums))


def place(connection: Connection, made: Ready) -> Placed:
    """Place the order of a wish, or return the one that its key stands for."""
    order, wish = made.order, made.wish
    now, order_id = order["placed_at"], order["order_id"]
    # First, so that of two transactions with one key the second waits for its answer.
    inserted = _INSERTS[connection.dialect.name]
    number = inserted.run(connection, order).scalar_one_or_none()
    if number is None:
        return _same(connection, wish.key, order["asked_digest"])
    shelf = _shelf(connection, wish)
    _refuse_changed(wish, shelf, _rate(connection, wish, now))
    _write(connection, made, shelf, now)
    if not order["total_minor"]:
        become_paid(connection, hold(connection, order_id), "buyer", now)
        order = order | {"state": "paid", "expires_at": None}
    return Placed(
        order_id,
        number,
        order["state"],
        order["total_minor"],
        order["currency"],
        order["expires_at"],
        is_new=True,
    )


def _same(connection: Connection, key: str, digest: str) -> Placed:
    asked, *facts = connection.execute(_BY_KEY, {"of": key}).one()
    if asked != digest:
        raise KeyUsedForAnother(
            "this submit was made before with another content; begin a new one"
        )
    return Placed(*facts)


def _shelf(connection: Connection, wish: Wish) -> dict[str, _Shelf]:
    # One by one: a list of skus would have its statement written anew each time.
    found = (
        _SHELF.run(connection, {"of": piece.sku}).one_or_none() for piece in wish.pieces
    )
    rows = (tuple[Any, ...](row) for row in found if row is not None)
    return {row[0]: _Shelf(*row) for row in rows}


def _refuse_changed(
    wish: Wish, shelf: dict[str, _Shelf], rate: Exchange | None
) -> None:
    """Compare what was shown with what holds, in the currency that is paid in."""
    now_asked: dict[str, tuple[int, str]] = {}
    for piece in wish.pieces:
        held = shelf.get(piece.sku)
        if held is None or held.price_minor is None or held.currency is None:
            raise NotForSale(f"{piece.sku} is not for sale", sku=piece.sku)
        # What is counted is to be had as long as there are pieces of it.
        if not held.is_counted and held.availability in GONE:
            raise NotForSale(f"{piece.sku} is {held.availability}", sku=piece.sku)
        price = (held.price_minor, held.currency)
        if rate is not None and rate.base == held.currency:
            price = (exchanged(held.price_minor, rate), rate.quote)
        if price != (piece.shown_minor, wish.currency):
            now_asked[piece.sku] = price
    if now_asked:
        raise PriceChanged(
            f"other prices are in force than were shown: {', '.join(now_asked)}",
            prices=now_asked,
        )


def _rate(connection: Connection, wish: Wish, now: datetime) -> Exchange | None:
    """Return the rate that holds now, of an order in another currency."""
    if wish.exchange is None:
        return None
    rate = in_force(connection, wish.exchange.base, wish.currency, now)
    if rate is None:
        base = wish.exchange.base
        raise NotForSale(f"no rate from {base} to {wish.currency} is known any more")
    return rate


def _order(wish: Wish, sums: Totals, now: datetime) -> dict[str, Any]:
    return {
        "order_id": new_key(now),
        "key": wish.key,
        "asked_digest": wish.digest,
        "token_hash": wish.token_hash,
        "state": "pending",
        "currency": wish.currency,
        "goods_minor": sums.goods_minor,
        "discount_minor": sums.discount_minor,
        "shipping_minor": wish.terms.shipping_minor,
        "shipping_tax": sums.shipping.taxes,
        "tax_minor": sums.tax_minor,
        "total_minor": sums.total_minor,
        "prices_include_tax": wish.terms.prices_include_tax,
        "paid_minor": 0,
        "refunded_minor": 0,
        **msgspec.structs.asdict(wish.buyer),
        "coupon": wish.coupon,
        "exchange": msgspec.to_builtins(wish.exchange),
        "placed_at": now,
        "expires_at": now + RESERVED,
    }


def _lines(order_id: str, wish: Wish, sums: Totals) -> list[dict[str, Any]]:
    return [
        {
            "order_id": order_id,
            "line": number,
            "sku": piece.sku,
            "title": piece.title,
            "kind": piece.kind,
            "edition": piece.edition,
            "quantity": piece.quantity,
            "unit_minor": piece.shown_minor,
            "discount_minor": line.discount_minor,
            "tax_minor": line.tax_minor,
            "tax": line.taxes,
            "total_minor": line.total_minor,
            "returned_quantity": 0,
            "refunded_quantity": 0,
            "refunded_minor": 0,
        }
        for number, (piece, line) in enumerate(
            zip(wish.pieces, sums.lines, strict=True), start=1
        )
    ]


def _write(
    connection: Connection, made: Ready, shelf: dict[str, _Shelf], now: datetime
) -> None:
    """Put pieces aside, and write what belongs to the order."""
    order_id = made.order["order_id"]
    wanted = {
        piece.sku: piece.quantity
        for piece in made.wish.pieces
        if shelf[piece.sku].is_counted
    }
    stock.take(connection, wanted, stock.Cause("ordered", "buyer", order_id), now)
    _redeem(connection, made, now)
    versions = [{"price_version": shelf[line["sku"]].version} for line in made.lines]
    rows = [one | more for one, more in zip(made.lines, versions, strict=True)]
    for row in rows:
        _LINES.run(connection, row)
    first = Event("begun", "buyer", {"total_minor": made.order["total_minor"]})
    timeline.begin(connection, order_id, first, now)
    put_shop_event(connection, order_id, "checkout", now)


def _redeem(connection: Connection, made: Ready, now: datetime) -> None:
    """Use the code of a wish, if there is one."""
    order, code = made.order, made.wish.coupon
    if code is None:
        return
    use = Use(
        code=code,
        order_id=order["order_id"],
        email=order["email"],
        currency=order["currency"],
        goods_minor=order["goods_minor"],
        discount_minor=order["discount_minor"],
    )
    redeem(connection, use, now)


# Built once: building a statement takes longer than SQLite takes to run it.
_INSERTS = {
    name: Swift(
        insert(orders)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(orders.c.number)
    )
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_LINES = Swift(insert(order_lines))
_BY_KEY = select(
    orders.c.asked_digest,
    *(orders.c[name] for name in Placed.__struct_fields__ if name in orders.c),
).where(orders.c.key == bindparam("of"))
_SHELF = Swift(
    select(
        *(shelf_states.c[name] for name in _Shelf.__struct_fields__[:-1]),
        stock_table.c.on_hand.is_not(None),
    )
    .outerjoin(stock_table, stock_table.c.sku == shelf_states.c.sku)
    .where(shelf_states.c.sku == bindparam("of"))
)
