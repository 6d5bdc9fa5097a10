"""What people said is right, and the models that were learned from it."""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    integer,
    needed,
    text,
    time,
    truth,
    type_number,
    type_text,
)

FIGURES = pa.list_(
    pa.struct([("name", type_text), ("value", type_number), ("before", type_number)])
)

LABELS = Table(
    "labels",
    "What a person said is right of one entity; the newest label on it counts.",
    (
        needed(text("step", "The step that it corrects: classify, sentiment, match.")),
        needed(text("entity_key", "What it is about, as in that step's table.")),
        text("other_key", "The other one, where it is about two: same or different."),
        text("label", "What is right; empty: an earlier label is taken back."),
        text("url", "The page that the entity was read from."),
        text("source", "How it came: console or file."),
        text("said_by", "The account or file that it came from."),
        needed(time("said_at", "When it was said.")),
        truth("held_back", "Models are measured on it and never learn from it."),
    ),
    sort=("step", "entity_key"),
)
MODELS = Table(
    "models",
    "One thing that happened to one model: it was trained, released or withdrawn.",
    (
        needed(text("step", "The step that uses it.")),
        needed(integer("number", "Which model of that step; 0 is the one that came.")),
        needed(text("state", "trained, released or withdrawn; the newest row counts.")),
        needed(integer("code", "The version of the step's code it was made for.")),
        text("path", "Its folder in the home."),
        text("digest", "The digest of its file."),
        integer("labels", "How many labels it was learned from."),
        integer("held_back", "How many others it was measured on."),
        Column("figures", FIGURES, "What was measured, beside the model before it."),
        text("why", "Why it was released or withdrawn, or was not."),
        needed(time("changed_at", "When that was.")),
    ),
    sort=("step", "number"),
)

LEARNED = (LABELS, MODELS)
