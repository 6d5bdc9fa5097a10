"""What is reached on hosts that nothing was learned from, by what makes the models.

The models that are shipped were made of all pages, so whatever is measured with them on
these pages flatters them. The programs that make them first try each page with what the
other hosts taught, and print that. They also write what they make: so they run in a copy.
"""

import json
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).parents[1]
_COPIED = ("benchmarks", "extract", "frontier", "tools")
Figures = dict[str, float]
_NEEDS = {
    "benchmarks.product_fit": (),
    "tools.fit_dates": (),
    "tools.train_kinds": ("sklearn",),
    "tools.train_text": ("lightgbm", "sklearn"),
}
# A name of one word or two, and its figure: `macro F1 0.843`.
_PAIR = re.compile(r"([A-Za-z][\w']*(?: [A-Za-z][\w']*)?) (\d\.\d{3,4})(?!\d)")
_DATES = re.compile(r"kind known, from (\S+): right (\S+) .* on (\S+) of")


def folds(data: Path) -> dict[str, Figures]:
    """Return the figures of each program that can run here."""
    told: dict[str, Figures] = {}
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in _COPIED:
            shutil.copytree(_ROOT / name, copy / name)
        for module, needs in _NEEDS.items():
            missing = [name for name in needs if find_spec(name) is None]
            if missing:
                print(f"# {module} is left out: pip install lightgbm scikit-learn")
                continue
            told[module] = _figures(module, _output(module, data.resolve(), copy))
    return told


def _output(module: str, data: Path, copy: Path) -> str:
    """Return what `module` prints, run in `copy`."""
    given = data / "products" if module.startswith("benchmarks") else data
    print(f"# {module} runs", flush=True)
    # The copy comes first where modules are looked for. The names are those above.
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", module, str(given)],
        cwd=copy,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def _figures(module: str, output: str) -> Figures:
    lines = output.strip().splitlines()
    if module == "benchmarks.product_fit":
        return _of_products(json.loads(lines[-1]))
    if module == "tools.fit_dates":
        return _of_dates(lines)
    if module == "tools.train_kinds":
        kept = lines[-1].removeprefix("kept: ").partition(", heat")[0]
        return _pairs(next(one for one in lines if one.startswith(f"{kept:28} ")))
    return _pairs(next(one for one in lines if one.startswith("two looks: ")))


def _pairs(line: str) -> Figures:
    return {name: float(value) for name, value in _PAIR.findall(line)}


def _of_products(facts: dict[str, dict[str, float]]) -> Figures:
    fields = {
        name: told["f1"]
        for name, told in facts.items()
        if isinstance(told, dict) and "f1" in told
    }
    return fields | {
        "calibration error": facts["calibration_error"]["pooled"],
        "prices told at precision .97": facts["price_at_97"]["coverage"],
    }


def _of_dates(lines: list[str]) -> Figures:
    """Return the first bound's figures: it is the one that is shipped."""
    found = next(match for match in map(_DATES.match, lines) if match)
    return {"day right": float(found[2]), "day invented": float(found[3])}
