"""How well products would sell and programmes pay, and why. Read score.py first."""
