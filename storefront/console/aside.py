"""Threads of the console's own: what waits there keeps no visitor of the shop waiting."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")
# A platform that is slow to look at holds one or two of them.
_THREADS = ThreadPoolExecutor(6, "console")


async def aside(do: Callable[_P, _T], *facts: _P.args, **named: _P.kwargs) -> _T:
    """Do something that reads, writes or computes, beside what answers visitors."""
    call: Callable[[], Any] = partial(do, *facts, **named)
    return await asyncio.get_running_loop().run_in_executor(_THREADS, call)
