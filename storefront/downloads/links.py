"""The links to what was bought, as the order's page shows them."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from lake.salt import home_salt
from ledger.grants.rights import Right, Standing, download_token, rights_of, unready
from storefront.pages.kinds import FORMS

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Link(msgspec.Struct, frozen=True):
    """One file: its form's name, its address without a language, and its size."""

    name: str
    path: str
    bytes: int


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an order: its files, and how it stands with them."""

    line: int
    title: str
    standing: Standing | Literal["awaited"]
    links: tuple[Link, ...] = ()
    left: int = 0
    expires_at: datetime | None = None


def links_for(
    connection: "Connection", home: Path, order_id: str, now: datetime
) -> tuple[Download, ...]:
    """Return the downloads of an order line by line; `awaited` are made ready still."""
    salt = home_salt(home)
    found = [_download(one, salt) for one in rights_of(connection, order_id, now)]
    found += [
        Download(line=line, title=title, standing="awaited")
        for line, title in unready(connection, order_id)
    ]
    return tuple(sorted(found, key=lambda one: one.line))


def _download(right: Right, salt: bytes) -> Download:
    token = download_token(salt, right.order_id, right.line)
    links = [
        Link(
            FORMS.get(one.form, one.form.upper()),
            f"/download/{token}/{one.form}",
            one.bytes,
        )
        for one in right.files
    ]
    return Download(
        line=right.line,
        title=right.title,
        standing=right.standing,
        # What was used up may still be taken up where it broke off, but not from here.
        links=tuple(links) if right.standing == "open" else (),
        left=right.left,
        expires_at=right.expires_at,
    )
