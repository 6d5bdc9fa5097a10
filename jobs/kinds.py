"""The kinds of work that orders ask for; whoever does another adds two lines below.

A kind's function does the slow part, and returns what is written in the transaction that
takes the row off the line (jobs/work/kinds.py). Commands that come again are in commands.py.
"""

from dataclasses import dataclass, field
from pathlib import Path

from jobs.settings import Settings
from jobs.work.kinds import Kinds, by_name
from ledger.open import Ledger


@dataclass(frozen=True, slots=True)
class Bench:
    """What a kind of work is given: a home, its settings and its open ledger."""

    home: Path
    settings: Settings = field(repr=False)
    ledger: Ledger


def order_kinds(bench: Bench) -> Kinds:
    """Return every kind of work that orders and the console put; for workers."""
    from jobs.figures.shopevent import shop_event_kind
    from jobs.grants.kind import grant_kind
    from jobs.hooks.kind import hook_kind
    from jobs.mails.kind import mail_kind
    from jobs.orders.kinds import trade_kinds
    from jobs.repricing import reprice_kind

    markup_bp = bench.settings.shop.markup_percent * 100
    percent = bench.settings.enrich.payment_percent
    return by_name(
        shop_event_kind(bench.home, bench.ledger, percent),
        mail_kind(bench),
        hook_kind(bench),
        grant_kind(bench),
        *trade_kinds(bench),
        reprice_kind(bench.ledger, markup_bp),
    )
