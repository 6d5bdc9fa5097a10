"""Whoever finds a browser open gives no money away: that needs a login of today."""

from datetime import datetime, timedelta

from ledger.logins import Login
from storefront.console.desk import Doing
from storefront.errors import DeedRefused

FRESH = timedelta(hours=12)


def is_fresh(login: Login, now: datetime) -> bool:
    """Say whether somebody showed lately who they are."""
    return now - login.begun_at < FRESH


def refuse_stale(doing: Doing) -> None:
    """Refuse to give money away to a login that is old."""
    if not is_fresh(doing.login, doing.now):
        raise DeedRefused(
            "money goes back only within 12 hours of a login: log out and in again."
        )
