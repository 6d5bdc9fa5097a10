"""`harvestman campaign list|show`: which campaigns there are, and what each one says."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from crawler.campaign.budget import TOTALS
from crawler.campaign.keys import all_keys
from crawler.campaign.model import Campaign
from crawler.campaign.score import DEFAULT
from crawler.campaign.seedsadded import added_path
from crawler.campaign.settings import settings_of
from crawler.campaign.timetable import Timetable
from frontier.look import plan_of
from frontier.standing import Standing, standing
from jobs.campaigns import Known, has_added, known_campaign, known_campaigns
from jobs.cli.amounts import counted, moment, when
from jobs.cli.call import Call, with_call
from jobs.cli.table import print_table
from jobs.frontiers import frontier_folder, is_crawling

_COLUMNS = ("campaign", "state", "pending", "pages", "next ready", "due", "file")
_NUMBERS = frozenset({"pending", "pages"})


@click.command(
    "list",
    epilog="\b\nExamples:\n  harvestman campaign list\n"
    "  harvestman campaign list --json",
)
@with_call()
def list_(call: Call) -> None:
    """List the campaigns of the home."""
    found = [_row(call.home, one) for one in known_campaigns(call.home)]
    crawling = is_crawling(call.home)
    if call.json:
        call.answer({"campaigns": found, "crawling": crawling}, "")
        return
    if not found:
        print("There is no campaign yet; `harvestman init` writes one to start from.")
        return
    now = time.time()
    print_table(_COLUMNS, [_words(row, now) for row in found], _NUMBERS)
    for row in found:
        if row["wrong"]:
            print(row["wrong"])
    if crawling:
        print("A crawl runs in this home.")


@click.command(
    epilog="\b\nExamples:\n  harvestman campaign show example\n"
    "  harvestman campaign show example --json"
)
@click.argument("name", metavar="NAME")
@with_call()
def show(call: Call, name: str) -> None:
    """Show all that a campaign says, and what holds where it says nothing."""
    one = known_campaign(call.home, name)
    if one.campaign is None:
        _show_plan(call, one)
        return
    campaign = one.campaign
    if call.json:
        facts = {**msgspec.to_builtins(campaign), "file": one.path}
        facts["next_due_at"] = _due(campaign)
        facts["added_seeds"] = has_added(call.home, one.name)
        call.answer(facts, "")
        return
    print_table((f"campaign {one.name}", "", str(one.path)), _said(call, campaign))
    for line in _notes(call, one, campaign):
        print(line)


def _row(home: Path, one: Known) -> dict[str, Any]:
    found = standing(frontier_folder(home), one.name) if one.begun else None
    due = _due(one.campaign) if one.campaign else None
    return {
        "campaign": one.name,
        "state": _state(one, found),
        "pending": found.pending if found else 0,
        "pages": found.pages if found else 0,
        "next_ready_at": found.next_ready_at if found else None,
        "spent": TOTALS[found.spent] if found and found.spent else None,
        "next_due_at": due,
        "file": one.path,
        "wrong": one.wrong,
    }


def _state(one: Known, found: Standing | None) -> str:
    if one.wrong:
        return "wrong"
    if found is None:
        return "new"
    if found.paused:
        return "paused"
    return "waits" if found.pending else "done"


def _words(row: dict[str, Any], now: float) -> tuple[object, ...]:
    ready, due = row["next_ready_at"], row["next_due_at"]
    never = f"{row['spent']} is used up" if row["spent"] else ""
    return (
        row["campaign"],
        row["state"],
        f"{row['pending']:,}",
        f"{row['pages']:,}",
        never if ready is None else when(ready, now),
        "" if due is None else when(due.timestamp(), now),
        row["file"] or "",
    )


def _due(campaign: Campaign) -> datetime | None:
    return Timetable.read(campaign.schedule).next_after(datetime.now(UTC))


def _said(call: Call, campaign: Campaign) -> list[tuple[str, str, str]]:
    """Return each key, its value, and what it does; a default is in brackets."""
    said = msgspec.to_builtins(campaign)
    settings = msgspec.to_builtins(settings_of(campaign, call.settings.crawl))
    rows = []
    for way, key in all_keys().items():
        value: Any = said
        for step in way:
            value = value[step]
        shown = _value(value)
        if value == key.default:
            kept = settings.get(_SETTINGS.get(key.name, ""))
            shown = f"({_value(kept) or shown or '-'})"
        rows.append((key.name, shown, key.description))
    return rows


# Which setting holds where a campaign says nothing.
_SETTINGS = {
    "concurrency": "concurrency",
    "patience": "patience_s",
    "user_agent": "user_agent",
    "contact": "contact",
    "politeness.delay": "delay_s",
    "politeness.max_crawl_delay": "max_delay_s",
    "render.js": "js",
}


def _value(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        more = f" and {len(value) - 5:,} more" if len(value) > 5 else ""
        return ", ".join(map(str, value[:5])) + more
    return f"{value:g}" if isinstance(value, float) else str(value)


def _notes(call: Call, one: Known, campaign: Campaign) -> list[str]:
    notes = []
    if has_added(call.home, one.name):
        notes.append(f"Seeds added by hand: {added_path(call.home, one.name)}")
    if campaign.order == "best" and not campaign.score:
        notes.append(f"The score is {DEFAULT}")
    due = _due(campaign)
    if due is not None:
        notes.append(f"Due next at {moment(due.timestamp())}.")
    if not settings_of(campaign, call.settings.crawl).contact:
        notes.append(
            "Say with `contact` where the owners of hosts find you; without it many"
            " refuse to answer."
        )
    return notes


def _show_plan(call: Call, one: Known) -> None:
    """Show what the frontier knows of a campaign that was made of options."""
    plan = plan_of(frontier_folder(call.home) / one.name)
    facts = {"name": one.name, "file": None, "plan": plan}
    places = plan.scope.places
    more = f" and {counted(len(places) - 5, 'place')} more" if len(places) > 5 else ""
    rows = [
        ("scope", f"{plan.scope.reach} {', '.join(places[:5])}{more}"),
        ("include", ", ".join(plan.scope.include)),
        ("exclude", ", ".join(plan.scope.exclude)),
        ("order", plan.order),
        ("depth", "any" if plan.max_depth is None else str(plan.max_depth)),
        ("delay", f"{plan.politeness.delay_s:g} s"),
        ("robots.txt", "obeyed" if plan.robots else "ignored"),
    ]
    if call.json:
        call.answer(facts, "")
    else:
        print_table((f"campaign {one.name}", "as it was crawled last"), rows)
