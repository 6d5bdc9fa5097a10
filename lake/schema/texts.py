"""Short texts that were written about what is sold, each with the facts it rests on.

All texts of one entity that were made together have one input_key: those of its newest
row count, and a row without a model takes back what was said before.
"""

import pyarrow as pa

from lake.columns import (
    Column,
    about,
    needed,
    number,
    text,
    texts,
    type_text,
    type_texts,
)

FACTS = pa.list_(
    pa.struct(
        [
            ("said", type_text),
            ("table", type_text),
            ("column", type_text),
            ("keys", type_texts),
            ("way", type_text),
            ("form", type_text),
            ("currency", type_text),
        ]
    )
)

SHORT_TEXTS = about(
    needed(text("entity_key", "The group of listings, or the generated product.")),
    "short_texts",
    "One short text on one product, for one place such as an ad.",
    text("kind", "What it is about: product or generated."),
    text("slot", "The place it is for, as in docs/shorttexts.md."),
    text("text", "The text itself, plain."),
    number("seconds", "How long it is said, for parts of a video's script."),
    Column("facts", FACTS, "Each figure in it, with the rows that bear it."),
    texts("source_keys", "The keys of what it was made from."),
    text("model", "The rules that wrote it; empty where all was taken back."),
    sort=("slot",),
    newest="short_texts",
)

TEXTS = (SHORT_TEXTS,)
