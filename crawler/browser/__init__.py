"""Chromium behind one door: read handler.py first."""
