"""How much a group is wanted: ratings, and what else the lake happens to know.

Ratings are the trunk. A place in a best-seller list and sellers that have just run out
add to it; more opinions lately than before, and a season that comes, multiply it. What
the lake does not know multiplies by one and adds nothing.
"""

import math

import numpy as np
import polars as pl

from enrich.scoring import weights as w
from enrich.scoring.chance import Numbers, drawn
from enrich.scoring.margin import numbers

_SURE = 1.28


def rated(groups: pl.DataFrame) -> pl.DataFrame:
    """Return `groups` with the ratings that count, their mean, and the multipliers.

    What shops state counts; where none does, the opinions that were read. How opinions
    judge in words counts beside it, each as one rating more.
    """
    own = pl.col("opinions_rated").fill_null(0)
    stated = pl.col("reviews").fill_null(0) > 0
    count = pl.when(stated).then("reviews").otherwise(own).cast(pl.Float64)
    mean = pl.when(stated).then("rating").otherwise("opinion_rating")
    words = pl.col("sentiments").fill_null(0)
    in_words = 3 + 2 * pl.col("sentiment").fill_null(0)
    total = count * mean.fill_null(0) + words * in_words
    prior = w.PRIOR_RATING * w.PRIOR_REVIEWS
    return groups.with_columns(
        stated.alias("is_stated"),
        count.alias("ratings"),
        mean.alias("mean_rating"),
        ((total + prior) / (count + words + w.PRIOR_REVIEWS)).clip(1, 5).alias("stars"),
        _trend().alias("trend"),
        _season().alias("season_ratio"),
    )


def demand(groups: pl.DataFrame) -> Numbers:
    """Return the demand of each of the `rated` groups, from 0 to 1, in all draws."""
    count, mean = numbers(groups, "ratings"), numbers(groups, "stars")
    off = _SURE * w.RATING_SPREAD / np.sqrt(count + w.PRIOR_REVIEWS)
    stars = drawn(5, mean, mean - off, mean + off)
    many = np.clip(np.log1p(count) / math.log1p(w.FULL_REVIEWS), 0, 1)
    trunk = many * np.clip((stars - 1) / 4, 0, 1)
    place = np.nan_to_num(numbers(groups, "place"), nan=w.LIST_PLACES + 1)
    high_up = np.clip(1 - (place - 1) / w.LIST_PLACES, 0, 1)
    gone = np.nan_to_num(numbers(groups, "gone")) / np.maximum(
        numbers(groups, "seen_offers"), 1
    )
    rest = (1 - w.LIST_SHARE * high_up) * (1 - w.GONE_SHARE * np.clip(2 * gone, 0, 1))
    times = numbers(groups, "trend") * numbers(groups, "season_ratio")
    # Rounded, so that equal demands are equal whatever the order of adding.
    wanted: Numbers = np.clip((1 - (1 - trunk) * rest) * times, 0, 1).round(6)
    return wanted


def _trend() -> pl.Expr:
    """Return the root of how many more opinions came in 90 days than in those before."""
    late, before = pl.col("late").fill_null(0), pl.col("before").fill_null(0)
    ratio = ((late + 2) / (before + 2)).sqrt().clip(*w.TREND)
    return pl.when(late + before >= w.LEAST_TREND).then(ratio).otherwise(1.0)


def _season() -> pl.Expr:
    """Return how many more opinions come in this month and the next than in others."""
    dated = pl.col("dated").fill_null(0)
    ratio = ((pl.col("in_season") + 4) / (dated / 6 + 4)).clip(*w.SEASON)
    seen = (dated >= w.LEAST_SEASON) & (pl.col("dated_days") >= w.SEASON_DAYS)
    return pl.when(seen).then(ratio).otherwise(1.0)
