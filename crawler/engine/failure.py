"""Twisted's failures, in which Scrapy hands an error to an errback."""

from typing import Any

from twisted.python.failure import Failure

# The package says it is typed; this class is not.
_failure: Any = Failure


def failure_of(error: BaseException) -> Failure:
    """Return `error`, with its traceback, as a failure."""
    made: Failure = _failure(error)
    return made


def is_a(failure: Any, kind: type[BaseException]) -> bool:
    """Return whether `failure` holds an error of this kind."""
    return isinstance(failure.value, kind)
