"""`harvestman frontier stats|hosts|export`: read from disk, also while a crawl runs."""

import time
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
import msgspec
import numpy as np
import pyarrow as pa

from crawler.campaign.budget import TOTALS
from frontier.hosttable import HostRow, Hosts, Why, hosts_of
from frontier.kernel import Ints
from frontier.look import pending, plan_of
from frontier.standing import Standing, standing
from jobs.cli.amounts import counted, size, span, when
from jobs.cli.place import Place, with_campaign
from jobs.cli.rows import batches_of, form_of, write_rows
from jobs.cli.table import print_table
from jobs.frontiers import frontier_folder, is_crawling
from lake.formats import FORMS

_HOSTS = ("host", "pending", "pages", "delay", "waits for", "until")
_NUMBERS = frozenset({"pending", "pages"})
_PENDING = pa.schema(
    {
        "url": pa.string(),
        "host": pa.string(),
        "depth": pa.int32(),
        "priority": pa.int32(),
    }
)
_SORTS = ("pending", "ready", "delay")
# A record has its priority above its depth (ranks.py).
_PRIORITY_BIT = 16


@click.command(
    epilog="\b\nExamples:\n  harvestman frontier stats\n"
    "  harvestman frontier stats --campaign shops --json"
)
@with_campaign
def stats(place: Place) -> None:
    """Show where a campaign stands."""
    found = standing(frontier_folder(place.call.home), place.campaign)
    crawling = is_crawling(place.call.home)
    if place.call.json:
        facts = {"campaign": place.campaign, "crawling": crawling}
        place.call.answer({**facts, **told(found)}, "")
        return
    if not (found.known or found.commands):
        print(f"Campaign {place.campaign} knows no URL yet.")
    print_table(("campaign", place.campaign), figures(found, crawling=crawling))


