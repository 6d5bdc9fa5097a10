"""Which rules make which price: for each part, the narrowest rule that says it.

    product  ->  its category  ->  the categories above it  ->  all  ->  the settings
    work     ->  its kind

A rule for a merged sku is its heir's, unless that has one of its own. Amounts of
another currency than the thing's hold nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from ledger.pricing import Terms
from ledger.rules import Rule, in_force
from ledger.tables import skus
from ledger.workcodes import kind_in

_BATCH = 5_000


class Plan:
    """All rules in force, ready to be asked for one product after another."""

    def __init__(
        self, rules: Iterable[Rule], heirs: Mapping[str, str], markup_bp: int
    ) -> None:
        self._markup_bp = markup_bp
        self._all: list[Rule] = []
        self._categories: dict[str, Rule] = {}
        self._kinds: dict[str, Rule] = {}
        own: dict[str, Rule] = {}
        inherited: dict[str, Rule] = {}
        for rule in rules:  # oldest first: of two that one sku inherits, the newer
            if rule.scope == "all":
                self._all = [rule]
            elif rule.scope == "category":
                self._categories[rule.key] = rule
            elif rule.scope == "kind":
                self._kinds[rule.key] = rule
            elif rule.scope == "product" and rule.key in heirs:
                inherited[heirs[rule.key]] = rule
            elif rule.scope == "product":
                own[rule.key] = rule
        self._products = inherited | own
        self._known: dict[tuple[str, str], Terms] = {}

    def terms(self, sku: str, category: str, currency: str) -> Terms:
        """Return what makes the price of a product that is bought in `currency`."""
        rule = self._products.get(sku)
        if rule is not None:
            return self._made([rule, *self._above(category)], currency)
        found = self._known.get((category, currency))
        if found is None:
            found = self._made(list(self._above(category)), currency)
            self._known[category, currency] = found
        return found

    def _above(self, category: str) -> Iterator[Rule]:
        if kind := kind_in(category):
            # What we make ourselves is asked for as its rule says, or is free.
            yield from (self._kinds[kind],) if kind in self._kinds else ()
            return
        while category:
            if category in self._categories:
                yield self._categories[category]
            category = category.rpartition("/")[0]
        yield from self._all

    def _made(self, chain: Sequence[Rule], currency: str) -> Terms:
        """Take each part from the first rule that says it; the narrowest is first."""
        says_price = (rule for rule in chain if _says_price(rule, currency))
        price = next(says_price, Rule("all", markup_bp=self._markup_bp))
        ours = [rule for rule in chain if rule.currency == currency]
        margin = _first(chain, "least_margin_bp")
        margin_minor = _first(ours, "least_margin_minor")
        rounding = _first(chain, "rounding")
        return Terms(
            markup_bp=price.markup_bp or 0,
            fixed_minor=price.fixed_minor,
            least_margin_bp=margin.least_margin_bp or 0,
            least_margin_minor=margin_minor.least_margin_minor or 0,
            rounding=rounding.rounding or "none",
            price_rule=price.rule_id,
            margin_rule=margin.rule_id,
            margin_minor_rule=margin_minor.rule_id,
            rounding_rule=rounding.rule_id,
        )


_SAYS_NOTHING = Rule("all")


def _first(chain: Iterable[Rule], part: str) -> Rule:
    says_it = (rule for rule in chain if getattr(rule, part) is not None)
    return next(says_it, _SAYS_NOTHING)


def _says_price(rule: Rule, currency: str) -> bool:
    is_own = rule.fixed_minor is not None and rule.currency == currency
    return is_own or rule.markup_bp is not None


def plan(connection: Connection, markup_bp: int, *more: Rule) -> Plan:
    """Return the plan of all rules in force, as if `more` were set."""
    replaced = {(rule.scope, rule.key) for rule in more}
    rules = [
        rule for rule in in_force(connection) if (rule.scope, rule.key) not in replaced
    ]
    keys = [rule.key for rule in rules if rule.scope == "product"]
    return Plan([*rules, *more], _heirs(connection, keys), markup_bp)


def _heirs(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Return which sku answers for each of `keys` that was merged."""
    heirs: dict[str, str] = {}
    for start in range(0, len(keys), _BATCH):
        merged = select(skus.c.sku, skus.c.merged_into).where(
            skus.c.sku.in_(keys[start : start + _BATCH]), skus.c.status == "merged"
        )
        heirs |= {sku: heir for sku, heir in connection.execute(merged) if heir}
    return heirs
