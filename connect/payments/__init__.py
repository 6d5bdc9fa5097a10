"""Payment gateways: attempts at paying come in, facts for ledger.orders.settle go out.

Read gateway.py first, then stripe_gateway.py.
"""
