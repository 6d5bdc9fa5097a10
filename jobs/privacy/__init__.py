"""What a home holds of people: the map of it, given out, erased, kept only so long.

Read map.py first: it names every place.
"""
