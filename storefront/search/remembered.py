"""Answers of a method, remembered by its object and gone with it.

An lru_cache around a bound method would hold its object, and the object it: a snapshot
that nobody reads any more would stay until garbage is looked for, which is seldom.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar
from weakref import WeakMethod

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def remembered(
    method: Callable[_Asked, _Answer], most: int
) -> Callable[_Asked, _Answer]:
    """Return `method` with its `most` latest answers kept; its object is not held."""
    weakly = WeakMethod(method)

    @lru_cache(maxsize=most)
    def answer(*asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        alive = weakly()
        assert alive is not None, "whoever asks holds the object"  # noqa: S101
        return alive(*asked, **named)

    return answer  # type: ignore[return-value]  # its types know no named parameters
