"""Outside APIs: settings and facts come in, answers and messages of others come out.

Read payments/gateway.py first: what a payment gateway is to the rest of the program.
"""
