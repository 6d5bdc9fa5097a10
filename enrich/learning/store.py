"""A home's own models as files: arrays in one file, named by what is in it.

    learned/<step>/<number>-<digest>/model.npz

Written whole or not at all, and read only when the digest is still that of the file.
"""

import io
from pathlib import Path
from typing import Any

import numpy as np

from enrich.equipment import Learned
from enrich.errors import ModelUnusable
from enrich.learning.learner import Arrays
from lake.durable import write
from lake.keys import content_digest

FOLDER = "learned"
_FILE = "model.npz"


def keep(home: Path, step: str, number: int, arrays: Arrays) -> Learned:
    """Write a model of `step` and return it."""
    content = io.BytesIO()
    given: dict[str, Any] = dict(arrays)
    np.savez_compressed(content, **given)
    digest = content_digest(content.getvalue())
    folder = Path(FOLDER) / step / f"{number}-{digest[:12]}"
    (home / folder).mkdir(parents=True, exist_ok=True)
    write(home / folder / _FILE, content.getvalue())
    return Learned(number=number, path=str(home / folder), digest=digest)


def read(model: Learned) -> Arrays:
    """Return the arrays of a model that was kept."""
    with np.load(io.BytesIO(intact(model)), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def intact(model: Learned) -> bytes:
    """Return the file of a model that is what was released; refuses any other."""
    file = Path(model.path) / _FILE
    try:
        content = file.read_bytes()
    except OSError as error:
        raise _unusable(model, f"cannot be read ({error.strerror})") from None
    if content_digest(content) != model.digest:
        raise _unusable(model, "is not what was released, its digest differs")
    return content


def _unusable(model: Learned, why: str) -> ModelUnusable:
    file = Path(model.path) / _FILE
    step = file.parent.parent.name
    return ModelUnusable(
        f"model {model.number} of {step}: {file} {why}; bring the file back, or withdraw"
        f" the model: harvestman learn withdraw {step} {model.number}"
    )
