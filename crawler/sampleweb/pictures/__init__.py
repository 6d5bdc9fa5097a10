"""Pictures of the sample goods: a kind and a colour in, the bytes of a JPEG out.

Read press.py first; shapes.py reads words/shapes.toml, plate.py lays light on it.
"""
