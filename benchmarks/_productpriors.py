"""What a person expects of any shop's page: where weights of product_fit begin from."""

SHOWN_PRIOR = {
    "price_class": 1.0,
    "now_class": 0.5,
    "old_class": -1.5,
    "struck": -2.5,
    "aside": -1.5,
    "part": -1.5,
    "label": 1.0,
    "label_old": -1.5,
    "linked": -1.0,
    "itemprop": 1.5,
    "stated": 2.0,
    "stated_here": 1.0,
    "first": 1.0,
    "lonely": 0.7,
    "signed": 1.0,
    "before": -1.5,
    "before_near": 0.5,
    "ahead_40": 2.0,
    "ahead_150": 1.5,
    "ahead_400": 1.0,
    "ahead_1000": 0.3,
    "ahead_2500": -0.5,
    "ahead_6000": -1.5,
    "far": -2.0,
    "often": 0.5,
    "repeated_cards": -1.0,
    "same_part": 0.5,
    "none": 1.5,
    "beats_old": 1.5,
    "beaten": -1.5,
    "by_percent": 2.0,
    "before_percent": -2.5,
    "net": -2.5,
}
_STATED = {"json-ld": 2.0, "microdata": 2.0, "rdfa": 1.5, "opengraph": 1.8}
_STATED |= {"state": 1.0, "datalayer": 1.5}
_NOT = {f"not-{name}": -weight / 2 for name, weight in _STATED.items()}
PRIORS: dict[str, dict[str, float]] = {
    "price": _STATED
    | _NOT
    | {
        "bias": -2.0,
        "agree": 0.5,
        "share": 3.5,
        "json-ld-range": 0.5,
        "not-shown": -1.0,
    }
    | {"microdata-range": 0.5, "opengraph-range": 0.5, "log-share": 0.2},
    "currency": _STATED
    | {"bias": 0.0, "agree": 0.5, "shown": 2.0, "resolved": 1.5, "sign": -1.0}
    | {"not-json-ld": -1.0, "not-microdata": -1.0, "not-shown": -1.0},
    "sku": _STATED
    | {"bias": -1.5, "label": 2.5, "row": 2.5, "inline": 2.0, "url": -0.5}
    | {"url-last": 0.3, "in-address": 0.8, "agree": 0.7, "json-ld": 1.5}
    | {"not-label": -1.5, "not-row": -1.5, "not-json-ld": -0.5, "not-microdata": -0.5}
    | {"state": 0.0, "datalayer": 0.0, "microdata": 1.5, "opengraph": 1.0, "long": 0.3},
    "mpn": _STATED
    | {
        "json-ld": 2.5,
        "bias": -1.0,
        "label": 2.0,
        "row": 1.5,
        "inline": 1.5,
        "agree": 0.7,
    }
    | {"in-heading": 0.7, "not-label": -0.5, "not-row": -0.5},
    "gtin": _STATED
    | {"bias": 0.0, "label": 2.0, "row": 2.0, "inline": 1.5, "agree": 0.7},
    "brand": _STATED
    | {"bias": -1.8, "label": 2.0, "row": 1.5, "inline": 1.5, "agree": 0.8}
    | {"class-titled": 2.0, "class-near": 0.5, "class-far": -1.0, "in-heading": 1.2}
    | {"link-titled": 1.0, "link-near": -0.5, "link-far": -1.5, "few-rivals": 0.3}
    | {"not-json-ld": -0.8, "not-label": -0.8, "not-microdata": -0.8},
    "availability": {"bias": -1.5, "out-json-ld": 4.0, "in-json-ld": -3.0}
    | {"out-microdata": 4.0, "in-microdata": -3.0, "out-opengraph": 3.0}
    | {"in-opengraph": -2.0, "out-state": 2.0, "in-state": -1.5, "in-way-to-buy": -1.5}
    | {"out-out-near": 1.5, "out-out-near-alone": 2.0, "out-out-far": 0.3}
    | {"price-shown": -0.7, "price": -0.5, "out-rdfa": 3.0, "in-rdfa": -2.0},
}
