"""Fit the weights of extract/goods/productweights.py on shop pages that people have read.

The pages are those of benchmarks.products. Weights stay near what a person expects of any
shop, so far as some dozens of pages do not say otherwise (a Gaussian prior); what is
reported comes from folds by host, so that no page is judged by weights of its own shop.

    python -m benchmarks.product_fit FOLDER [--write]
"""

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

import extract.goods.productweights as kept
from benchmarks._productpriors import PRIORS, SHOWN_PRIOR
from benchmarks.products import ShopPage, is_right, shop_pages
from extract.goods import fusion, shownprice
from extract.goods.identity import Identity
from extract.goods.sighting import Sighting
from extract.goods.sightings import shown, sightings
from extract.money.pricetext import read as read_price
from extract.page import Page, parse
from extract.statements.structured import graph

FOLDS = 5
FIELDS = ("price", "currency", "sku", "mpn", "gtin", "brand")
_STEPS = 60
# How far, in standard deviations, weights go from what was expected.
_FREEDOM = 1.0
Row = dict[str, float]


@dataclass(slots=True)
class Seen:
    """One page with what it says, and the fold that its host is in."""

    page: Page
    truth: ShopPage
    identity: Identity
    found: list[Sighting]
    fold: int


def main() -> None:
    """Fit in folds, report, and write the weights of all pages."""
    asked = _asked()
    pages = [_seen(one) for one in shop_pages(asked.folder)]
    hosts = sorted({_host(one) for one in pages})
    for one in pages:
        one.fold = hosts.index(_host(one)) % FOLDS
    told: dict[str, list[tuple[float, bool, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        inside = [one for one in pages if one.fold != fold]
        outside = [one for one in pages if one.fold == fold]
        weights = _fitted(inside)
        _use(*weights)
        for one in outside:
            _judge(one, told)
    facts = {field: _figures(rows) for field, rows in told.items()}
    for field, figures in facts.items():
        print(f"{field:14}" + "".join(f"{k:>12} {v:.3f}" for k, v in figures.items()))
    pooled = [row for rows in told.values() for row in rows]
    for top, count, sure, right in bins(pooled):
        print(
            f"confidence to {top:.1f}: {count} values, {sure:.2f} sure, {right:.2f} right"
        )
    facts["calibration_error"] = {"pooled": calibration_error(pooled)}
    facts["price_at_97"] = {"coverage": coverage(told["price"], 0.97)}
    if asked.write:
        _write(*_fitted(pages))
    print(json.dumps({"name": "product_fit", "pages": len(pages), **facts}))


def _seen(truth: ShopPage) -> Seen:
    page = parse(truth.url, truth.body)
    identity = Identity(page)
    found = sightings(page, graph(page), identity)
    return Seen(page, truth, identity, found, 0)


def _host(one: Seen) -> str:
    """Return the shop, which may have one host a country."""
    parts = (urlsplit(one.truth.url).hostname or "").split(".")
    return max(parts[:-1], key=len)


def _fitted(pages: list[Seen]) -> tuple[Row, dict[str, Row]]:
    shown_weights = _fit_shown(pages)
    _use(shown_weights, {})
    fields = {}
    for field in FIELDS:
        rows = [row for one in pages for row in _rows(one, field)]
        fields[field] = _fit(rows, PRIORS[field])
    stock = [
        (fusion.out_of_stock(_found(one)), bool(one.truth.truth["OutOfStock"]))
        for one in pages
    ]
    fields["availability"] = _fit(stock, PRIORS["availability"])
    return shown_weights, fields


def _use(shown_weights: Row, fields: dict[str, Row]) -> None:
    shownprice.WEIGHTS[:] = [shown_weights.get(n, 0.0) for n in shownprice.FEATURES]
    kept.FIELDS.clear()
    kept.FIELDS.update(fields)


def _found(one: Seen) -> list[Sighting]:
    """Return what the page says, with what it shows weighed anew."""
    rest = [s for s in one.found if s.source not in ("shown", "sign")]
    return rest + shown(one.page, one.identity, _told(one))


def _told(one: Seen) -> set[Decimal]:
    stated = (s for s in one.found if s.field == "price" and s.source != "shown")
    return {Decimal(s.value) for s in stated}


def _rows(one: Seen, field: str) -> list[tuple[Row, bool]]:
    """Return the values of a field and whether they are right, where that is known."""
    found = _found(one) if field == "price" else one.found
    if not one.truth.truth[field]:
        return []
    values = {
        key: next(s.value for s in found if s.field == field and fusion._key(s) == key)
        for key in fusion.evidence(found, field, one.identity)
    }
    return [
        (signs, is_right(field, values[key], one.truth.truth))
        for key, signs in fusion.evidence(found, field, one.identity).items()
    ]


def _fit(rows: list[tuple[Row, bool]], prior: Row) -> Row:
    """Return logistic weights near `prior`, by Newton's steps."""
    names = sorted({name for row, _ in rows for name in row} | set(prior))
    centre = np.array([prior.get(name, 0.0) for name in names])
    x = np.array([[row.get(name, 0.0) for name in names] for row, _ in rows])
    y = np.array([float(right) for _, right in rows])
    weights = centre.copy()
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - y) + (weights - centre) / _FREEDOM**2
        curve = (x.T * (p * (1 - p) + 1e-6)) @ x + np.eye(len(names)) / _FREEDOM**2
        weights = weights - np.linalg.solve(curve, slope)
    return {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}


def _fit_shown(pages: list[Seen]) -> Row:
    """Return the weights by which amounts compete: the right one, or none, should win."""
    names = list(shownprice.FEATURES)
    centre = np.array([SHOWN_PRIOR.get(name, 0.0) for name in names])
    none = np.zeros(len(names))
    none[-1] = 1.0
    sets = []
    for one in pages:
        places, rows = shownprice.features(
            one.page.nodes, one.identity.heading.node, _told(one)
        )
        truth = {read_price(text).amount for text in one.truth.truth["price"]}
        right = np.array([place.amount in truth for place in places] + [not truth])
        if right.any():
            sets.append((np.array([*rows, none]), right))
    weights = centre.copy()
    for _ in range(_STEPS * 5):
        slope = (weights - centre) / _FREEDOM**2
        for x, right in sets:
            p = np.exp(x @ weights - (x @ weights).max())
            p /= p.sum()
            q = np.where(right, p, 0)
            slope += x.T @ (p - q / q.sum())
        weights = weights - 0.02 * slope
    return {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)}


def _judge(one: Seen, told: dict[str, list[tuple[float, bool, bool]]]) -> None:
    """Note how sure each field's value is, whether it is right, and whether one exists."""
    found = _found(one)
    for field in FIELDS:
        best = fusion.judged(found, field, one.identity)
        known = bool(one.truth.truth[field])
        if best:
            right = known and is_right(field, best[0].value, one.truth.truth)
            told[field].append((best[0].confidence, right, known))
        else:
            told[field].append((0.0, False, known))
    stock = fusion.availability(found)
    if stock:
        out = bool(one.truth.truth["OutOfStock"])
        said = stock.value in {"OutOfStock", "Discontinued"}
        told["availability"].append((stock.confidence, said == out, True))


def _figures(rows: list[tuple[float, bool, bool]]) -> dict[str, float]:
    """Return F1 where all values of more than 0.4 are told, precision and recall."""
    said = [row for row in rows if row[0] > 0.4]
    right = sum(row[1] for row in said)
    known = sum(row[2] for row in rows)
    precision, recall = right / max(len(said), 1), right / max(known, 1)
    both = precision + recall
    return {
        "f1": 2 * precision * recall / both if both else 0.0,
        "precision": precision,
        "recall": recall,
    }


def bins(rows: list[tuple[float, bool, bool]]) -> list[tuple[float, int, float, float]]:
    """Return each fifth of confidence: its top, values, how sure and how right they are."""
    said, found = [row for row in rows if row[0] > 0 and row[2]], []
    for low in np.arange(0, 1, 0.2):
        inside = [row for row in said if low < row[0] <= low + 0.2]
        if inside:
            sure = sum(row[0] for row in inside) / len(inside)
            right = sum(row[1] for row in inside) / len(inside)
            found.append((float(low + 0.2), len(inside), sure, right))
    return found


def calibration_error(rows: list[tuple[float, bool, bool]]) -> float:
    """Return how far confidence is from being right, in five bins of equal width."""
    found = bins(rows)
    told = sum(count for _, count, _, _ in found) or 1
    error = sum(abs(sure - right) * count for _, count, sure, right in found)
    return round(error / told, 4)


def coverage(rows: list[tuple[float, bool, bool]], precision: float) -> float:
    """Return the share of pages that can be told at this precision, the surest first."""
    known = [row for row in rows if row[2]]
    right, best = 0, 0.0
    for count, row in enumerate(sorted(known, key=lambda one: -one[0]), start=1):
        right += row[1]
        if right / count >= precision:
            best = count / len(known)
    return round(best, 3)


def _write(shown_weights: Row, fields: dict[str, Row]) -> None:
    lines = [
        '"""Weights of what tells a product\'s facts, made by benchmarks/product_fit.py."""',
        "",
        "# Of an amount on the page: that it is the price.",
        f"SHOWN: dict[str, float] = {shown_weights!r}",
        "",
        "# Of a value: that it is the field's, by who says it.",
        f"FIELDS: dict[str, dict[str, float]] = {fields!r}",
        "",
    ]
    Path(kept.__file__).write_text("\n".join(lines))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fit how products are judged.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="keep the weights")
    return parser.parse_args()


if __name__ == "__main__":
    main()
