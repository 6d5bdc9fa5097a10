"""What a thing could be sold for, and why. Read suggest.py first."""
