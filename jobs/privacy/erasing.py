"""Erase people from every place of a home, and keep them away.

    keep      who it is, as hashes: in the list for good, beside it until all is done
    events    what the shop took down goes into the lake first, then the rows go
    lake      what they wrote, what was made of it, their names under articles
    ledger    their account, sessions, jobs and errors that name their address
    shop      made anew without it; snapshots and files that show it go
    audit     that somebody was erased, and not who

Each step may be done twice. A kill leaves the rest to the next command.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from re import escape

import msgspec
import structlog

from connect.mail.folder import remove as remove_letters
from crawler.owner import owned
from jobs.backup.files import folder_of
from jobs.business import Business, business
from jobs.forget import renew_shop
from jobs.grants.tending import remove_orders
from jobs.privacy.marks import (
    Erasing,
    Marks,
    begin,
    begun,
    email_mark,
    emails_in,
    ended,
    keep,
    told,
)
from jobs.privacy.who import signed
from jobs.settings import Settings
from lake.authors import Author
from lake.forget import erase_author
from lake.seeking import Found
from lake.sought import Sought
from ledger import audit, people
from ledger import forgetting as books
from ledger.orders.people import orders_of
from storefront.events.taking import take
from storefront.events.visitors import Visitors

log = structlog.get_logger()

Step = Callable[[str], None]


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """How much went, by place; and the pages elsewhere that still say it."""

    rows: dict[str, int]
    snapshots: int = 0
    pages: tuple[str, ...] = ()


def erase(
    home: Path, settings: Settings, marks: Marks, step: Step = lambda name: None
) -> Gone:
    """Erase those for whom `marks` stand; what an earlier call left is done as well."""
    with _opened(home, settings, marks) as opened:
        begin(home, marks, folder_of(home, settings.work))
        step("begun")
        return _erase(opened, step)


def finish(
    home: Path, settings: Settings, step: Step = lambda name: None
) -> Gone | None:
    """Go on with what was begun and not ended, if there is any."""
    left = begun(home)
    if left is None:
        return None
    with _opened(home, settings, left.marks) as opened:
        return _erase(opened, step) if begun(home) else None


def refuse_needed(business: Business, marks: Marks) -> None:
    """Refuse to erase the last owner, or where to send what was ordered.

    Before anything is begun: what was begun has to come to its end.
    """
    with business.ledger.read() as connection:
        is_theirs = _address_of(business.home, marks)
        people.refuse_last_owner(connection, people.users_with(connection, is_theirs))
        people.refuse_open_orders(connection, is_theirs, marks.visitors)


@contextmanager
def _opened(home: Path, settings: Settings, marks: Marks) -> Iterator[Business]:
    # A crawl may read its pages beside, with the list of those erased before.
    alone = owned(home) if marks.authors else nullcontext()
    with alone, business(home, settings) as opened:
        yield opened


def _erase(business: Business, step: Step) -> Gone:
    home = business.home
    erasing = begun(home) or Erasing(marks=Marks())
    rows = Counter(_lake(business, erasing.marks, step))
    step("lake")
    rows.update(_seen(home, erasing.marks))
    rows.update(_books(business, erasing.marks))
    step("ledger")
    erasing = begun(home) or erasing  # which knows by now what was found
    snapshots = _renewed(business, erasing, step) if erasing.urls else 0
    _record(business, erasing.marks, sum(rows.values()))
    step("recorded")
    ended(home)
    log.info("erased", rows=sum(rows.values()))
    gone = {name: count for name, count in sorted(rows.items()) if count}
    return Gone(rows=gone, snapshots=snapshots, pages=erasing.urls)


def _lake(business: Business, marks: Marks, step: Step) -> dict[str, int]:
    """Erase what was written and looked at, in one pass over the tables."""
    if not (marks.authors or marks.visitors or marks.days):
        return {}
    home, lake = business.home, business.lake
    take(lake)
    names = signed(lake, marks.authors)
    whose = Sought(
        authors=tuple(sorted(marks.authors)),
        names=names,
        visitors=tuple(sorted(marks.visitors)),
        sessions=tuple(sorted(marks.days)),
    )

    def known(author: Author) -> None:
        left = begun(home) or Erasing(marks=marks)
        lists = {
            name: tuple(sorted({*getattr(left, name), *getattr(author, name)}))
            for name in ("urls", "files", "file_digests")
        }
        keep(home, msgspec.structs.replace(left, **lists))

    done = erase_author(lake, whose, known=known, step=step)
    rows = {f"lake.{name}": count for name, count in done.rows.items()}
    return rows | ({"lake.articles, names": len(names)} if names else {})


def _seen(home: Path, marks: Marks) -> dict[str, int]:
    """Forget what visitors saw lately; what they do from now on goes with each run."""
    with closing(Visitors(home)) as visitors:
        seen = sum(visitors.forget(visitor) for visitor in sorted(marks.visitors))
    return {"events/visitors.db": seen}


def _books(business: Business, marks: Marks) -> dict[str, int]:
    ledger, is_theirs = business.ledger, _address_of(business.home, marks)
    if not (marks.emails or marks.sessions or marks.visitors):
        return {}
    with ledger.read() as connection:
        bought = orders_of(connection, is_theirs, marks.visitors)
    # Files first: they are found by the rows.
    remove_orders(business.home, bought)
    letters = remove_letters(business.home, is_theirs)
    gone = people.erase(ledger, is_theirs, sorted(marks.sessions), marks.visitors)
    words = {email for email in emails_in(books.texts(ledger)) if is_theirs(email)}
    changed = books.forget(ledger, books.Sought(words=words)) if words else 0
    books.scrub(ledger)
    rows = {f"ledger.{name}": count for name, count in gone.items()}
    return rows | {"ledger.work, runs": changed, "mail": letters}


def _renewed(business: Business, erasing: Erasing, step: Step) -> int:
    """Make the shop anew where it showed what is gone; return how many snapshots went.

    Where files went, what they told is made anew first; the rest with the next run.
    """
    sought = Sought(urls="|".join(escape(url) for url in erasing.urls))
    found = Found(sought=sought, files=erasing.files, file_digests=erasing.file_digests)
    return renew_shop(business, found, step, is_less=bool(erasing.files))


def _address_of(home: Path, marks: Marks) -> Callable[[str], bool]:
    return lambda email: bool(marks.emails) and email_mark(home, email) in marks.emails


def _record(business: Business, marks: Marks, rows: int) -> None:
    """Say in the audit that somebody was erased, and not who."""
    subject = sha256(msgspec.json.encode(told(marks))).hexdigest()[:16]
    deed = audit.Deed("privacy", "person.erased", subject, {"rows": rows})
    with business.ledger.write() as connection:
        audit.record(connection, deed, datetime.now(UTC))
