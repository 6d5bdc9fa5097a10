"""Products that were made of what is known, what they say, and who let them be sold."""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    long,
    needed,
    number,
    text,
    texts,
    time,
    type_date,
    type_long,
    type_text,
)

# What keeps a product from being offered: which rule, where, what it says, why not.
FAULTS = pa.list_(
    pa.struct([(name, type_text) for name in ("rule", "chapter", "said", "why")])
)

GENERATED = Table(
    "generated",
    "One state of one edition of a generated product; the newest row of an edition counts.",
    (
        needed(text("generated_key", "The product, in all its editions.")),
        needed(text("kind", "What it is: buying_guide, comparison, video.")),
        text("title", "Its title."),
        text("path", "Its file, relative to products/; other forms lie beside it."),
        text("digest", "The digest of its file, which names the edition."),
        texts("source_keys", "The keys of what it was made from."),
        text("rights", "What its sources allow, as a JSON object."),
        number("quality", "How good it is held to be, from 0 to 1."),
        text(
            "status",
            "draft, checked, approved, offered, refused, refreshed, withdrawn.",
        ),
        Column("as_of", type_date, "The day that it tells of."),
        text("reason", "Why it is in this state, in words."),
        Column("faults", FAULTS, "What the gate found, of a draft that was checked."),
    ),
    sort=("generated_key",),
    derived=True,
)
GENERATED_WORKS = Table(
    "generated_works",
    "What one edition of a generated product says, before it is given a form.",
    (
        needed(text("generated_key", "The product, in all its editions.")),
        needed(text("digest", "The digest of its file, which names the edition.")),
        needed(text("kind", "What it is.")),
        Column("as_of", type_date, "The day that it tells of."),
        text("work", "Its chapters, blocks and facts, as a JSON object."),
        text("words", "All that its writer wrote, in a row."),
        Column(
            "sketch",
            pa.list_(type_long),
            "Digests of a part of its runs of three words, to find works like it.",
        ),
        texts("names", "Names that stand in it: of products, brands, shops."),
        texts("links", "Where it leads, and what it quotes from."),
        texts("source_keys", "The keys of what it was made from."),
    ),
    sort=("generated_key",),
    derived=True,
)
GENERATED_FACTS = Table(
    "generated_facts",
    "One fact that a generated product tells, and the rows that bear it.",
    (
        needed(text("generated_key", "The product.")),
        needed(text("digest", "The edition.")),
        text("chapter", "Where it is told; empty for its title."),
        needed(text("said", "How it is told.")),
        needed(text("of_table", "The table of the rows that bear it.")),
        needed(text("of_column", "The column, or where in a column.")),
        text("way", "How it follows: is, count, least, middle, gap and so on."),
        text("form", "How it is written: money, number, percent, day, text."),
        text("currency", "The currency of money."),
        texts("source_keys", "The keys of the rows."),
    ),
    sort=("generated_key",),
    derived=True,
)
APPROVALS = Table(
    "approvals",
    "One decision on one edition of a generated product, as the ledger has it.",
    (
        needed(long("approval_id", "A number, in the order of deciding.")),
        needed(text("generated_key", "The product.")),
        needed(text("digest", "The edition.")),
        needed(text("verdict", "approved, refused or withdrawn.")),
        text("actor", "Who decided: a person, or a rule."),
        text("reason", "Why, in words."),
        needed(time("decided_at", "When.")),
    ),
    sort=("generated_key",),
)

PRODUCED = (GENERATED, GENERATED_WORKS, GENERATED_FACTS, APPROVALS)
