"""What a score is made of: how many points each factor can give, and why.

A factor lies between 0 and 1; the points of all but risk add up to 100. Risk takes
away a share of what the others gave, so the points of all reasons sum to the score.
"""

import msgspec


class Weight(msgspec.Struct, frozen=True):
    """One factor: its name, the most points it can give, and the reason for them."""

    name: str
    points: float
    why: str


WEIGHTS = (
    Weight("margin", 35, "Without a spread between buying and selling, nothing pays."),
    Weight("demand", 25, "Ratings are the only public trace of sales."),
    Weight("competition", 10, "Many sellers end in a price war, few leave room."),
    Weight("availability", 10, "What cannot be bought cannot be sold on."),
    Weight("reduction", 5, "Former prices are often invented, so they count little."),
    Weight("completeness", 15, "A page sells by its facts, and a buyer asks for them."),
)
# At full risk four tenths of the points are lost: doubt lowers, but never decides.
RISK_SHARE = 0.4

# A spread of 30 % is all a reseller can hope for; more adds nothing but suspicion.
FULL_SPREAD = 0.3
# Below this share of the group's median it is another thing: a part, a case, a typo.
OUTLIER_SHARE = 0.4
# From here on a former price says no more.
FULL_REDUCTION = 0.4
# A thousand ratings mark a best-seller; the scale is logarithmic, as sales are.
FULL_REVIEWS = 1000
# Bayesian mean: a product starts with 20 ratings of 3.9, the mean of large shops.
PRIOR_RATING, PRIOR_REVIEWS = 3.9, 20
# Ten sellers share a market so thinly that an eleventh finds nothing.
FULL_SELLERS = 10
# Prices older than a month are memories.
STALE_DAYS = 30
