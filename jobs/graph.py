"""The way from pages to the shop: one value, by which `run`, `demo` and workers go.

    crawl ──> extract ──> enrich ──> score ──┬──> research ──> generate ──> publish
    events ──────────────────────────────────┘

A node's steps take what is new, and so can be run alone and again. What follows a step
that failed is tried as well: it works on what is there.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from graphlib import CycleError, TopologicalSorter

from jobs.business import Business
from jobs.errors import BadGraph
from jobs.pipeline import (
    Step,
    enriching,
    extracting,
    generating,
    researching,
    run_one,
    run_publish,
    scoring,
    selling,
)
from jobs.shopevents import run_events
from lake.stages import Stage

Steps = Callable[[Business], Iterable[Step]]


@dataclass(frozen=True, slots=True)
class Node:
    """A part of the way, the parts before it, and the steps that it is made of."""

    name: str
    after: tuple[str, ...]
    steps: Steps


Graph = tuple[Node, ...]


def ordered(nodes: Iterable[Node]) -> Graph:
    """Return `nodes` so that each stands behind those it comes after."""
    known = {node.name: node for node in nodes}
    for node in known.values():
        refuse_unknown(node.after, known, f"{node.name} comes after")
    try:
        way = TopologicalSorter({one.name: one.after for one in known.values()})
        return tuple(known[name] for name in way.static_order())
    except CycleError as error:
        circle = " after ".join(error.args[1])
        raise BadGraph(f"there is no first step: {circle}") from None


def chosen(graph: Graph, only: Collection[str], start: str | None) -> Graph:
    """Return the nodes named in `only`, or `start` and all that follows from it."""
    known = {node.name for node in graph}
    refuse_unknown([*only, *([start] if start else [])], known, "chosen is")
    follow = {start}
    for node in graph:
        if not follow.isdisjoint(node.after):
            follow.add(node.name)
    wanted = set(only) or (follow if start else known)
    return tuple(node for node in graph if node.name in wanted)


def with_steps(graph: Graph, **steps: Steps) -> Graph:
    """Return `graph` with other steps for the nodes that are named."""
    refuse_unknown(steps, {node.name for node in graph}, "replaced is")
    return tuple(
        replace(node, steps=steps.get(node.name, node.steps)) for node in graph
    )


def steps_of(graph: Graph, business: Business) -> list[Step]:
    """Return all steps in their order; a setting that cannot be is refused here."""
    return [step for node in graph for step in node.steps(business)]


def refuse_unknown(names: Iterable[str], known: Collection[str], what: str) -> None:
    """Refuse a name that no node has."""
    for name in names:
        if name not in known:
            raise BadGraph(
                f"{what} {name!r}, which is no step: there are {', '.join(known)}"
            )


def _by_campaigns(_: Business) -> Sequence[Step]:
    """Campaigns are crawled at times of their own (standing.py); the rest follows."""
    return ()


def _each(stages: Callable[[Business], Iterable[Stage]]) -> Steps:
    def steps(business: Business) -> list[Step]:
        return [
            (stage.name, partial(run_one, business, stage))
            for stage in stages(business)
        ]

    return steps


GRAPH = ordered(
    (
        Node("crawl", (), _by_campaigns),
        Node("events", (), lambda open_: [("events", lambda _: run_events(open_))]),
        Node("extract", ("crawl",), _each(lambda open_: (extracting(open_),))),
        Node("enrich", ("extract",), _each(enriching)),
        Node("score", ("enrich",), _each(scoring)),
        Node(
            "research", ("score", "events"), _each(lambda open_: (researching(open_),))
        ),
        Node(
            "generate",
            ("research",),
            lambda open_: [*_each(generating)(open_), *selling(open_)],
        ),
        Node(
            "publish",
            ("generate",),
            lambda open_: [("publish", lambda _: run_publish(open_))],
        ),
    )
)
