"""The queries of this folder, with the parts that lie in files of their own."""

from pathlib import Path

from enrich.money import uncommon

_FOLDER = Path(__file__).parent
# How lists of best-sellers call themselves, in the languages that pages are read in.
_BEST_LISTS = (
    r"best[-_ ]?sell|top[-_ ]?sell|top[-_ ]?\d{2,3}\b|most[-_ ]popular|meistverkauft"
    r"|meilleures?[-_ ]ventes|m[aá]s[-_ ]vendid|pi[uù][-_ ]vendut|best[-_ ]verkocht"
)


def with_parts(query: str, currency: str) -> str:
    """Return `query` with its parts, and the shop's currency, put in."""
    decimals = ", ".join(f"('{code}', {n})" for code, n in uncommon().items())
    for word, text in (
        ("rates", (_FOLDER / "rates.sql").read_text(encoding="utf-8")),
        ("demand", (_FOLDER / "demand.sql").read_text(encoding="utf-8")),
        ("decimals", decimals),
        ("best_lists", _BEST_LISTS),
        ("home", currency),
    ):
        query = query.replace(f":{word}", text)
    return query
