"""Compile the loops of enriching: `python -m enrich.warm`, as `make setup` does."""

import time

import numpy as np
import pyarrow as pa

from enrich.forecast.backtest import backtests
from enrich.forecast.ways import ways
from enrich.matching.decide import scored
from enrich.matching.records import Product
from enrich.models.hashes import Hashes
from enrich.taxonomy.candidates import nearest
from enrich.taxonomy.linear import Model, fit, predict
from enrich.taxonomy.tree import Taxonomy
from enrich.text.sentiment import words
from extract.text.language import language

_TEXTS = ("a good radio", "a bad kettle that leaks")


def warm() -> float:
    """Compile or load every loop; return the seconds that took."""
    started = time.perf_counter()
    given = pa.array(_TEXTS)
    words(given)
    language(" ".join(_TEXTS))
    nearest(Taxonomy(("1",), (("Radios",),), ""), given, given)
    predict(Model.of(fit(_TEXTS, ["radios", "kettles"])), given)
    Hashes().encode(_TEXTS)
    scored([Product(title) for title in _TEXTS], np.array([[0, 1]]))
    backtests(np.arange(120.0), ways(120))
    return time.perf_counter() - started


if __name__ == "__main__":
    print(f"the loops of enriching are ready ({warm():.1f} s)")  # noqa: T201 - a command
