"""Finding among what the shop sells: words and filters come in, places and counts go out.

Read index.py for what a snapshot's index holds, then search.py for a question's way.
"""
