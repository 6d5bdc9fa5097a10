"""Connections at rest: the freshest of a route is taken, the stalest makes room."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.wire.connection import Connection

Key = tuple[str, int, str, bytes]


class Pool:
    """Idle connections by route and by age."""

    def __init__(self) -> None:
        self._of: dict[Key, list[Connection]] = {}
        # When each began to rest; a dict keeps them in that order.
        self._since: dict[Connection, float] = {}

    def __len__(self) -> int:
        return len(self._since)

    def take(self, key: Key) -> "Connection | None":
        """Return a connection that waits for a question."""
        resting = self._of.get(key)
        while resting:
            # The last in is the one that its server least likely gave up on.
            connection = resting.pop()
            del self._since[connection]
            if connection.is_open():
                return connection
        return None

    def rest(self, connection: "Connection", now: float) -> None:
        """Take a connection that is done with its exchange."""
        self._of.setdefault(connection.route.key, []).append(connection)
        self._since[connection] = now

    def forget(self, connection: "Connection") -> None:
        """Drop a connection that is no longer one."""
        if self._since.pop(connection, None) is not None:
            self._of[connection.route.key].remove(connection)
        if not self._of.get(connection.route.key, True):
            del self._of[connection.route.key]

    def stalest(self) -> "Connection | None":
        """Return the connection that rests longest."""
        return next(iter(self._since), None)

    def since(self, connection: "Connection") -> float:
        """Return when `connection` began to rest."""
        return self._since[connection]
