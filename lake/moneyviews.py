"""The views of the shop's money: funnel, sales, profit, marketing; asked of shop_events.

A day is one in UTC. Amounts of different currencies stand in different rows. What goes
back counts on the day on which it went, so that days that are over stay as they were.
"""

from lake.clickview import BROWSERS

_SUM = "coalesce(sum({of}) FILTER (kind = '{kind}'), 0)::BIGINT"


def _sum(of: str, kind: str) -> str:
    return _SUM.format(of=of, kind=kind)


_NET = "amount_minor - coalesce(tax_minor, 0)"
_IN = _sum(_NET, "order")
_BACK = _sum(_NET, "refund")
_COST = _sum("coalesce(cost_minor, 0)", "order")
_FEE = _sum("coalesce(fee_minor, 0)", "order")
_OFF = _sum("coalesce(discount_minor, 0)", "order")
_EARNED = _sum("amount_minor", "commission")
_MONEY = "FROM shop_events WHERE kind IN ('order', 'refund', 'commission') GROUP BY ALL"

FUNNEL = f"""
CREATE VIEW funnel AS
SELECT day,
    (count(*) FILTER (kind = 'view') + coalesce(sum(times) FILTER (kind = 'views'), 0)
    )::BIGINT AS views,
    count(DISTINCT (session, offer_key)) FILTER (
        kind = 'click' AND agent IN ({BROWSERS})) AS clicks,
    count(DISTINCT (session, sku)) FILTER (
        kind = 'cart' AND agent IN ({BROWSERS})) AS carts,
    count(DISTINCT order_key) FILTER (kind = 'checkout') AS checkouts,
    count(DISTINCT order_key) FILTER (kind = 'order') AS orders,
    count(DISTINCT order_key) FILTER (kind = 'refund') AS refunds
FROM shop_events GROUP BY day
"""  # noqa: S608 # the names are ours
SALES = f"""
CREATE VIEW sales AS
SELECT day, sku, currency,
    count(DISTINCT order_key) FILTER (kind = 'order') AS orders,
    {_sum("quantity", "order")} AS pieces,
    {_sum("amount_minor", "order")} AS gross_minor,
    {_sum("tax_minor", "order")} AS tax_minor,
    {_OFF} AS discount_minor,
    sum(cost_minor) FILTER (kind = 'order')::BIGINT AS cost_minor,
    {_sum("quantity * sign(amount_minor)", "refund")} AS returned,
    {_sum("amount_minor", "refund")} AS refunded_minor
FROM shop_events WHERE kind IN ('order', 'refund') GROUP BY ALL
"""  # noqa: S608 # the names are ours
PROFIT = f"""
CREATE VIEW profit AS
SELECT day, currency,
    count(DISTINCT order_key) FILTER (kind = 'order') AS orders,
    {_IN} AS net_minor,
    {_BACK} AS refunded_minor,
    {_COST} AS cost_minor,
    {_FEE} AS fee_minor,
    {_EARNED} AS commission_minor,
    {_IN} - {_BACK} - {_COST} - {_FEE} + {_EARNED} AS profit_minor,
    coalesce(sum({_NET}) FILTER (
        kind = 'order' AND sku IS NOT NULL AND cost_minor IS NULL), 0
    )::BIGINT AS uncosted_minor
{_MONEY}
"""
MARKETING = f"""
CREATE VIEW marketing AS
SELECT day, channel, currency,
    count(DISTINCT order_key) FILTER (kind = 'order') AS orders,
    {_IN} - {_BACK} AS net_minor,
    {_OFF} AS spent_minor,
    {_EARNED} AS commission_minor,
    {_IN} - {_BACK} - {_COST} - {_FEE} + {_EARNED} AS profit_minor,
    round(({_IN} - {_BACK} - {_COST} - {_FEE} + {_EARNED}) / nullif({_OFF}, 0), 2)
        AS profit_of_spent
{_MONEY}
"""
