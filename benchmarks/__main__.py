"""Run the benchmarks: `python -m benchmarks [NAME]`.

Each is a module here that measures us and a named peer in the same run.
"""

import runpy
import sys
from pathlib import Path

NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if path.stem[0] != "_"
)


def main(names: list[str]) -> None:
    """Run the benchmarks `names`, or all."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.exit(f"no benchmark {unknown[0]!r}; there are: {', '.join(NAMES)}")
    for name in names or NAMES:
        print(f"== {name}", flush=True)
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")


main(sys.argv[1:])
