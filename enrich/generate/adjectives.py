"""What can be told of a thing as more or most: the stems that claims and cries are made of."""

# Without those that name things when they end in -er: a cooler, a dryer, a cutter.
_STEMS = (
    *("cheap", "dear", "light", "heavi", "strong", "weak", "fast", "quick", "slow"),
    *("long", "short", "larg", "small", "bigg", "thick", "thinn", "wid", "narrow"),
    *("deep", "steep", "soft", "hard", "tough", "smooth", "sharp", "saf", "nic", "fin"),
    *("great", "quiet", "loud", "bright", "dark", "warm", "hott", "cold", "clean"),
    *("easi", "simpl", "smart", "sturdi", "handi", "healthi", "tasti", "pretti"),
    *("rar", "fresh", "stabl", "pur", "rich", "poor", "tight", "firm"),
)
_ANY = "|".join(_STEMS)
MORE = rf"(?:{_ANY})er|better|worse"
MOST = rf"(?:{_ANY}|low|high)est|best|worst"
