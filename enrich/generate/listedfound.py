"""What the query of the directory found: programmes, and the shops that orders are reckoned by."""

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from enrich.generate.asked import Reason, score_rows
from enrich.generate.figures import Rows, told
from enrich.generate.letters import cut, shown
from enrich.generate.work import Fact, Form, Way
from enrich.money import commission

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_NAME = 80
_MAX_LABEL = 36


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop by whose prices an order is reckoned."""

    host: str
    pages: int
    read_on: date


class Programme(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One programme as the query gives it."""

    programme_key: str
    url: str
    merchant: str
    network: str | None
    commission_kind: str
    commission_rate: float
    currency: str | None
    cookie_days: int | None
    score: float
    margin_minor: int | None
    money: str | None
    reasons: list[Reason]
    shop: Shop | None
    read_on: date

    @cached_property
    def name(self) -> str:
        """The merchant as it is shown."""
        return cut(shown(self.merchant), _MAX_NAME)

    @cached_property
    def label(self) -> str:
        """The merchant as a chart has room for it."""
        return cut(self.name, _MAX_LABEL)

    @property
    def site(self) -> str:
        """The site that lists it."""
        return shown(urlsplit(self.url).hostname or "")

    @property
    def commission(self) -> str:
        """What it pays for a sale."""
        rate = float(self.commission_rate)
        return commission(self.commission_kind, rate, self.currency)

    def rows(self) -> Rows:
        """Return what may be said of it, by table and key."""
        stated: dict[str, Any] = {
            "merchant": self.name,
            "site": self.site,
            "commission": self.commission,
            "cookie_days": self.cookie_days,
        }
        scored = dict(score_rows(self.programme_key, self.score, self.reasons))
        of = ("scores", self.programme_key)
        earned = {"margin_minor": self.margin_minor, "currency": self.money}
        return {
            ("programmes", self.programme_key): stated,
            of: {**scored[of], **earned},
        }


class Directory(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All programmes that are listed, best first."""

    programmes: list[Programme]

    @cached_property
    def rows(self) -> Rows:
        """What may be said of them."""
        merged: dict[tuple[str, str], Mapping[str, Any]] = {}
        for programme in self.programmes:
            merged |= programme.rows()
        return merged

    @property
    def keys(self) -> list[str]:
        """The keys of the programmes."""
        return [programme.programme_key for programme in self.programmes]

    def fact(self, of: str, keys: list[str], way: Way, form: Form) -> Fact:
        """Return a fact of the table and column that `of` names."""
        table, _, column = of.partition(".")
        money = self.rows[table, keys[0]]["currency"] if form == "money" else None
        fact = Fact(
            said="", table=table, column=column, keys=keys, way=way, form=form, currency=money
        )  # fmt: skip
        return told(self.rows, fact)
