"""What programs may read of the shop: /api/v1, open to everyone, for reading only.

A question comes in as the arguments of an address, a struct goes out as JSON. Read
`routes.py` first: each line of OPERATIONS is one address, its arguments and its answer.
"""
