"""Use codes: checked and taken by one statement, so that a limit holds for N at once.

    placed            taken, in the transaction of the order
    expired, cancelled  freed, in that transaction
    paid after it expired  taken again, where there is still some of it

Whoever changes several rows takes orders first, then stock, then codes in their order:
no two transactions wait for each other.
"""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    Connection,
    Select,
    bindparam,
    cast,
    func,
    insert,
    or_,
    select,
    update,
)

from ledger.selling.coupons import Coupon, canonical, look
from ledger.selling.errors import CouponRefused
from ledger.selling.tables import coupon_uses, coupons

Why = Literal[
    "unknown",
    "ended",
    "not_yet",
    "over",
    "other_currency",
    "below_least",
    "used_up",
    "used_by_buyer",
    "changed",
]


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What an order uses a code for."""

    code: str
    order_id: str
    email: str
    currency: str
    goods_minor: int
    discount_minor: int


class Miscount(msgspec.Struct, frozen=True):
    """A code whose uses are not those of its orders."""

    code: str
    uses: int
    spent_minor: int
    found: int
    found_minor: int


def why_not(
    connection: Connection,
    coupon: Coupon | None,
    goods: tuple[int, str],
    email: str,
    now: datetime,
) -> Why | None:
    """Return why goods of an amount and a currency cannot use a code; None if they can."""
    if coupon is None:
        return "unknown"
    if told := _why_not_now(coupon, goods, now):
        return told
    if email and coupon.most_per_buyer is not None:
        used = _used_by(connection, coupon.code, buyer_of(email))
        if used >= coupon.most_per_buyer:
            return "used_by_buyer"
    return None


def redeem(connection: Connection, use: Use, now: datetime) -> None:
    """Use a code for an order, or raise CouponRefused."""
    code, buyer = canonical(use.code), buyer_of(use.email)
    # First, so that all who use the code wait here, and what is read below stays so.
    taken = connection.execute(_TAKE, {"of": code, "amount": use.discount_minor})
    coupon = look(connection, code)
    goods = (use.goods_minor, use.currency)
    if coupon is None or taken.rowcount != 1:
        why = why_not(connection, coupon, goods, use.email, now)
        raise _refused(code, why or "changed")
    before = msgspec.structs.replace(
        coupon,
        uses=coupon.uses - 1,
        spent_minor=coupon.spent_minor - use.discount_minor,
    )
    if why := why_not(connection, before, goods, use.email, now):
        raise _refused(code, why)
    if before.worth(use.goods_minor) != use.discount_minor:
        raise _refused(code, "changed", discount_minor=before.worth(use.goods_minor))
    row = {"order_id": use.order_id, "code": code, "buyer": buyer, "used_at": now}
    connection.execute(_USE, row | {"amount_minor": use.discount_minor})


def free(connection: Connection, order_ids: Sequence[str], now: datetime) -> None:
    """Free the codes of orders that ended unpaid or were cancelled."""
    found = connection.execute(_HELD, {"of": list(order_ids)}).all()
    for use in found:
        connection.execute(_MARK, {"of": use.order_id, "freed_at": now})
        gone = {"of": use.code, "amount": use.amount_minor}
        connection.execute(_GIVE, gone)


def redeem_again(connection: Connection, order_id: str) -> None:
    """Use the code of an order that expired once more, or raise CouponRefused.

    It was paid at that price, so only what is left of the code is asked.
    """
    use = connection.execute(_FREED, {"of": order_id}).one_or_none()
    if use is None:
        return
    taken = connection.execute(_TAKE, {"of": use.code, "amount": use.amount_minor})
    if taken.rowcount != 1:
        raise _refused(use.code, "used_up")
    connection.execute(_MARK, {"of": order_id, "freed_at": None})


def miscounted(connection: Connection) -> list[Miscount]:
    """Return every code that was not used as often as it says; there is none."""
    return [Miscount(*row) for row in connection.execute(_MISCOUNTED)]


def buyer_of(email: str) -> str:
    """Return what stands for a buyer: the SHA-256 of an e-mail address."""
    plain = unicodedata.normalize("NFKC", email).strip().casefold()
    return hashlib.sha256(plain.encode()).hexdigest()


def _why_not_now(coupon: Coupon, goods: tuple[int, str], now: datetime) -> Why | None:
    goods_minor, currency = goods
    until = coupon.valid_until
    reasons: tuple[tuple[bool, Why], ...] = (
        (coupon.ended_at is not None, "ended"),
        (now < coupon.valid_from, "not_yet"),
        (until is not None and until <= now, "over"),
        (coupon.currency not in {None, currency}, "other_currency"),
        (goods_minor < coupon.least_minor, "below_least"),
        (coupon.most_uses is not None and coupon.uses >= coupon.most_uses, "used_up"),
        (coupon.kind == "gift" and coupon.left_minor <= 0, "used_up"),
    )
    return next((why for is_so, why in reasons if is_so), None)


def _used_by(connection: Connection, code: str, buyer: str) -> int:
    return connection.scalar(_USED_BY, {"of": code, "buyer": buyer}) or 0


def _refused(code: str, why: Why, **facts: Any) -> CouponRefused:
    return CouponRefused(
        f"the code {code[:40]} cannot be used: {why.replace('_', ' ')}",
        code=code,
        why=why,
        **facts,
    )


_of_code = coupons.c.code == bindparam("of")
_amount = bindparam("amount", type_=coupons.c.spent_minor.type)
_TAKE = (
    update(coupons)
    .where(
        _of_code,
        or_(coupons.c.most_uses.is_(None), coupons.c.uses < coupons.c.most_uses),
        or_(
            coupons.c.kind != "gift",
            coupons.c.spent_minor + _amount <= coupons.c.amount_minor,
        ),
    )
    .values(uses=coupons.c.uses + 1, spent_minor=coupons.c.spent_minor + _amount)
)
_GIVE = (
    update(coupons)
    .where(_of_code)
    .values(uses=coupons.c.uses - 1, spent_minor=coupons.c.spent_minor - _amount)
)
_USE = insert(coupon_uses)
_is_free = coupon_uses.c.freed_at.is_not(None)
_of_order = coupon_uses.c.order_id == bindparam("of")
_COLUMNS = (coupon_uses.c.order_id, coupon_uses.c.code, coupon_uses.c.amount_minor)
_HELD: Select[*tuple[Any, ...]] = (
    select(*_COLUMNS)
    .where(coupon_uses.c.order_id.in_(bindparam("of", expanding=True)), ~_is_free)
    .order_by(coupon_uses.c.code, coupon_uses.c.order_id)
)
_FREED: Select[*tuple[Any, ...]] = select(*_COLUMNS).where(_of_order, _is_free)
_MARK = update(coupon_uses).where(_of_order)
_USED_BY = select(func.count()).where(
    coupon_uses.c.code == bindparam("of"),
    coupon_uses.c.buyer == bindparam("buyer"),
    ~_is_free,
)
_sums = (
    select(
        coupon_uses.c.code,
        func.count().label("uses"),
        func.sum(coupon_uses.c.amount_minor).label("spent"),
    )
    .where(~_is_free)
    .group_by(coupon_uses.c.code)
    .subquery()
)
_found = func.coalesce(_sums.c.uses, 0)
_found_minor = cast(func.coalesce(_sums.c.spent, 0), coupons.c.spent_minor.type)
_MISCOUNTED: Select[*tuple[Any, ...]] = (
    select(coupons.c.code, coupons.c.uses, coupons.c.spent_minor, _found, _found_minor)
    .outerjoin(_sums, _sums.c.code == coupons.c.code)
    .where(or_(coupons.c.uses != _found, coupons.c.spent_minor != _found_minor))
    .order_by(coupons.c.code)
)
