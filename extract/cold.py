"""Compiling the loops that read pages, at their first use on a machine.

It takes a minute, so a process of its own does it, and pages are left to the parser
until the loops are there. `make setup` has them compiled already (warm.py).
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import structlog

from extract.linking.resolve import resolve
from extract.linking.scan import scan
from extract.markup.wide import is_utf8

SAYS = "compiling the loops that read pages: once, a minute; pages are read slower"
log = structlog.get_logger()
# A look at the disk takes as long as a small page.
_PAGES_A_LOOK = 64


def is_cold() -> bool:
    """Return whether the first use in this process would have to compile."""
    kept = (
        _is_kept(scan, "scan.scan"),
        _is_kept(resolve, "resolve.resolve"),
        _is_kept(is_utf8, "wide.is_utf8"),
    )
    return not all(kept)


def _is_kept(loop: Any, name: str) -> bool:
    return any(Path(loop.stats.cache_path).glob(f"{name}-*.nbi"))


class Loops:
    """Whether this process may use the loops."""

    def __init__(self) -> None:
        self.ready = False
        self._pages = 0
        self._compiling: subprocess.Popen[bytes] | None = None

    def look(self) -> bool:
        """Return whether the loops are compiled; have them compiled if not."""
        self._pages += 1
        if self._pages % _PAGES_A_LOOK == 1:
            self.ready = not is_cold()
            if not self.ready:
                self._compile()
        return self.ready

    def _compile(self) -> None:
        if self._compiling is None:
            log.warning("page_loops_compile", hint=SAYS)
            self._compiling = subprocess.Popen(
                [sys.executable, "-m", "extract.warm"], stdout=subprocess.DEVNULL
            )
        self._compiling.poll()


loops = Loops()
