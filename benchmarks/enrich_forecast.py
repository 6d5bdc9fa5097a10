"""Our ways to tell the coming weeks, beside statsforecast's, on the same rows.

No public rows of sales are part of the project, so these are drawn: of steady, seasonal,
dying and now-and-then things (negative binomial sizes, Bernoulli weeks), 104 weeks each.
What they show is that our loops do what theirs do and at what speed, and what choosing by
back-test and one forest for all add on rows of these kinds; not how good either is on a
shop's own. MASE over three cuts of eight weeks, CPU time of one core, median of 3.

    python -m benchmarks.enrich_forecast     with statsforecast on PYTHONPATH
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from enrich.forecast.backtest import backtests, cuts_of
from enrich.forecast.globalmodel import forest_of
from enrich.forecast.learner import fit
from enrich.forecast.smoothing import Counts
from enrich.forecast.telling import tell
from enrich.forecast.ways import ways
from extract.text.forest import Forest

ROWS, WEEKS, AHEAD, ROUNDS = 200, 104, 8, 3
# statsforecast's name of what is the same way.
SAME = {"croston": "CrostonSBA", "tsb": "TSB"}


def main() -> None:
    """Measure, print a table, and one JSON object as the last line."""
    rows, others = drawn(1), drawn(2)
    forest = forest_of(fit(pa.table({"counts": [row.tolist() for row in others]})))
    known = ways(WEEKS, forest)
    ours = {name: _mase(rows, way) for name, way in known.items()}
    last = _last(rows, forest)
    theirs, seconds = _theirs(rows)
    spent = _median(lambda: [backtests(row, ways(WEEKS)) for row in rows])
    for name, value in sorted(ours.items(), key=lambda pair: pair[1]):
        print(f"{name:12} MASE {value:.3f}")
    for name, value in last.items():
        print(f"{name:12} MASE {value:.3f}   of the cuts before, on the last weeks")
    for name, value in theirs.items():
        print(f"{name:12} MASE {value:.3f}   statsforecast")
    ratio = seconds / spent
    print(f"all our ways {spent:.2f} s, theirs {seconds:.2f} s: {ratio:.1f}x")
    apart = abs(ours["croston"] - theirs["CrostonSBA"])
    print(f"Croston SBA differs by {apart:.1e} (floor 1e-6):", _met(apart < 1e-6))
    print("one forest beats all together:", _met(last["a forest"] < last["the blend"]))
    print("all together beat the best one:", _met(last["the blend"] < last["the best"]))
    print(json.dumps({"ours": ours, "theirs": theirs, "last": last, "x": ratio}))


def _met(held: bool) -> str:
    return "met" if held else "NOT MET"


def drawn(seed: int) -> list[Counts]:
    """Return rows of four kinds, as many of each."""
    draw = np.random.default_rng(seed)
    weeks = np.arange(WEEKS)
    found = []
    for number in range(ROWS):
        level = draw.gamma(2, 6)
        year = 1 + 0.7 * np.sin(2 * np.pi * (weeks / 52 + draw.random()))
        shape: Mapping[int, Counts] = {
            0: np.full(WEEKS, level),
            1: level * year,
            2: level * np.exp(-weeks / draw.integers(20, 80)),
            3: np.full(WEEKS, level) * (draw.random(WEEKS) < 0.2),
        }
        mean = shape[number % 4]
        found.append(draw.negative_binomial(3, 3 / (3 + mean)).astype(np.float64))
    return [row for row in found if np.abs(np.diff(row)).sum()]


def _mase(rows: list[Counts], way: Callable[[Counts, Counts], None]) -> float:
    return statistics.mean(backtests(row, {"it": way})[0].mase for row in rows)


def _last(rows: list[Counts], forest: Forest) -> dict[str, float]:
    """Return the errors on the last weeks: by one way, by all together, and by a forest."""
    off: dict[str, list[float]] = {}
    for row in rows:
        past, came = row[:-AHEAD], row[-AHEAD:]
        together, alone = tell(past), tell(past, forest)
        if together is None or alone is None:
            raise ValueError("a row is too short to be told")
        best = np.empty(AHEAD)
        ways(len(past))[together.tested[0].model](past, best)
        said = {"the best": best, "the blend": together.weeks, "a forest": alone.weeks}
        scale = np.abs(np.diff(row)).mean()
        for name, weeks in said.items():
            off.setdefault(name, []).append(np.abs(came - weeks).mean() / scale)
    return {name: float(np.mean(each)) for name, each in off.items()}


def _theirs(rows: list[Counts]) -> tuple[dict[str, float], float]:
    try:
        from statsforecast import models
    except ImportError:
        sys.exit(2)
    made = {
        "CrostonSBA": models.CrostonSBA(),
        "TSB": models.TSB(alpha_d=0.2, alpha_p=0.2),
        "SES": models.SimpleExponentialSmoothingOptimized(),
        "AutoETS": models.AutoETS(season_length=1),
        "SeasonalNaive": models.SeasonalNaive(season_length=52),
        "WindowAverage": models.WindowAverage(window_size=8),
    }

    def told(model: object) -> list[float]:
        return [_their_mase(model, row) for row in rows]

    found = {name: statistics.mean(told(model)) for name, model in made.items()}
    return found, _median(lambda: [told(model) for model in made.values()])


def _their_mase(model: object, row: Counts) -> float:
    wrong = [
        np.abs(row[cut : cut + AHEAD] - model.forecast(row[:cut], h=AHEAD)["mean"])  # type: ignore[attr-defined]
        for cut in cuts_of(len(row), AHEAD)
    ]
    return float(np.concatenate(wrong).mean() / np.abs(np.diff(row)).mean())


def _median(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(ROUNDS):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return statistics.median(spent)


if __name__ == "__main__":
    main()
