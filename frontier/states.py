"""What a host is owed beyond one process, and how it is taken over by the next one.

All functions change or return whole arrays of states: a home may know a million hosts.
"""

from collections.abc import Sequence

import numpy as np

from frontier.facts import Facts, Records
from frontier.kernel import Flags
from frontier.politeness import Rules, delays_after

# Packed: what lies between aligned fields would be whatever memory held.
STATE = np.dtype(
    [
        ("key", "u8"),  # mmh3 of the name
        ("ready_at", "f8"),  # the delay after the last answer is over
        ("blocked_until", "f8"),  # a pause or a block is over; inf: when it is lifted
        ("trouble_at", "f8"),  # when the host last said: too much
        ("set_delay", "f4"),  # what a person set; NaN: nothing
        ("robots_delay", "f4"),  # Crawl-delay; NaN: none
        ("level", "i4"),  # how often in a row it said: too much
        ("flags", "u1"),
    ]
)
BLOCKED = 1  # flag: `blocked_until` is a person's word, not a host's
_TOP_LEVEL = 60


def newest(parts: Sequence[Facts]) -> tuple[list[str], Records]:
    """Return each host once, in the order of first sight, with its last state."""
    names = [name for part in parts for name in part.texts()]
    states = np.concatenate([np.empty(0, STATE), *(part.records for part in parts)])
    _, first = np.unique(states["key"], return_index=True)
    if len(first) == len(names):
        return names, states
    _, behind = np.unique(states["key"][::-1], return_index=True)
    order = np.argsort(first)
    last = len(names) - 1 - behind[order]
    return [names[row] for row in first[order].tolist()], states[last]


def set_back(states: Records, seconds: float) -> None:
    """Make up for a clock that was set back by `seconds` since the states were saved.

    What a person said of a date stays as it was said.
    """
    states["ready_at"] -= seconds
    states["trouble_at"] -= seconds
    states["blocked_until"][~_persons(states)] -= seconds


def mend(states: Records, now: float, rules: Rules) -> None:
    """Let no time be farther off than the longest pause there is, or be no number."""
    latest = now + rules.max_pause_s
    for field in ("ready_at", "trouble_at"):
        states[field] = np.fmin(np.nan_to_num(states[field], posinf=latest), latest)
    person = _persons(states)
    until = states["blocked_until"]
    pauses = np.fmin(np.nan_to_num(until, posinf=latest), latest)
    blocks = np.where(np.isnan(until), np.inf, until)
    states["blocked_until"] = np.where(person, blocks, pauses)
    # A block that is over must not make the next pause look like a person's word.
    states["flags"][person & (blocks <= now)] &= np.uint8(~BLOCKED & 0xFF)
    states["level"] = np.clip(states["level"], 0, _TOP_LEVEL)


def rest(states: Records, now: float, rules: Rules) -> None:
    """Give every host its whole delay from now: it may have been asked just before."""
    delays = delays_after(
        rules,
        states["set_delay"].astype(np.float64),
        states["robots_delay"].astype(np.float64),
    )
    states["ready_at"] = np.maximum(states["ready_at"], now + delays)


def _persons(states: Records) -> Flags:
    return (states["flags"] & BLOCKED) != 0
