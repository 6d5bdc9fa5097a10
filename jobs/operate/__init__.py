"""How the platform does: what is looked at, shown, measured, and told to people.

Comes in: a home folder and its settings. Goes out: one `State`, from which the status,
the metrics and the alerts are made. Read look.py first.
"""
