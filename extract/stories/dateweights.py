"""What speaks for a date being its page's own; made by `python -m tools.fit_dates`."""

WEIGHTS = {
    "article": -0.33,
    "bias": -0.75,
    "changed": 0.93,
    "dated kind": 1.57,
    "dates": -1.46,
    "far": -0.87,
    "meta": -0.21,
    "meta-like": 1.49,
    "named": -0.26,
    "og": -0.05,
    "other kind": -1.55,
    "page": -1.20,
    "root": -2.29,
    "same": 0.77,
    "shown": -1.14,
    "slug": 1.62,
    "story": 1.15,
    "thread": 0.05,
    "time": -0.57,
    "told": 1.84,
}
