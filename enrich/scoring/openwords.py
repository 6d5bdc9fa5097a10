"""The words that the queries of this folder leave open."""

from enrich.money import uncommon

# How lists of best-sellers call themselves, in the languages that pages are read in.
_BEST_LISTS = (
    r"best[-_ ]?sell|top[-_ ]?sell|top[-_ ]?\d{2,3}\b|most[-_ ]popular|meistverkauft"
    r"|meilleures?[-_ ]ventes|m[aá]s[-_ ]vendid|pi[uù][-_ ]vendut|best[-_ ]verkocht"
)


def filled(query: str, currency: str) -> str:
    """Return `query` with the shop's currency and all other words put in."""
    decimals = ", ".join(f"('{code}', {n})" for code, n in uncommon().items())
    for word, text in (
        ("decimals", decimals),
        ("called", _BEST_LISTS),
        ("home", currency),
    ):
        query = query.replace(f":{word}", text)
    return query
