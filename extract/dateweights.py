"""What speaks for a date being its page's own; made by `python -m tools.fit_dates`."""

WEIGHTS = {
    "article": -0.33,
    "bias": -0.74,
    "changed": 0.93,
    "dated kind": 1.58,
    "dates": -1.44,
    "far": -0.89,
    "meta": -0.21,
    "meta-like": 1.48,
    "named": -0.24,
    "og": -0.05,
    "other kind": -1.55,
    "page": -1.25,
    "root": -2.33,
    "same": 0.76,
    "shown": -1.11,
    "slug": 1.63,
    "story": 1.15,
    "thread": 0.06,
    "time": -0.57,
    "told": 1.80,
}
