"""Numbers that can be reckoned with: what is not a number, or without end, is unknown."""

import polars as pl
import polars.selectors as cs


def finite(frame: pl.DataFrame) -> pl.DataFrame:
    """Return `frame` with nothing in place of numbers that are none."""
    return frame.with_columns(
        finite_or_none(pl.col(n)) for n in cs.expand_selector(frame, cs.float())
    )


def finite_or_none(number: pl.Expr) -> pl.Expr:
    """Return a number of floating point where it is one."""
    return pl.when(number.is_finite()).then(number)