@click.command(
    epilog="""\b
Examples:
  harvestman frontier hosts
  harvestman frontier hosts --sort ready --limit 50
  harvestman frontier hosts --match '*.example'"""
)
@click.option(
    "--sort",
    type=click.Choice(_SORTS),
    default="pending",
    show_default=True,
    help="Most pending first, ready soonest first, or longest delay first.",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option(
    "--match", metavar="TEXT", help="Only hosts with TEXT in them; * fits all."
)
@with_campaign
def hosts(place: Place, sort: str, limit: int, match: str | None) -> None:
    """List hosts, what waits there, and why."""
    now = time.time()
    found = hosts_of(frontier_folder(place.call.home), place.campaign)
    matching = _matching(found, match)
    chosen = _sorted(found, matching, sort)[:limit]
    rows = [found.row(at, now) for at in chosen.tolist()]
    if place.call.json:
        place.call.answer({"hosts": rows, "total": len(matching)}, "")
    elif not rows:
        whose = f"no host with {match!r}" if match else "no host"
        print(f"Campaign {place.campaign} has {whose}.")
    else:
        print_table(_HOSTS, [_host_words(row, now) for row in rows], _NUMBERS)
        if len(matching) > len(rows):
            print(f"{len(matching) - len(rows):,} more: --limit {len(matching)}")


@click.command(
    epilog="""\b
Examples:
  harvestman frontier export -o pending.parquet
  harvestman frontier export | head
  harvestman frontier export --format csv > pending.csv"""
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to FILE.csv, .jsonl, .parquet or .xlsx instead of to standard output.",
    metavar="FILE",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="How rows look.  [default: as FILE ends, or jsonl]",
)
@with_campaign
def export(place: Place, output: Path | None, form: str | None) -> None:
    """Write what waits: url, host, depth, priority."""
    folder = frontier_folder(place.call.home) / place.campaign
    # Where the best score goes first, what is kept of a URL is the score alone.
    scored = plan_of(folder).order == "best"
    rows = (
        {
            "url": one.url,
            "host": one.host,
            "depth": one.depth,
            "priority": None if scored else -(one.rank >> _PRIORITY_BIT),
        }
        for one in pending(folder)
    )
    written = write_rows(
        output, form or form_of(output), _PENDING, batches_of(_PENDING, rows)
    )
    # On standard output the rows are the answer, and nothing may stand among them.
    if output is not None:
        facts = {"campaign": place.campaign, "rows": written, "file": output}
        place.call.answer(facts, f"{counted(written, 'URL')} written to {output}")


def told(found: Standing) -> dict[str, Any]:
    """Return where a campaign stands as facts; its budgets by their names."""
    spent = TOTALS[found.spent] if found.spent else None
    return {**msgspec.structs.asdict(found), "spent": spent}


def figures(found: Standing, *, crawling: bool) -> list[tuple[str, str]]:
    """Return where a campaign stands, in words."""
    now = time.time()
    ready = found.next_ready_at
    next_ready = "nothing waits" if ready is None else when(ready, now)
    if found.spent:
        next_ready = f"never: {TOTALS[found.spent]} is used up"
    elif ready is None and found.pending:
        next_ready = "all hosts are blocked"
    if found.paused:
        next_ready = "paused"
    robots = ", ".join(f"{count:,} {name}" for name, count in found.robots.items())
    rows = [
        (
            "pending",
            f"{counted(found.pending, 'URL')} of {counted(found.hosts, 'host')}",
        ),
        ("next ready", next_ready),
        ("pages", f"{found.pages:,}"),
        ("other answers", f"{found.empty:,}"),
        ("dropped", f"{found.dropped:,}"),
        ("known", f"{counted(found.known, 'URL')} ({found.seen})"),
        ("blocked", counted(found.blocked, "host")),
        ("due again", _due_words(found.due, now)),
        ("robots.txt", robots or "none read yet"),
        ("on disk", f"{size(found.disk_bytes)} in {counted(found.shards, 'shard')}"),
        ("in memory", f"about {size(found.memory_bytes)} while it is crawled"),
        ("a crawl", "runs in this home" if crawling else "does not run"),
    ]
    if found.withheld:
        rows.insert(1, ("behind a budget", counted(found.withheld, "URL")))
    if found.commands:
        rows.append(("inbox", f"{counted(found.commands, 'command')} to be taken in"))
    if found.refused:
        rows.append(
            ("refused", f"{counted(found.refused, 'command')}, see inbox/refused/")
        )
    return rows


def _due_words(due: dict[int, int], now: float) -> str:
    if not due:
        return "no page is planned"
    counts = [0, 0, 0]
    for hour, count in due.items():
        counts[(hour > now) + (hour > now + 86_400)] += count
    names = ("now", "within a day", "later")
    shown = zip(counts, names, strict=True)
    return ", ".join(f"{count:,} {name}" for count, name in shown if count)


def _matching(found: Hosts, match: str | None) -> Ints:
    if match is None:
        return np.arange(len(found.names))
    pattern = match.lower() if set(match) & set("*?[") else f"*{match.lower()}*"
    rows = [at for at, name in enumerate(found.names) if fnmatchcase(name, pattern)]
    return np.array(rows, np.int64)


def _sorted(found: Hosts, rows: Ints, sort: str) -> Ints:
    pending = -found.pending[rows]
    if sort == "ready":
        # What has nothing to give is not ready at all.
        ready = np.where(pending < 0, found.ready_at()[rows], np.inf)
        return rows[np.lexsort((pending, ready))]
    if sort == "delay":
        return rows[np.lexsort((pending, -found.delay()[rows]))]
    return rows[np.argsort(pending, kind="stable")]


def _host_words(row: HostRow, now: float) -> tuple[object, ...]:
    whose = "" if row.delay_by == "plan" else f" ({row.delay_by})"
    until = ""
    if row.until is not None:
        until = when(row.until, now)
    elif row.why is Why.BLOCKED:
        until = "lifted"
    waits = "" if row.why is Why.READY else row.why.value
    return (
        row.host,
        f"{row.pending:,}",
        f"{row.pages:,}",
        span(row.delay_s) + whose,
        waits,
        until,
    )
