"""What was made of texts and products one by one: one table a step.

A row is about one entity, and the newest row of an entity counts. `url` is the page that
its text was read from: by it, and by the keys of listings, forgetting finds the row.
"""

import pyarrow as pa

from lake.columns import (
    Column,
    Table,
    about,
    long,
    needed,
    number,
    text,
    texts,
    type_integer,
    type_number,
    type_single,
    type_text,
)

CLASSES = pa.list_(
    pa.struct([("class_id", type_text), ("path", type_text), ("share", type_number)])
)
SENTENCES = pa.list_(
    pa.struct(
        [
            ("text", type_text),
            ("source_key", type_text),
            ("position", type_integer),
            ("share", type_number),
        ]
    )
)
PHRASES = pa.list_(
    pa.struct([("text", type_text), ("share", type_number), ("times", type_integer)])
)
SPANS = pa.list_(
    pa.struct(
        [
            ("text", type_text),
            ("label", type_text),
            ("start", type_integer),
            ("end", type_integer),
        ]
    )
)
FACTS = pa.list_(pa.struct([("name", type_text), ("value", type_number)]))
EVIDENCE = pa.list_(
    pa.struct(
        [
            ("other_key", type_text),
            ("name", type_text),
            ("value", type_number),
            ("text", type_text),
        ]
    )
)
PAIRS = pa.list_(
    pa.struct(
        [
            ("other_key", type_text),
            ("other_input", type_text),
            ("share", type_number),
            ("alike", type_number),
        ]
    )
)
_NUMBERS = pa.list_(pa.int64())
KIN = pa.list_(
    pa.struct([("group_key", type_text), ("share", type_number), ("why", type_text)])
)


def _step(name: str, comment: str, *own: Column) -> Table:
    """Return the table of one step: what all of them tell, and its own columns."""
    return about(
        text("entity_key", "What it is about; see kind."),
        name,
        comment,
        text("kind", "What that is: listing, group, article or opinion."),
        text("url", "The page its text was read from, where that is one page."),
        text("model", "The model or rules that decided, with their digest."),
        *own,
        number("confidence", "How sure the maker is, from 0 to 1."),
        # Forgetting a listing follows it through all groups that it ever was in.
        newest="" if name == "enriched_matches" else name,
    )


ENRICHED = (
    _step(
        "enriched_languages",
        "The language of one text.",
        text("language", "A BCP 47 tag; empty where it cannot be told."),
    ),
    _step(
        "enriched_sentiments",
        "How one opinion judges.",
        number("sentiment", "From -1, as bad as can be, to 1; empty: cannot be told."),
        Column("outputs", FACTS, "What it was told from: words, stars, the encoder."),
    ),
    _step(
        "enriched_classes",
        "Where one listing stands in the taxonomy.",
        text(
            "class_id", "Its class as the taxonomy numbers it; empty: not sure enough."
        ),
        text("path", "The names of that class, widest first, with > between."),
        Column("outputs", CLASSES, "What else it could be, likeliest first."),
    ),
    _step(
        "enriched_summaries",
        "The sentences that say most, as their sources wrote them.",
        text("summary", "The sentences in order."),
        Column("outputs", SENTENCES, "Each sentence, where it stands, and its weight."),
    ),
    _step(
        "enriched_keyphrases",
        "What one text is about, in its own words.",
        texts("phrases", "The phrases, strongest first."),
        Column(
            "outputs", PHRASES, "Each phrase with its weight and how often it came."
        ),
    ),
    _step(
        "enriched_entities",
        "Who and what one text names.",
        Column("outputs", SPANS, "Each name with its kind and where it stands."),
    ),
    _step(
        "enriched_embeddings",
        "One text as numbers: near texts lie near.",
        Column("vector", pa.list_(type_single), "The numbers, of length 1 together."),
    ),
    _step(
        "enriched_blocks",
        "One listing as matching compares it, and the keys by which it finds others.",
        text("host", "The shop it is in: listings of one shop are not compared."),
        text("gtin", "Its GTIN."),
        text("part", "Its brand and part number, letters and digits alone."),
        text("title", "Its name."),
        text("brand", "Its brand."),
        text("mpn", "The maker's own part number."),
        text("category", "Its categories at the source."),
        long("price_minor", "Its price when it was last looked at for matching."),
        text("currency", "The currency as ISO 4217 code."),
        Column("words", _NUMBERS, "What stands in its name, as numbers."),
        Column("keys", _NUMBERS, "Its words and pairs of words, by which it is found."),
    ),
    _step(
        "enriched_pairs",
        "The listings of other shops that one listing was compared with.",
        Column("outputs", PAIRS, "Each with how likely it is the same product."),
    ),
    _step(
        "enriched_matches",
        "One listing's group: the listings that are the same product.",
        needed(text("group_key", "The smallest listing_key of its group.")),
        Column("outputs", EVIDENCE, "What joins it to others of its group."),
    ),
    _step(
        "enriched_related",
        "What goes well beside one group.",
        Column("outputs", KIN, "The other groups, nearest first, and why."),
    ),
)
