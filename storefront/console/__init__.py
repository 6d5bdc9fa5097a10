"""The console: who runs the shop comes in, sees how it does, and acts.

Read routes.py first, then door.py.
"""
