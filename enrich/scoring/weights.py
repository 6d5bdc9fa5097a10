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
PROGRAMME_WEIGHTS = (
    Weight("earnings", 60, "What a click earns is what a partner lives on."),
    Weight("demand", 10, "Who else lately earned with it proves that it sells."),
    Weight("competition", 10, "Many partners of one merchant bid for the same buyers."),
    Weight("ease", 10, "Money that is hard to join for or to be paid is late money."),
    Weight("completeness", 10, "A programme that tells its terms means to keep them."),
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
# One rating lies this far from the mean of its product, in stars.
RATING_SPREAD = 1.1
# Ten sellers share a market so thinly that an eleventh finds nothing.
FULL_SELLERS = 10
# Prices older than a month are memories.
STALE_DAYS = 30
FACTS = 6

# A best-seller list names its hundred; the first place stands for four tenths of demand.
LIST_PLACES, LIST_SHARE = 100, 0.4
# What half of the sellers have just run out of is wanted.
GONE_SHARE = 0.2
# Fewer dated opinions in half a year than this show no trend.
LEAST_TREND, TREND = 5, (0.7, 1.4)
# A season shows when two years are seen, with opinions in most of their months.
LEAST_SEASON, SEASON_DAYS, SEASON = 24, 730, (0.7, 1.4)

# The median of others, from one other offer: it could as well be so much off.
LONELY_SPREAD = 0.1
# Large currencies move by half a per cent a day; so much in 8 of 10 cases, by the root.
RATE_SPREAD = 0.0064

# A partner earns by this many: of those lately, the network's best have some 200.
FULL_GRAVITY, FULL_RIVALS = 200, 50
# A buyer who does not buy at once mostly does within a month, three of ten of them.
COOKIE_DAYS, AT_ONCE = 30, 0.7
# A cookie of unknown length: a week, between a day and a month.
UNKNOWN_COOKIE = (1, 7, 30)
# A lead (an address, a trial) is had about four times as often as a sale.
LEADS_A_SALE = 4
# "Up to 12 %" is what few get: half of it is the least that is reckoned with.
UP_TO = 0.5
# So many clicks until the first payout are as hard as never being paid.
FULL_CLICKS = 5000
TERMS = 6
