"""Facts of a page that several readers ask for, found at the first asking and kept.

They are kept as long as the page is, and no longer: so no fact may hold its page.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Subject = TypeVar("Subject", bound=Hashable)
Rest = ParamSpec("Rest")
Fact = TypeVar("Fact")


def once(
    find: Callable[Concatenate[Subject, Rest], Fact],
) -> Callable[Concatenate[Subject, Rest], Fact]:
    """Make `find` look once for each subject, which is kept weakly, and its arguments."""
    found: WeakKeyDictionary[Subject, dict[Hashable, Fact]] = WeakKeyDictionary()

    @wraps(find)
    def ask(subject: Subject, /, *args: Rest.args, **named: Rest.kwargs) -> Fact:
        kept = found.setdefault(subject, {})
        key = (args, tuple(named.items()))
        if key not in kept:
            kept[key] = find(subject, *args, **named)
        return kept[key]

    return ask
