"""Bytes to records: one body comes in, all that its page says comes out.

Pure functions over one body, run as a stage: read stage.py first, then reading.py, which
puts a page's kind, text, products, opinions and programmes together. A page is read once,
by compiled loops, into columns:

    bytes  charset -> tagbytes, construction, openelements -> grow -> tree -> seen
    links  scan -> resolve -> quick; links where only a parser can tell
    lines  lines, classwords, repeats -> lineviews -> layout -> maintext, kind
    goods  structured (jsonld, itemscopes, socialmeta, states), shownprice, labels
           -> sightings -> fusion -> product
    texts  headline, dates, authors -> article; opinion; language; likeness; walls
    money  amount, currencysign -> price (structured data), pricetext (as shown)

The crawler uses glance.py alone: links, rights, and whether a page is an empty shell.
"""
