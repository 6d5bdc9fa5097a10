"""`harvestman alerts`: the rules, which of them hold, and whether people are reached."""

from datetime import UTC, datetime
from typing import Any

import click

from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from jobs.errors import BadSetting
from jobs.operate.look import Looker
from jobs.operate.rules import Rule, facts_of, read_rules
from jobs.operate.sending import channels, send
from jobs.operate.watch import told
from jobs.work.kinds import LastingError, PassingError
from ledger.alerts import Alert, Event, on
from ledger.look import looking, tables


@click.group()
def alerts() -> None:
    """See which alerts are on, and try whether they reach people."""


@alerts.command("list", epilog="\b\nExamples:\n  harvestman alerts list --json")
@with_call()
def list_(call: Call) -> None:
    """Show every rule, what it asks for is now, and since when people know."""
    facts = facts_of(Looker(call.home, call.settings).look())
    known = _known(call)
    rows = [
        _row(one, facts[one.fact], known.get(one.text))
        for one in read_rules(call.settings.alerts.rules)
    ]
    ways = channels(call.settings.alerts)
    if call.json:
        call.answer({"rules": rows, "channels": ways}, "")
        return
    names = ("rule", "now", "state", "since")
    print_table(names, [one.values() for one in rows], frozenset({"now"}))
    if not ways:
        print("Nobody is told: set alerts.mail_to and alerts.smtp_host, or a webhook.")


@alerts.command(epilog="\b\nExamples:\n  harvestman alerts test")
@with_call()
def test(call: Call) -> None:
    """Send a message by each way now, and say whether it was taken."""
    settings = call.settings.alerts
    ways = channels(settings)
    if not ways:
        raise BadSetting(
            "nobody is told of alerts: set alerts.mail_to and alerts.smtp_host, or"
            " HARVESTMAN_ALERTS_WEBHOOK in the environment"
        )
    now = datetime.now(UTC)
    event = Event("test", "this", 0.0, now)
    failed = {}
    for way in ways:
        try:
            send(settings, told(event, way, call.home, now))
        except (LastingError, PassingError) as error:
            failed[way] = str(error)
    taken = [way for way in ways if way not in failed]
    said = [f"{way}: taken" for way in taken]
    said += [f"{way}: {why}" for way, why in failed.items()]
    call.answer({"taken": taken, "failed": failed}, "\n".join(said))
    if failed:
        raise click.exceptions.Exit(1)


def _known(call: Call) -> dict[str, Alert]:
    with looking(call.home, call.settings.ledger) as connection:
        if connection is None or "alerts" not in tables(connection):
            return {}
        return {one.rule: one for one in on(connection)}


def _row(rule: Rule, value: float | None, alert: Alert | None) -> dict[str, Any]:
    state, since = "", None
    if alert is not None:
        state = "firing" if alert.firing_at else "pending"
        since = f"{alert.pending_at:%Y-%m-%d %H:%M}"
    now = None if value is None else round(value, 2)
    return {"rule": rule.text, "now": now, "state": state, "since": since}
