"""`harvestman user`: who may use the shop's console, and the links that let them in."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from click import UsageError

from jobs.cli.call import Call, with_call
from jobs.cli.person import AS
from jobs.cli.table import print_table
from jobs.owner import owner_to_let_in
from ledger import audit, logins, passwords, users
from ledger.logins import LINK_LASTS
from ledger.open import open_ledger
from ledger.users import ROLES, User

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MINUTES = int(LINK_LASTS.total_seconds()) // 60


@click.group()
def user() -> None:
    """Say who may use the console, and make links that let them in.

    A viewer looks, staff acts, an owner also says who the others are.
    """


@user.command(
    epilog="\b\nExamples:\n  harvestman user add ann@example.org --role owner"
    "\n  harvestman user add bob@example.org --role staff --password"
)
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default="viewer",
    show_default=True,
    help="What they may do.",
)
@click.option("--password", is_flag=True, help="Ask for a password, on a terminal.")
@AS
@with_call()
def add(call: Call, email: str, role: users.Role, password: bool, actor: str) -> None:
    """Add somebody, and print a link that lets them in once."""
    held = _asked(email) if password else None
    with _deed(call, actor) as (connection, now, note):
        added = users.add(connection, email, role, now)
        if held:
            users.set_password(connection, added, held)
        note("user.add", added, {"role": role})
        token = logins.offer(connection, added, now)
    _say_link(call, added, token, f"{added.email} is {role} now.")


@user.command(
    "list",
    epilog="\b\nExamples:\n  harvestman user list\n  harvestman user list --json",
)
@with_call()
def list_(call: Call) -> None:
    """Show who may use the console."""
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.read() as connection,
    ):
        found = users.listed(connection)
    if call.json:
        call.answer({"users": found}, "")
    elif not found:
        call.answer({}, "Nobody yet: harvestman user add EMAIL --role owner")
    else:
        names = ("number", "address", "role", "password", "last login", "state")
        print_table(names, [_row(one) for one in found], frozenset({"number"}))


@user.command(epilog="\b\nExample:\n  harvestman user link ann@example.org")
@click.argument("email")
@AS
@with_call()
def link(call: Call, email: str, actor: str) -> None:
    """Print a link that lets somebody in once; older ones are dead."""
    with _deed(call, actor) as (connection, now, note):
        found = users.known(connection, email)
        if found.disabled_at is not None:
            raise UsageError(
                f"{found.email} is disabled; harvestman user enable {found.email}"
            )
        token = logins.offer(connection, found, now)
        note("user.link", found, {})
    _say_link(call, found, token)


@user.command(epilog="\b\nExample:\n  harvestman user disable bob@example.org")
@click.argument("email")
@AS
@with_call()
def disable(call: Call, email: str, actor: str) -> None:
    """Shut somebody out at once, wherever they are logged in."""
    with _deed(call, actor) as (connection, now, note):
        found = users.known(connection, email)
        changed = users.disable(connection, found, now)
        if changed:
            note("user.disable", found, {})
    said = "is shut out" if changed else "was disabled before"
    call.answer({"disabled": found.email, "changed": changed}, f"{found.email} {said}.")


@user.command(epilog="\b\nExample:\n  harvestman user enable bob@example.org")
@click.argument("email")
@AS
@with_call()
def enable(call: Call, email: str, actor: str) -> None:
    """Let somebody in again who was disabled."""
    with _deed(call, actor) as (connection, _, note):
        found = users.known(connection, email)
        changed = users.enable(connection, found)
        if changed:
            note("user.enable", found, {})
    said = "may log in again" if changed else "was not disabled"
    call.answer({"enabled": found.email, "changed": changed}, f"{found.email} {said}.")


_Note = Callable[[str, User, dict[str, str]], None]


@contextmanager
def _deed(call: Call, actor: str) -> "Iterator[tuple[Connection, datetime, _Note]]":
    """Open the ledger for one decision, which is noted with who made it."""
    now = datetime.now(UTC)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.write() as connection,
    ):

        def note(action: str, about: User, facts: dict[str, str]) -> None:
            audit.record(connection, audit.Deed(actor, action, about.name, facts), now)

        yield connection, now, note


def _asked(email: str) -> str:
    """Ask for a password twice, unseen; it is never an argument, which others can see."""
    if not sys.stdin.isatty():
        raise UsageError(
            "--password asks on a terminal, and there is none: leave it out, and use the"
            " link that is printed"
        )
    asked = click.prompt(
        "Password", hide_input=True, confirmation_prompt=True, err=True
    )
    return passwords.hashed(asked, users.normal(email))


def login_path(token: str) -> str:
    """Return the path of a link that logs somebody in."""
    return f"/console/login?link={token}"


def say_console(call: Call, address: str, *, always: bool = False) -> None:
    """Say how the owner comes into the console, while no owner has come in yet.

    The link is for eyes: where a log would keep it, only the command for one is said.
    """
    stream, now = sys.stderr if call.json else sys.stdout, datetime.now(UTC)
    with (
        open_ledger(call.home, call.settings.ledger) as ledger,
        ledger.write() as connection,
    ):
        owner = owner_to_let_in(connection, now, always=always)
        if owner is None:
            return
        is_seen = stream.isatty()
        token = logins.offer(connection, owner, now) if is_seen else ""
    if is_seen:
        call.say(f"The console, for {owner.email}: {address}{login_path(token)}")
        call.say(f"(lets in once, within {_MINUTES} minutes)")
    else:
        call.say(f"For a link into the console: harvestman user link {owner.email}")


def _say_link(call: Call, about: User, token: str, said: str = "") -> None:
    address = f"{call.settings.shop.address}{login_path(token)}"
    lasts = f"Logs {about.email} in once, within {_MINUTES} minutes:"
    facts = {"user": about.email, "role": about.role, "link": address}
    call.answer(facts, "\n".join(filter(None, (said, lasts, address))))


def _row(one: User) -> tuple[object, ...]:
    return (
        one.user_id,
        one.email,
        one.role,
        "yes" if one.has_password else "",
        f"{one.login_at:%Y-%m-%d %H:%M}" if one.login_at else "never",
        "disabled" if one.disabled_at else "",
    )
