"""Invoices and credit notes as files: what the ledger froze comes in, a PDF goes out.

Read paper.py first: what stands on one, in the buyer's language. pdf.py sets it.
"""
