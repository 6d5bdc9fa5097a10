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
        self.brands = {one.value: number for number, one in enumerate(names.brands)}
        self.shops = {host: number for number, host in enumerate(names.shops)}
        self.categories = {
            one.value: number for number, one in enumerate(names.categories)
        }

    def of(self, question: Question, group: Group) -> tantivy.Query:
        """Return what the chosen `group` asks, without a say in the score."""
        return _Query.const_score_query(_MAKERS[group](self, question), 0.0)

    def one_of(
        self, field: str, numbers: dict[str, int], values: Iterable[str]
    ) -> tantivy.Query:
        """Ask for items whose number is that of one of `values`."""
        return self.terms(field, [numbers[v] for v in values if v in numbers])

    def terms(self, field: str, values: list[int]) -> tantivy.Query:
        """Ask for items that have one of `values`."""
        if not values:
            return _Query.empty_query()
        if len(values) == 1:
            return _Query.term_query(self._schema, field, values[0], "basic")
        return _Query.term_set_query(self._schema, field, values)

    def between(self, field: str, low: int | None, high: int | None) -> tantivy.Query:
        """Ask for items from `low` to `high`; None is no limit."""
        # The index holds no negative numbers, and none beyond 64 bits.
        low = None if low is None else min(max(low, 0), _HIGHEST)
        high = None if high is None else min(high, _HIGHEST)
        if high is not None and high < (low or 0):
            return _Query.empty_query()
        return _Query.range_query(
            self._schema, field, tantivy.FieldType.Unsigned, low, high
        )


_HIGHEST = 2**63
_MAKERS: dict[Group, Callable[[Filters, Question], tantivy.Query]] = {
    "category": lambda of, q: of.one_of("category_no", of.categories, (q.category,)),
    "brands": lambda of, q: of.one_of("brand_no", of.brands, q.brands),
    "shops": lambda of, q: of.one_of("shop_no", of.shops, q.shops),
    "rating": lambda of, q: of.terms("stars", [s for s in _STARS if s >= q.rating]),
    "stock": lambda of, _: of.terms("stock", [1]),
    "days": lambda of, q: of.between("days", None, q.days),
    "price": lambda of, q: of.between("price", q.low_minor, q.high_minor),
}
