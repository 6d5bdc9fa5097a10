"""Run the benchmarks: `python -m benchmarks [NAME]`.

Each is a module here that measures us and a named peer in the same run.
"""

import runpy
import sys
from pathlib import Path

NAMES = sorted(
    path.stem for path in Path(__file__).parent.glob("*.py") if path.stem[0] != "_"
)
_USAGE = 2


def main(names: list[str]) -> None:
    """Run the benchmarks `names`, or all."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.exit(f"no benchmark {unknown[0]!r}; there are: {', '.join(NAMES)}")
    for name in names or NAMES:
        print(f"== {name}", flush=True)
        sys.argv = [name]
        try:
            runpy.run_module(f"benchmarks.{name}", run_name="__main__")
        except SystemExit as left:
            # Some need a folder of pages that is no part of the project.
            if left.code == _USAGE:
                print(f"left out: see python -m benchmarks.{name} --help", flush=True)
            elif left.code:
                raise


main(sys.argv[1:])
