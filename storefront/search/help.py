"""What may be asked instead where nothing was found; each with how much that finds."""

from collections.abc import Callable

import msgspec

from storefront.catalogue.answers import Help, Instead
from storefront.catalogue.question import Group, Question

Count = Callable[[Question], int]


def instead(
    question: Question, spelled: str | None, words: int, count: Count
) -> tuple[Instead, ...]:
    """Return questions near to `question` that find something, the nearest first."""
    first = question.without()
    tries: list[Instead] = []
    if spelled is not None:
        tries.append(_counted("spelled", _with_text(first, spelled), count))
    if dropped := _dropped(first, count):
        tries.append(dropped)
    if words > 1 and not question.any:
        tries.append(_counted("any", msgspec.structs.replace(first, any=True), count))
    found = [one for one in tries if one.count]
    if not found:
        found = [_counted("words", first.without(*first.chosen), count)]
    if not any(one.count for one in found):
        everything = Question(language=question.language)
        found = [_counted("all", everything, count)]
    return tuple(one for one in found if one.count)


def _dropped(question: Question, count: Count) -> Instead | None:
    """Return the question without the filter that leaves out the most."""
    tries = [
        _counted("dropped", question.without(group), count, group)
        for group in question.chosen
    ]
    return max(tries, key=lambda one: one.count, default=None)


def _counted(
    kind: Help, question: Question, count: Count, group: Group | None = None
) -> Instead:
    return Instead(kind, question, count(question), group)


def _with_text(question: Question, text: str) -> Question:
    return msgspec.structs.replace(question, text=text)
