"""The stages through which an edition goes once it is made, run one after the other."""

from typing import Any

from enrich.generate.checked import CHECKED
from enrich.generate.life import APPROVED, OFFERED
from lake.stages import Stage


def checked(views: Any, kind: Stage) -> list[str]:
    """Make what is new of `kind`; return what the gate, or the kind, says of each."""
    made = views.run(kind)
    judged = {row["digest"]: row["status"] for row in views.run(CHECKED)}
    return [judged.get(row["digest"], row["status"]) for row in made]


def verdict(views: Any, row: dict[str, Any], verdict: str) -> None:
    """Write what somebody decided on an edition."""
    ((count,),) = views.connection.sql("select count(*) from approvals").fetchall()
    of = {name: row[name] for name in ("generated_key", "digest")}
    said = {"verdict": verdict, "actor": "rule", "reason": "As tests want it."}
    views.add(
        "approvals", of | said | {"approval_id": count + 1, "decided_at": views.start}
    )


def life(views: Any) -> dict[str, str]:
    """Let all live on; return the state of each edition, by its digest."""
    views.run(APPROVED)
    views.run(OFFERED)
    return states(views)


def states(views: Any) -> dict[str, str]:
    """Return the state of each edition, by its digest."""
    rows = views.connection.sql(
        "select digest, status from generated where digest is not null"
        " qualify row_number() over (partition by digest"
        " order by ingested_at desc, input_key) = 1"
    ).fetchall()
    return dict(rows)
