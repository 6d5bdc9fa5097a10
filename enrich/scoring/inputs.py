"""Every number that went into a score, between what it lies, and where it was found.

With them a person can recompute the score; docs/scores.md does so for one.
"""

from typing import NamedTuple

import polars as pl

from enrich.scoring.numbers import finite_or_none

_KIND = pl.Struct(
    {
        "name": pl.String,
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "unit": pl.String,
        "source": pl.String,
    }
)


class Given(NamedTuple):
    """One input: its value as an expression, its unit, and where it is from."""

    name: str
    value: pl.Expr
    unit: str | pl.Expr
    source: str | pl.Expr
    low: pl.Expr | None = None
    high: pl.Expr | None = None


def listed(given: list[Given]) -> pl.Expr:
    """Return the inputs that have a value, as a list, in their order."""
    whole = pl.concat_list(_struct(one) for one in given)
    known = pl.element().struct.field("value").is_not_null()
    return whole.list.eval(pl.element().filter(known))


def ranged(name: str, of: tuple[float, float, float], unit: str, why: str) -> Given:
    """Return the input that is a setting: low, likely, high."""
    low, likely, high = (pl.lit(edge) for edge in of)
    return Given(name, likely, unit, why, low, high)


def _struct(one: Given) -> pl.Expr:
    def words(of: str | pl.Expr) -> pl.Expr:
        return pl.lit(of) if isinstance(of, str) else of

    def number(of: pl.Expr | None) -> pl.Expr:
        given = pl.lit(None) if of is None else of
        return finite_or_none(given.cast(pl.Float64)).round(4)

    return pl.struct(
        pl.lit(one.name).alias("name"),
        number(one.value).alias("value"),
        number(one.low).alias("low"),
        number(one.high).alias("high"),
        words(one.unit).cast(pl.String).alias("unit"),
        words(one.source).cast(pl.String).alias("source"),
    ).cast(_KIND)
