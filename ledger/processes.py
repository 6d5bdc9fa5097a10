"""Names for processes that tell whether the one that left its name still runs.

    shop-1:4711:88231   host, process id, and when the process began (from /proc)

The beginning is needed as ids are used again: in a container the first process is 1
whenever it starts. Where there is no /proc the id alone decides.
"""

import os
import socket
from pathlib import Path


def this_process() -> str:
    """Name the process that runs this."""
    return _name(os.getpid())


def may_run(name: str) -> bool:
    """Tell whether a process may still run; of another host that is not known."""
    host, pid, _begun = name.rsplit(":", 2)
    return host != socket.gethostname() or name == _name(int(pid))


def _name(pid: int) -> str:
    return f"{socket.gethostname()}:{pid}:{_begun(pid)}"


def _begun(pid: int) -> str:
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return "" if _is_there(pid) else "gone"
    # The program's name may hold anything, its closing bracket ends it.
    state, *numbers = line.rpartition(")")[2].split()
    return "gone" if state in "ZX" else numbers[18]


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
