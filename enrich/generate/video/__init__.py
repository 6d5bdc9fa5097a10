"""Slideshow videos: the script of a generated product in, a film with its captions out.

Read videos.py first, then film.py.
"""
