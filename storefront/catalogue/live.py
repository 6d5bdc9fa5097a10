"""Prices and availability as they are this second, laid over the snapshot.

    snapshot of mark 40            what publishing knew
    ledger: 41, 42, 43 ...         read by a thread, once a second
    page of an item                the snapshot's, with the newest state of its sku

A request looks into a dict and asks no ledger. What is held is what changed since the
snapshot; a ledger that cannot be read leaves what is held in place. Only where so much
changed that not all is held, requests ask the ledger for the rest: pages are slower then,
not wrong, until the next snapshot.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec
import structlog

from ledger.errors import LedgerError
from ledger.open import Ledger
from ledger.states import ShelfState, read_after, read_of
from storefront.catalogue.answers import Card, GuideCard
from storefront.catalogue.item import Guide, Item

log = structlog.get_logger()

EVERY_S = 1.0
# Some 60 MB; so much changed since the snapshot calls for a new one.
MOST_STATES = 200_000
# Few enough to let requests through between two reads.
_AT_ONCE = 2_000

_States = Mapping[str, ShelfState]
_Work = TypeVar("_Work", Guide, GuideCard)


class Held(NamedTuple):
    """What was read up to a mark, and whom to ask for what is not held of it."""

    states: _States
    mark: int
    beyond: Callable[[Sequence[str]], _States] | None = None


class Overlay:
    """What holds at one moment over one snapshot; a request keeps it to its end."""

    __slots__ = ("_beyond", "_since", "_states", "mark")

    def __init__(self, held: Held, since: int = 0) -> None:
        self._states, mark, self._beyond = held
        self._since = since
        self.mark = max(mark, since)

    def state(self, sku: str) -> ShelfState | None:
        """Return what holds for `sku`, or None where the snapshot is right."""
        found = self._states.get(sku)
        if found is None and self._beyond is not None:
            found = self._beyond((sku,)).get(sku)
        return found if found is not None and found.mark > self._since else None

    def states(self, skus: Iterable[str]) -> dict[str, ShelfState]:
        """Return what holds for those of `skus` of which the snapshot is wrong."""
        asked = tuple(skus)
        found = {sku: self._states[sku] for sku in asked if sku in self._states}
        if self._beyond is not None and len(found) < len(asked):
            found |= self._beyond([sku for sku in asked if sku not in found])
        return {sku: one for sku, one in found.items() if one.mark > self._since}

    def laid_over(self, item: Item) -> Item:
        """Return `item` as it is at this moment."""
        found = self.state(item.sku)
        return item if found is None else msgspec.structs.replace(item, **_facts(found))

    def laid_over_work(self, work: Guide) -> Guide:
        """Return `work` as it is at this moment; what is sold no more has no sku."""
        return self.laid_over_works([work])[0]

    def laid_over_works(self, works: Sequence[_Work]) -> list[_Work]:
        """Return `works`, or their cards, as they are at this moment."""
        found = self.states(work.sku for work in works if work.sku)
        return [
            _sold_at(work, found[work.sku]) if work.sku in found else work
            for work in works
        ]

    def laid_over_cards(self, cards: Iterable[Card]) -> tuple[Card, ...]:
        """Return `cards` as they are at this moment."""
        cards = tuple(cards)
        if not self._states and self._beyond is None:
            return cards
        found = self.states(card.sku for card in cards)
        return tuple(
            msgspec.structs.replace(card, **_facts(found[card.sku]))
            if card.sku in found
            else card
            for card in cards
        )


def _sold_at(work: _Work, state: ShelfState) -> _Work:
    if state.price_minor is None or state.currency is None:
        return msgspec.structs.replace(work, sku=None)
    price = {"price_minor": state.price_minor, "currency": state.currency}
    return msgspec.structs.replace(work, **price)


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
        self._held = Held({}, 0)
        self._is_well = True
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def mark(self) -> int:
        """The newest mark that was read."""
        return self._held.mark

    def over(self, price_mark: int) -> Overlay:
        """Return what holds over a snapshot of that mark."""
        return Overlay(self._held, price_mark)

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
        states, mark, beyond = self._held
        if base < self._base or beyond:
            self._held = Held({}, base)
        else:
            kept = {sku: one for sku, one in states.items() if one.mark > base}
            self._held = Held(kept, max(mark, base))
        self._base = base

    def _take(self, ledger: Ledger) -> None:
        states, mark, beyond = self._held
        news = read_after(ledger, mark, _AT_ONCE)
        if not news:
            return
        held = dict(states)
        while news and not self._stop.is_set():
            for one in news:
                if one.sku in held or len(held) < self._most:
                    held[one.sku] = one
                else:
                    beyond = beyond or self._ask
            mark = news[-1].mark
            news = read_after(ledger, mark, _AT_ONCE)
        if beyond and not self._held.beyond:
            log.warning("live_prices_full", most=self._most, do="harvestman publish")
        self._held = Held(held, mark, beyond)

    def _ask(self, skus: Sequence[str]) -> _States:
        """Read what is not held; what cannot be read stays as the snapshot has it."""
        try:
            return read_of(self._ledger, skus) if self._ledger else {}
        except LedgerError:
            return {}  # following it fails as well, and says so once
