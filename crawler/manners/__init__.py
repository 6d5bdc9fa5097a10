"""What a host is told of us, and what it tells us when it had enough: read conduct.py first."""
