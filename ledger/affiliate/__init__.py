"""What affiliate networks pay for clicks: conversions, and every move of their commissions.

In come facts from postbacks and reports; out go statements per programme, and work that
tells the shop's figures. Read `hear.py` first.
"""
