"""Amounts as campaign files say them: "90s", "1h30m", "2 GB"; a bare number is itself."""

import re

# Longer and more than anyone means: ten years, and a disk array.
_MOST_S = 3650 * 86_400.0
_MOST_BYTES = 10**18
_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_SPAN = re.compile(r"(?:\d+(?:\.\d+)?\s*(?:ms|[smhd])\s*)+")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[smhd])")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def seconds_of(text: str) -> float:
    """Return the seconds of a duration such as 90s, 15m, 2h or 1d12h."""
    told = text.strip().lower()
    if not _SPAN.fullmatch(told):
        raise ValueError("expected a duration such as 90s, 15m, 2h or 1d12h")
    seconds = sum(float(count) * _UNITS_S[unit] for count, unit in _PART.findall(told))
    if seconds > _MOST_S:
        raise ValueError("expected at most ten years")
    return seconds


def bytes_of(text: str) -> int:
    """Return the bytes of a size such as 500 MB or 2GB; a kilobyte is 1000 bytes."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError("expected a size such as 500 MB or 2 GB")
    size = float(found[1]) * 1000 ** _POWERS[found[2].lower()]
    if size > _MOST_BYTES:
        raise ValueError("expected at most 1,000,000 TB")
    return round(size)
