"""HTTP/1.1 over asyncio: read client.py first."""
