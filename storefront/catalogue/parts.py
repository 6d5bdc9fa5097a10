"""What the pinned lake holds for the shop, some thousand groups at a time.

    listings -> groups -> (the ledger gives each its sku) -> cut -> part, part, part ...

A million products are more than the memory holds as objects. So each question is asked
once, and its answer lies in DuckDB, cut into parts in the order of skus; what does not
fit into its memory is spilled beside the lake.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from lake.settings import LakeSettings
from lake.sql import connect
from storefront.catalogue.found import (
    Found,
    FoundImage,
    FoundListing,
    FoundOffer,
    FoundOpinions,
    FoundPrice,
    FoundRate,
    FoundRelated,
    FoundScore,
    FoundSnapshot,
    FoundSummary,
    question,
    rows_of,
)
from storefront.catalogue.item import Programme
from storefront.catalogue.offered import FoundEdition
from storefront.catalogue.together import FoundTogether

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE = 5_000
_Kind = TypeVar("_Kind")
# How the answer to each question is tied to the groups.
_TIES = {
    "offers": "JOIN part_listings USING (listing_key)",
    "history": "JOIN part_listings USING (listing_key)",
    "scores": "JOIN sold USING (group_key)",
    "related": "JOIN sold USING (group_key)",
    "opinions": "JOIN sold USING (group_key)",
    "summaries": "JOIN sold ON kind = 'product' AND entity_key = group_key",
    "images": "JOIN shown USING (url)",
}


class Parts:
    """The lake, open for publishing."""

    def __init__(self, lake: "DuckDBPyConnection") -> None:
        self._lake = lake
        self._parts = 0
        for kept in ("permitted", "matches"):
            lake.execute(question(kept))
        lake.execute(f"CREATE TEMP TABLE listings_found AS {question('listings')}")

    def groups(self) -> dict[str, list[str]]:
        """Return the listings of each group, which is what skus are minted for."""
        told = self._lake.execute(
            "SELECT group_key, list(listing_key ORDER BY listing_key)"
            " FROM listings_found GROUP BY group_key ORDER BY group_key"
        )
        return dict(told.fetchall())

    def rest(self) -> Found:
        """Return all that is not of one group."""
        rates = self._asked("rates", FoundRate)
        told = next(iter(self._asked("told", FoundSnapshot)), FoundSnapshot())
        works = self._lake.sql(question("summaries")).filter("kind <> 'product'")
        return Found(
            listings=[],
            offers=[],
            scores=[],
            editions=self._asked("guides", FoundEdition),
            # str: the shortest decimal that a person would read the number as.
            rates={(one.base, one.quote): Decimal(str(one.rate)) for one in rates},
            told=told.snapshot,
            summaries=rows_of(works, "summaries", FoundSummary),
            programmes=self._asked("programmes", Programme),
            together=self._asked("together", FoundTogether),
        )

    def cut(self, skus: Mapping[str, str]) -> None:
        """Cut all answers into parts; `skus` are those of groups."""
        names = pa.table({"group_key": [*skus.keys()], "sku": [*skus.values()]})
        self._lake.register("minted", names)
        # S608, here and below: all of it is written in this file.
        self._lake.execute(
            "CREATE TEMP TABLE sold AS SELECT group_key, sku,"  # noqa: S608
            f" (row_number() OVER (ORDER BY sku) - 1) // {AT_ONCE} AS part FROM minted"
        )
        self._lake.unregister("minted")
        self._cut(
            "listings", "SELECT * FROM listings_found", "JOIN sold USING (group_key)"
        )
        self._lake.execute("DROP TABLE listings_found")
        self._lake.execute(
            "CREATE TEMP TABLE shown AS"
            " SELECT DISTINCT part, unnest(images) AS url FROM part_listings"
        )
        for name, tie in _TIES.items():
            self._cut(name, question(name), tie)
        self._parts = -(-len(skus) // AT_ONCE)

    def survey(self) -> Iterator[tuple[list[FoundListing], list[FoundScore]]]:
        """Yield of each part what must be known of all before the first is made."""
        slim = (
            "SELECT group_key, listing_key, '' AS source_url, '' AS title, language,"
            " confidence, category_path, left(description, 1) AS description"
        )
        for part in range(self._parts):
            listings = self._of(part, "listings", FoundListing, slim)
            yield listings, self._of(part, "scores", FoundScore)

    def __iter__(self) -> Iterator[Found]:
        """Yield what was found of some groups, in the order of their skus."""
        for part in range(self._parts):
            yield Found(
                listings=self._of(part, "listings", FoundListing),
                offers=self._of(part, "offers", FoundOffer),
                scores=self._of(part, "scores", FoundScore),
                editions=[],
                rates={},
                told=None,
                opinions=self._of(part, "opinions", FoundOpinions),
                history=self._of(part, "history", FoundPrice),
                related=self._of(part, "related", FoundRelated),
                summaries=self._of(part, "summaries", FoundSummary),
                images=self._of(part, "images", FoundImage),
            )

    def _cut(self, name: str, answer: str, tie: str) -> None:
        self._lake.execute(
            f"CREATE TEMP TABLE part_{name} AS"  # noqa: S608
            f" SELECT answer.*, part FROM ({answer}) AS answer {tie} ORDER BY part"
        )

    def _of(
        self,
        part: int,
        name: str,
        kind: type[_Kind],
        what: str = "SELECT * EXCLUDE part",
    ) -> list[_Kind]:
        # Ordered by all of it, so that equal lakes make equal catalogues.
        told = self._lake.sql(
            f"{what} FROM part_{name} WHERE part = {part} ORDER BY ALL"
        )
        return rows_of(told, name, kind)

    def _asked(self, name: str, kind: type[_Kind]) -> list[_Kind]:
        return rows_of(self._lake.sql(question(name)), name, kind)


@contextmanager
def opened(home: Path, settings: LakeSettings) -> Iterator[Parts]:
    """Open the pinned lake of `home`."""
    with connect(home, settings) as lake:
        lake.execute(f"SET memory_limit = '{settings.memory_bytes}B'")
        yield Parts(lake)
