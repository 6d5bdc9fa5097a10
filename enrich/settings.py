"""What enrich/ can be told. Only jobs/settings.py reads it from outside."""

from typing import Annotated

import msgspec
from msgspec import Meta


class EnrichSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """What enriching needs to know; without any model every step has its own way."""

    encoder: Annotated[
        str,
        Meta(
            description="What turns texts into vectors: the directory of a model, NAME "
            "for models/NAME of the home, or hub:OWNER/MODEL for one in Hugging Face's "
            "cache; empty for the built-in word hashes."
        ),
    ] = ""
    pipeline: Annotated[
        str,
        Meta(
            description="The spaCy pipeline that finds names: its directory, or the name "
            "of its installed package; empty for the built-in rules."
        ),
    ] = ""
    taxonomy: Annotated[
        str,
        Meta(
            description="The file of the product taxonomy, as Google or Shopify publish "
            "it; empty: products are classed by your own labels alone."
        ),
    ] = ""
    keep_persons: Annotated[
        bool,
        Meta(
            description="Whether names of persons that a pipeline finds in texts are "
            "kept; they are personal data."
        ),
    ] = False
    threads: Annotated[
        int, Meta(description="How many threads a model computes with.", ge=1, le=256)
    ] = 1
