"""A Stripe of our own for trying things and for tests: its API, pay page and messages.

Nothing of it leaves this machine and no money moves. Read core.py first (what there is),
then sessions.py and intents.py (what happens to it), then api.py (how it is asked).
"""
