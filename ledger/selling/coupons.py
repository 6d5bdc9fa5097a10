"""Coupons and gift codes: what a code is worth, who may use it, and how often.

    percent    so much of the goods        shipping   sending costs nothing
    amount     so much money               gift       as much as is left on it

A code takes from goods, never from shipping, and lowers what taxes are worked out on.
Making and ending codes is in the audit; using them is redeeming.py.
"""

import re
import unicodedata
from datetime import datetime
from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import Connection, Select, bindparam, insert, select, update

from ledger import audit
from ledger.audit import Deed
from ledger.orders.totals import half_up
from ledger.selling.errors import CouponWrong
from ledger.selling.tables import coupons

Kind = Literal["percent", "amount", "shipping", "gift"]
WHOLE_BP = 10_000
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{2,39}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_LONGEST_NOTE = 200
_DEAREST_MINOR = 10**12


class Coupon(msgspec.Struct, frozen=True, kw_only=True):
    """One code with its limits, and how far they are used up."""

    code: str
    kind: Kind
    percent_bp: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    least_minor: int = 0
    most_uses: int | None = None
    most_per_buyer: int | None = None
    uses: int = 0
    spent_minor: int = 0
    valid_from: datetime
    valid_until: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""

    @property
    def left_minor(self) -> int:
        """What is left on a gift."""
        return (self.amount_minor or 0) - self.spent_minor

    def worth(self, goods_minor: int) -> int:
        """Return what it takes off goods, never more than they cost."""
        if self.kind == "percent":
            return half_up(goods_minor * (self.percent_bp or 0), WHOLE_BP)
        if self.kind == "shipping":
            return 0
        most = self.left_minor if self.kind == "gift" else self.amount_minor or 0
        return min(most, goods_minor)


def canonical(code: str) -> str:
    """Return a code as it is kept, however it was typed."""
    plain = unicodedata.normalize("NFKC", code[:100])
    return "".join(plain.split()).upper()


def add(connection: Connection, coupon: Coupon, actor: str, now: datetime) -> Coupon:
    """Make a code, here and in the audit; one that there was ever before is refused."""
    made = msgspec.structs.replace(
        coupon, code=canonical(coupon.code), uses=0, spent_minor=0, ended_at=None
    )
    _check(made)
    if look(connection, made.code) is not None:
        raise CouponWrong(f"code: {made.code} is there already, or was once")
    row = msgspec.structs.asdict(made) | {"created_at": now, "actor": actor}
    connection.execute(insert(coupons), row)
    # Words stay out of what can never be changed; a code may open money, so its end only.
    facts = {name: row[name] for name in _TOLD if row[name] is not None}
    deed = Deed(actor, "coupon.added", _shown(made.code), facts)
    audit.record(connection, deed, now)
    return made


def end(connection: Connection, code: str, actor: str, now: datetime) -> bool:
    """End a code; False when it has ended before. Orders that use it stay as they are."""
    _known(connection, code)
    values = {"of": canonical(code), "ended_at": now}
    if connection.execute(_END, values).rowcount != 1:
        return False
    _deed(connection, "coupon.ended", code, actor, now)
    return True


def resume(connection: Connection, code: str, actor: str, now: datetime) -> bool:
    """Take back that a code was ended; False when it has not."""
    ended = _known(connection, code).ended_at is not None
    if ended:
        values = {"of": canonical(code), "ended_at": None}
        connection.execute(_RESUME, values)
        _deed(connection, "coupon.resumed", code, actor, now)
    return ended


def look(connection: Connection, code: str) -> Coupon | None:
    """Return a code, whether it holds or not."""
    found = connection.execute(_ONE, {"of": canonical(code)}).one_or_none()
    return Coupon(**found._mapping) if found else None


def listed(connection: Connection, limit: int = 100, offset: int = 0) -> list[Coupon]:
    """Return codes, those in force first, the newest first."""
    page = _ALL.limit(limit).offset(offset)
    return [Coupon(**row._mapping) for row in connection.execute(page)]


def _known(connection: Connection, code: str) -> Coupon:
    found = look(connection, code)
    if found is None:
        raise CouponWrong(f"there is no code {canonical(code)[:40]}")
    return found


def _deed(
    connection: Connection, action: str, code: str, actor: str, now: datetime
) -> None:
    audit.record(connection, Deed(actor, action, _shown(canonical(code))), now)


def _shown(code: str) -> str:
    """Return a code so that whoever reads it cannot use it."""
    return f"{code[:2]}...{code[-2:]}" if len(code) > 6 else code


def _check(made: Coupon) -> None:
    """Refuse what cannot be, naming the field."""
    for is_right, what in (
        (
            _CODE.fullmatch(made.code),
            f"code: {made.code[:40]!r} should be 3 to 40 capital letters and digits",
        ),
        (
            made.kind in get_args(Kind),
            f"kind: {made.kind[:40]!r} is none of {', '.join(get_args(Kind))}",
        ),
        (
            made.currency is None or _CURRENCY.fullmatch(made.currency),
            f"currency: {made.currency!r:.40} should be three capital letters, as EUR",
        ),
        (
            made.valid_until is None or made.valid_until > made.valid_from,
            "valid_until: it would end before it begins",
        ),
        (
            len(made.note) <= _LONGEST_NOTE and (made.note.isprintable()),
            f"note: a line of at most {_LONGEST_NOTE} letters",
        ),
    ):
        if not is_right:
            raise CouponWrong(what)
    _check_figures(made)


def _check_figures(made: Coupon) -> None:
    has_amount = made.kind in {"amount", "gift"}
    needs_currency = has_amount or made.least_minor > 0
    for is_right, what in (
        (
            _is_within(made.percent_bp, made.kind == "percent", WHOLE_BP),
            "percent: more than 0 and at most 100, for a code of percent alone",
        ),
        (
            _is_within(made.amount_minor, has_amount, _DEAREST_MINOR),
            "amount: more than 0, for an amount or a gift alone",
        ),
        (
            made.currency is not None or not needs_currency,
            "currency: amounts have one",
        ),
        (0 <= made.least_minor <= _DEAREST_MINOR, "least: 0 or more"),
        (_is_limit(made.most_uses), "most_uses: 1 or more, or none"),
        (_is_limit(made.most_per_buyer), "most_per_buyer: 1 or more, or none"),
    ):
        if not is_right:
            raise CouponWrong(what)


def _is_within(figure: int | None, is_asked: bool, most: int) -> bool:
    if figure is None or not is_asked:
        return (figure is not None) == is_asked
    return 0 < figure <= most


def _is_limit(figure: int | None) -> bool:
    return figure is None or 1 <= figure <= 2**31 - 1


_TOLD = (
    *("kind", "percent_bp", "amount_minor", "currency", "least_minor"),
    *("most_uses", "most_per_buyer"),
)
_COLUMNS = [coupons.c[name] for name in Coupon.__struct_fields__]
_of = coupons.c.code == bindparam("of")
_ONE: Select[*tuple[Any, ...]] = select(*_COLUMNS).where(_of)
_ALL: Select[*tuple[Any, ...]] = select(*_COLUMNS).order_by(
    coupons.c.ended_at.is_not(None), coupons.c.created_at.desc(), coupons.c.code
)
_END = update(coupons).where(_of, coupons.c.ended_at.is_(None))
_RESUME = update(coupons).where(_of)
