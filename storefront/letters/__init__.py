"""Letters to buyers: an order comes in, words in the buyer's language go out.

Read told.py first: what each letter says. Sending them is the work of jobs/mails.
"""
