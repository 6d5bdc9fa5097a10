"""How well a product would sell, and why. Read score.py first."""
