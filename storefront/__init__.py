"""The shop: a catalogue snapshot comes in, pages go out.

The only home of litestar. Read app.py first, then catalogue/build.py.
"""
