"""Compiling the frontier's loops at its first use on a machine, and saying so.

Numba keeps what it compiled beside the source, or where that cannot be written, in a
folder of the user's. `make setup` has it compiled already (warm.py).
"""

from pathlib import Path
from typing import Any

import structlog

from frontier.leases import lease

SAYS = "compiling the frontier's loops: once, some ten seconds"
log = structlog.get_logger()
_asked: list[bool] = []


def is_cold() -> bool:
    """Return whether the first use in this process will have to compile."""
    compiled: Any = lease
    return not any(Path(compiled.stats.cache_path).glob("leases.lease-*.nbi"))


def compile_if_cold() -> None:
    """Say that the first use takes long, if it will, and have it over with."""
    if _asked or not is_cold():
        return
    # Once a process: where nothing can be kept on the disk it stays cold.
    _asked.append(True)
    log.warning("frontier_compiles", hint=SAYS)
    # It opens frontiers itself, and takes half the time on two processors.
    from frontier.warm import warm

    warm()
