"""What was bought as files: links for the order's page, and the files themselves.

Rights of the ledger come in, files go out. Read handing.py first.
"""
