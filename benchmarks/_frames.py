"""The questions of lake_queries as Polars and pandas are asked them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

LAST_DAY = datetime(2026, 11, 17, tzinfo=UTC)
COLUMNS = ["listing_key", "host", "price_minor", "seen_at"]
Frame = Any


def polars_asks(plain: Path) -> dict[str, Callable[[str], object]]:
    """Return for each question what Polars does with the plain files."""
    offers, matches, scores = (
        pl.scan_parquet(plain / f"{name}.parquet")
        for name in ("offers", "enriched_matches", "scores")
    )
    price = pl.col("price_minor")
    joined = offers.join(
        matches.select("entity_key", "group_key"),
        left_on="listing_key",
        right_on="entity_key",
    ).join(
        scores.select("entity_key", "score"), left_on="group_key", right_on="entity_key"
    )
    asked: dict[str, Callable[[str], pl.LazyFrame]] = {
        "top hosts": lambda key: _top(offers, pl.len(), price.mean()),
        "join with scores": lambda key: _top(joined, pl.col("score").mean(), pl.len()),
        "last day": lambda key: offers.filter(pl.col("seen_at") >= LAST_DAY).select(
            pl.len(), price.mean()
        ),
        "offers of one listing": lambda key: _listing(offers, key),
        "latest of each listing": lambda key: (
            offers.group_by("listing_key")
            .agg(price.sort_by("seen_at").last())
            .select(pl.len(), price.sum())
        ),
        "prices of one listing": lambda key: _listing(offers, key),
    }
    return {name: partial(_collected, ask) for name, ask in asked.items()}


def _collected(ask: Callable[[str], pl.LazyFrame], key: str) -> pl.DataFrame:
    return ask(key).collect(engine="streaming")


def pandas_asks(plain: Path) -> dict[str, Callable[[str], object]]:
    """Read the columns, and return for each question what pandas does with them."""
    offers = pd.read_parquet(plain / "offers.parquet", columns=COLUMNS)
    matches = pd.read_parquet(
        plain / "enriched_matches.parquet", columns=["entity_key", "group_key"]
    )
    scores = pd.read_parquet(
        plain / "scores.parquet", columns=["entity_key", "score"]
    ).rename(columns={"entity_key": "group_key"})

    def joined(key: str) -> Frame:
        rows = offers.merge(matches, left_on="listing_key", right_on="entity_key")
        rows = rows.merge(scores, on="group_key")
        return rows.groupby("host")["score"].agg(["mean", "size"]).nlargest(10, "mean")

    def listing(key: str) -> Frame:
        rows = offers[offers["listing_key"] == key]
        return rows.sort_values("seen_at")[["seen_at", "price_minor"]]

    def latest(key: str) -> Frame:
        rows = offers.sort_values("seen_at").drop_duplicates("listing_key", keep="last")
        return len(rows), rows["price_minor"].sum()

    return {
        "top hosts": lambda key: (
            offers.groupby("host")["price_minor"].agg(["size", "mean"])
        ).nlargest(10, "size"),
        "join with scores": joined,
        "last day": lambda key: offers.loc[
            offers["seen_at"] >= LAST_DAY, "price_minor"
        ].agg(["size", "mean"]),
        "offers of one listing": listing,
        "latest of each listing": latest,
        "prices of one listing": listing,
    }


def _top(rows: pl.LazyFrame, first: pl.Expr, second: pl.Expr) -> pl.LazyFrame:
    found = rows.group_by("host").agg(first.alias("a"), second.alias("b"))
    return found.sort("a", descending=True).head(10)


def _listing(offers: pl.LazyFrame, key: str) -> pl.LazyFrame:
    rows = offers.filter(pl.col("listing_key") == key)
    return rows.select("seen_at", "price_minor").sort("seen_at")
