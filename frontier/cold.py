"""Whether the first use of the frontier here has to compile its loops, and saying so.

Numba keeps what it compiled beside the source, or where that cannot be written, in a
folder of the user's. `make setup` has it compiled already (warm.py).
"""

from pathlib import Path
from typing import Any

import structlog

from frontier.leases import lease

SAYS = "compiling the frontier's loops: once, some ten seconds"
log = structlog.get_logger()


def is_cold() -> bool:
    """Return whether the first use in this process will have to compile."""
    compiled: Any = lease
    return not any(Path(compiled.stats.cache_path).glob("leases.lease-*.nbi"))


def tell_if_cold() -> None:
    """Say why the first calls take long, if they will."""
    if is_cold():
        log.warning("frontier_compiles", hint=SAYS)
