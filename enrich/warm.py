"""Compile the loops over texts: `python -m enrich.warm`, as `make setup` does."""

import time

import pyarrow as pa

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
    return time.perf_counter() - started


if __name__ == "__main__":
    print(f"the loops over texts are ready ({warm():.1f} s)")  # noqa: T201 - a command
