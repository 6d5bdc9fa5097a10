"""Corrections become models: labels in, models out that proved better. Read learn.py first."""
