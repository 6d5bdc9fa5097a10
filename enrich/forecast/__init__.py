"""How much will be wanted: past weeks in, coming weeks out. Read forecast.py first."""
