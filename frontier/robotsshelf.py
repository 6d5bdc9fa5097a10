"""Rules that are ready to be used, least recently used first: as many as memory allows."""

from collections import OrderedDict

from frontier.robotsrules import Rules

# What a file without any rule takes, and a row's place on the shelf.
_FLOOR_BYTES = 400


class Shelf:
    """The parsed rules of some rows, at most about `room_bytes` of them."""

    def __init__(self, room_bytes: int) -> None:
        self.size = 0
        self._room_bytes = room_bytes
        self._rules: OrderedDict[int, Rules] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rules)

    def get(self, row: int) -> Rules | None:
        """Return the rules of `row`, if they are here."""
        rules = self._rules.get(row)
        if rules is not None:
            self._rules.move_to_end(row)
        return rules

    def put(self, row: int, rules: Rules) -> None:
        """Keep the rules of `row` instead of older ones; the last put always stays."""
        self._drop(self._rules.pop(row, None))
        self._rules[row] = rules
        self.size += rules.size + _FLOOR_BYTES
        while self.size > self._room_bytes and len(self._rules) > 1:
            self._drop(self._rules.popitem(last=False)[1])

    def _drop(self, rules: Rules | None) -> None:
        if rules is not None:
            self.size -= rules.size + _FLOOR_BYTES
