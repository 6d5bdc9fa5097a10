"""The gate: what every work has to pass, whoever wrote it.

A rule is a function of a work and the evidence, which yields faults. None of them knows
who wrote, and none is left out for anybody.
"""

from enrich.generate.gate.breadth import breadth
from enrich.generate.gate.claims import unborne
from enrich.generate.gate.copied import copied
from enrich.generate.gate.evidence import Evidence, Fault
from enrich.generate.gate.reading import unreadable
from enrich.generate.gate.twins import twins
from enrich.generate.work import Work

_RULES = (unborne, copied, breadth, unreadable, twins)


def faults(work: Work, evidence: Evidence) -> list[Fault]:
    """Return all that keeps `work` from being offered; nothing when it may be."""
    return [fault for rule in _RULES for fault in rule(work, evidence)]
