"""Packages without what they bring along wherever it is installed.

Arrow imports pandas with the first list that it reads: a quarter of a second and 50 MB
in each process. structlog imports Rich and Twisted: a tenth of a second and 10 MB. Who
wants one of these can import it all the same.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from types import ModuleType


class _Refusal(MetaPathFinder):
    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> None:
        if fullname in self._names:
            raise ModuleNotFoundError(fullname)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Let the packages `names` pass for missing, unless they are imported already."""
    refusal = _Refusal(names)
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)


def spare_pandas() -> None:
    """Have Arrow do without pandas in this process: it tries once."""
    import pyarrow as pa

    with without("pandas"):
        pa.array([0])
