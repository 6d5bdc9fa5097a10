"""What one campaign asks of its frontier."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from frontier.durable import write_whole
from frontier.errors import BadPlan
from frontier.politeness import Politeness
from frontier.recrawl import Recrawl
from frontier.robotssettings import RobotsSettings
from frontier.scope import Scope
from frontier.trapsettings import Traps

Pages = Annotated[int, Meta(ge=1)] | None


class Budgets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many pages may be fetched; what waits beyond that is kept, not lost."""

    crawl: Pages = None
    host: Pages = None
    domain: Pages = None


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How URLs are chosen, kept apart and ordered."""

    # breadth: near the seeds first; depth: far first; best: highest score first.
    order: Literal["breadth", "depth", "best"] = "breadth"
    max_depth: Annotated[int, Meta(ge=0)] | None = None
    # auto: exact until the campaign knows `exact_most` URLs, then bloom.
    seen: Literal["auto", "exact", "bloom", "pybloom"] = "auto"
    exact_most: int = 10_000_000
    seen_error: Annotated[float, Meta(gt=0, lt=0.1)] = 1e-5
    # When what was accepted is on the disk: at once, within 100 ms, when asked.
    sync: Literal["batch", "interval", "never"] = "interval"
    scope: Scope = Scope()
    traps: Traps = Traps()
    budgets: Budgets = Budgets()
    politeness: Politeness = Politeness()
    attempts: Annotated[int, Meta(ge=1)] = 3
    # None: robots.txt is not asked (own hosts only).
    robots: RobotsSettings | None = None
    # Whether the sitemaps that robots.txt names are fetched.
    sitemaps: bool = False
    recrawl: Recrawl = Recrawl()


def kept_plan(place: Path, plan: Plan | None) -> Plan:
    """Return the plan, and keep it for who opens the campaign in `place` without one."""
    path = place / "plan.json"
    if plan is not None:
        data = msgspec.json.encode(plan)
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data)
        return plan
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except FileNotFoundError:
        return Plan()
    except msgspec.MsgspecError as error:
        raise BadPlan(f"{path} holds no plan: {error}; remove it") from None
