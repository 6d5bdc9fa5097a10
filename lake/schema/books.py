"""The lake's own books: which batches count, which inputs are done, which makers."""

from lake.columns import MAKING, Table, integer, long, needed, text, texts, time

BOOKS = (
    Table(
        "batches",
        "One committed batch, written last; readers see rows of no other.",
        (
            needed(long("position", "Its place in the order of commits, from 1.")),
            needed(long("rows", "How many rows it brought, over all tables.")),
            needed(texts("tables", "The tables it brought rows to.")),
            needed(time("committed_at", "When it was committed.")),
            text("maker", "The stage that made it, if a stage did."),
            integer("maker_version", "The version of that stage."),
            long("cursor", "The position up to which that stage has read its inputs."),
        ),
        sort=("position",),
    ),
    Table(
        "made",
        "One input handled by one maker, also when it gave nothing or failed.",
        (
            *MAKING,
            needed(long("rows", "How many rows it gave, over all tables.")),
            text("error", "What went wrong; empty when nothing did."),
            needed(time("made_at", "When it was handled.")),
        ),
        sort=("maker", "maker_version", "input_key"),
    ),
    Table(
        "releases",
        "One release or withdrawal of a maker's version; the newest row counts.",
        (
            needed(text("maker", "The stage.")),
            needed(integer("maker_version", "Its version.")),
            needed(text("state", "released: its rows count; withdrawn: they do not.")),
            needed(time("changed_at", "When this was decided.")),
        ),
        sort=("maker", "maker_version"),
    ),
    Table(
        "runs",
        "Lineage: one run of one stage, copied from the ledger when it has ended.",
        (
            needed(text("run_id", "The run.")),
            needed(text("stage", "The stage that ran.")),
            needed(time("started_at", "When it started.")),
            time("ended_at", "When it ended."),
            long("rows_in", "How many inputs it took."),
            long("rows_out", "How many rows it gave."),
            text("status", "How it ended: done, failed or interrupted."),
        ),
        sort=("started_at",),
    ),
)
