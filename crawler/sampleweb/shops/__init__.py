"""The six shops: a seed and a day in, a Site each out. Read shop.py first."""
