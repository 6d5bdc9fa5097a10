"""The shop's figures: a job asks the lake for them, the console shows what it wrote.

`kept.py` is the file between the two, `asking.py` the questions (the only part that
opens the lake; the shop never calls it), `drawing.py` the geometry of the charts.
"""
