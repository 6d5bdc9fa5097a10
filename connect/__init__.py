"""Outside APIs: payments, mail, networks, suppliers. Its place is kept; nothing is here yet."""
