"""A question's filters as queries: they decide what is found, never its rank."""

from collections.abc import Callable, Iterable

import tantivy

from storefront.catalogue.question import Group, Question
from storefront.search.schema import Names

_Query = tantivy.Query
_STARS = range(1, 6)


class Filters:
    """Makes queries of filters."""

    def __init__(self, fields: tantivy.Schema, names: Names) -> None:
        self._schema = fields
        self._brands = {one.value: number for number, one in enumerate(names.brands)}
        self._shops = {host: number for number, host in enumerate(names.shops)}
        self._categories = {
            one.value: number for number, one in enumerate(names.categories)
        }
        self._makers: dict[Group, Callable[[Question], tantivy.Query]] = {
            "category": lambda q: self._one_of(
                "category_no", self._categories, (q.category,)
            ),
            "brands": lambda q: self._one_of("brand_no", self._brands, q.brands),
            "shops": lambda q: self._one_of("shop_no", self._shops, q.shops),
            "rating": lambda q: self._terms(
                "stars", [s for s in _STARS if s >= q.rating]
            ),
            "stock": lambda _: self._terms("stock", [1]),
            "days": lambda q: self._between("days", None, q.days),
            "price": lambda q: self._between("price", q.low_minor, q.high_minor),
        }

    def of(self, question: Question, group: Group) -> tantivy.Query:
        """Return what the chosen `group` asks, without a say in the score."""
        return _Query.const_score_query(self._makers[group](question), 0.0)

    def _one_of(
        self, field: str, numbers: dict[str, int], values: Iterable[str]
    ) -> tantivy.Query:
        return self._terms(field, [numbers[v] for v in values if v in numbers])

    def _terms(self, field: str, values: list[int]) -> tantivy.Query:
        if not values:
            return _Query.empty_query()
        if len(values) == 1:
            return _Query.term_query(self._schema, field, values[0], "basic")
        return _Query.term_set_query(self._schema, field, values)

    def _between(self, field: str, low: int | None, high: int | None) -> tantivy.Query:
        # The index holds no negative numbers, and none beyond 64 bits.
        low = None if low is None else min(max(low, 0), _HIGHEST)
        high = None if high is None else min(high, _HIGHEST)
        if high is not None and high < (low or 0):
            return _Query.empty_query()
        return _Query.range_query(
            self._schema, field, tantivy.FieldType.Unsigned, low, high
        )


_HIGHEST = 2**63
