"""Messages to addresses that a merchant named: signed, sent, and nowhere private.

A message and its endpoint come in, the status that was answered goes out. Read
`sending.py` first.
"""
