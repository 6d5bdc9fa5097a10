"""Mail: a letter comes in, and a server that speaks SMTP has it; or a folder, without one.

Read server.py first: when a letter counts as sent, as not sent, and when nobody knows.
"""
