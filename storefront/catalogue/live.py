"""Prices and availability as they are this second, laid over the snapshot.

    snapshot of mark 40            what publishing knew
    ledger: 41, 42, 43 ...         read by a thread, once a second
    page of an item                the snapshot's, with the newest state of its sku

A request looks into a dict and never asks the ledger. What is held is what changed
since the snapshot; a ledger that cannot be read leaves what is held in place.
"""

import threading
from collections.abc import Callable, Iterable, Mapping

import msgspec
import structlog

from ledger.errors import LedgerError
from ledger.open import Ledger
from ledger.states import ShelfState, read_after
from storefront.catalogue.answers import Card
from storefront.catalogue.item import Item

log = structlog.get_logger()

EVERY_S = 1.0
# Some 60 MB; so much changed since the snapshot calls for a new one.
MOST_STATES = 200_000
# Few enough to let requests through between two reads.
_AT_ONCE = 2_000


class Overlay:
    """What holds at one moment over one snapshot; a request keeps it to its end."""

    __slots__ = ("_since", "_states", "mark")

    def __init__(
        self, states: Mapping[str, ShelfState], mark: int = 0, since: int = 0
    ) -> None:
        self._states = states
        self._since = since
        self.mark = max(mark, since)

    def state(self, sku: str) -> ShelfState | None:
        """Return what holds for `sku`, or None where the snapshot is right."""
        found = self._states.get(sku)
        return found if found is not None and found.mark > self._since else None

    def laid_over(self, item: Item) -> Item:
        """Return `item` as it is at this moment."""
        found = self.state(item.sku)
        return item if found is None else msgspec.structs.replace(item, **_facts(found))

    def laid_over_cards(self, cards: Iterable[Card]) -> tuple[Card, ...]:
        """Return `cards` as they are at this moment."""
        return tuple(map(self._card, cards))

    def _card(self, card: Card) -> Card:
        found = self.state(card.sku)
        return card if found is None else msgspec.structs.replace(card, **_facts(found))


def _facts(state: ShelfState) -> dict[str, object]:
    return {
        "price_minor": state.price_minor,
        "currency": state.currency,
        "was_minor": state.was_minor,
        "availability": state.availability,
        "checked_at": state.checked_at,
    }


class Live:
    """Follows the ledger from the mark of the open snapshot on.

    `opened` tells that mark. Without a ledger the snapshot holds.
    """

    def __init__(
        self, ledger: Ledger | None, opened: Callable[[], int], most: int = MOST_STATES
    ) -> None:
        self._ledger = ledger
        self._opened = opened
        self._most = most
        self._base = 0
        # One reference, so that a request never sees states without their mark.
        self._held: tuple[Mapping[str, ShelfState], int] = ({}, 0)
        self._is_well = True
        self._is_full = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def mark(self) -> int:
        """The newest mark that was read."""
        return self._held[1]

    def over(self, price_mark: int) -> Overlay:
        """Return what holds over a snapshot of that mark."""
        return Overlay(*self._held, price_mark)

    def state(self, sku: str) -> ShelfState | None:
        """Return what holds for `sku`, or None where the snapshot is right."""
        return self.over(self._base).state(sku)

    def start(self) -> None:
        """Read once, then once a second from a thread, until `stop`."""
        if self._ledger is None or self._thread is not None:
            return
        self._stop.clear()
        self._thread = threading.Thread(target=self._follow, name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def poll(self) -> None:
        """Read what is new; keep what is held where that cannot be done."""
        if self._ledger is None:
            return
        self._rebase(self._opened())
        try:
            self._take(self._ledger)
        except LedgerError as error:
            if self._is_well:
                log.error("live_prices_kept", reason=str(error))  # noqa: TRY400
            self._is_well = False
            return
        if not self._is_well:
            log.info("live_prices_follow_again", mark=self.mark)
        self._is_well = True

    def _follow(self) -> None:
        self._poll_and_live()
        while not self._stop.wait(EVERY_S):
            self._poll_and_live()

    def _poll_and_live(self) -> None:
        try:
            self.poll()
        # Whatever it is: nobody else would notice that the prices stand still.
        except Exception:
            if self._is_well:
                log.exception("live_prices_failed")
            self._is_well = False

    def _rebase(self, base: int) -> None:
        """Let go of what the snapshot knows; one of before asks to read again."""
        if base == self._base:
            return
        states, mark = self._held
        if base < self._base:
            self._held = {}, base
        else:
            kept = {sku: one for sku, one in states.items() if one.mark > base}
            self._held = kept, max(mark, base)
        self._base, self._is_full = base, False

    def _take(self, ledger: Ledger) -> None:
        states, mark = self._held
        news = read_after(ledger, mark, _AT_ONCE)
        if not news:
            return
        held = dict(states)
        while news and not self._stop.is_set():
            for one in news:
                if one.sku in held or len(held) < self._most:
                    held[one.sku] = one
                else:
                    self._say_full()
            mark = news[-1].mark
            news = read_after(ledger, mark, _AT_ONCE)
        self._held = held, mark

    def _say_full(self) -> None:
        if not self._is_full:
            log.error("live_prices_full", most=self._most, do="harvestman publish")
        self._is_full = True
